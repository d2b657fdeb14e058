// SPDX-License-Identifier: GPL-3.0-or-later
/// Traffic over time, and a load of one's own: how it is to be, and the proof of what became of every request – of all,
/// and around each change that was made meanwhile.
#pragma once

#include <QWidget>

#include <memory>

#include "engine/host/load/report.h"
#include "widgets/host/traffic_chart.h"

class QCheckBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace watchglass {

class DataView;
class RowModel;
namespace views {
class Deferred;
}

class LoadView : public QWidget
{
    Q_OBJECT
public:
    explicit LoadView(const Theme &theme, QWidget *parent = nullptr);

    Traffic &traffic() { return *m_traffic; }
    /// Where the host listens; not taken over once somebody typed another port.
    void offerPort(quint16 port);
    /// Null: there was no load yet.
    void setReport(std::shared_ptr<const load::Report> report);
    void say(const QString &problem);
    bool running() const { return m_report && m_report->running; }
    void submit(); ///< what the button does
    QString proof() const;

signals:
    void startWanted(const watchglass::load::Settings &settings);
    void stopWanted();

private:
    QWidget *makeForm();
    QWidget *makeResults();
    load::Settings settings() const;
    void showReport();

    const Theme &m_theme;
    Traffic *m_traffic;
    TrafficChart *m_chart;
    std::shared_ptr<const load::Report> m_report;
    bool m_portTyped = false;
    QSpinBox *m_port, *m_connections, *m_seconds;
    QDoubleSpinBox *m_rate;
    QLineEdit *m_path;
    QCheckBox *m_keepAlive;
    QPushButton *m_start;
    QLabel *m_icon, *m_summary, *m_proof;
    DataView *m_list;
    RowModel *m_rows;
    views::Deferred *m_deferred;
};

} // namespace watchglass
