// SPDX-License-Identifier: GPL-3.0-or-later
/// The symbols of the text being edited; choosing one goes there.
#pragma once

#include <QWidget>

#include <memory>

#include "engine/wat/analysis.h"
#include "widgets/theme.h"

class QLineEdit;
class QSortFilterProxyModel;

namespace watchglass {

class DataView;
class OutlineModel;
namespace views {
class Deferred;
}

class OutlineView : public QWidget
{
    Q_OBJECT
public:
    explicit OutlineView(const Theme &theme, QWidget *parent = nullptr);
    void setAnalysis(std::shared_ptr<const wat::Analysis> analysis); ///< null = no text
    DataView *list() const { return m_list; }
    OutlineModel *model() const { return m_model; }

signals:
    void activated(const watchglass::wat::TextRange &range); ///< of the name, or of the keyword

private:
    void build();
    void filter(const QString &text);
    QString path(const QModelIndex &filtered) const; ///< names from the top: tells an item across updates
    std::shared_ptr<const wat::Analysis> m_analysis;
    DataView *m_list;
    OutlineModel *m_model;
    QSortFilterProxyModel *m_filtered;
    QLineEdit *m_filter;
    views::Deferred *m_deferred;
};

} // namespace watchglass
