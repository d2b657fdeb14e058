// SPDX-License-Identifier: GPL-3.0-or-later
/// The faults of one link: those there are, each with a button that takes it away, and a form for another.
#pragma once

#include <QWidget>

#include <vector>

#include "engine/host/faults.h"
#include "widgets/theme.h"

class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLineEdit;
class QSpinBox;
class QVBoxLayout;

namespace watchglass {

class FaultsForm : public QWidget
{
    Q_OBJECT
public:
    explicit FaultsForm(const Theme &theme, QWidget *parent = nullptr);
    void setFaults(const std::vector<host::Fault> &faults);
    host::Fault typed() const; ///< what the form says
    void enter();              ///< takes the keys

signals:
    void changeWanted(const std::vector<watchglass::host::Fault> &faults);

private:
    void makeForm();
    void showFields();

    const Theme &m_theme;
    std::vector<host::Fault> m_faults;
    QWidget *m_list = nullptr;
    QVBoxLayout *m_layout;
    QFormLayout *m_form;
    QComboBox *m_kind, *m_when;
    QSpinBox *m_every, *m_burst, *m_delay, *m_jitter, *m_seed;
    QDoubleSpinBox *m_percent;
    QLineEdit *m_sentence;
};

} // namespace watchglass
