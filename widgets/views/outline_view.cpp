// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/outline_view.h"

#include <QLineEdit>
#include <QScrollBar>
#include <QSet>
#include <QSortFilterProxyModel>
#include <QVBoxLayout>

#include "widgets/views/data_view.h"
#include "widgets/views/outline_model.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

OutlineView::OutlineView(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_list(new DataView(theme, this)), m_model(new OutlineModel(theme, this)),
      m_filtered(new QSortFilterProxyModel(this)), m_filter(views::filterField(theme, tr("Filter the outline"), this)),
      m_deferred(new views::Deferred(this, [this] { build(); }))
{
    auto *layout = views::column(this);
    auto *top = views::line();
    top->addWidget(m_filter);
    layout->addLayout(top);
    layout->addWidget(m_list);
    setFocusProxy(m_list);
    m_filtered->setSourceModel(m_model);
    m_filtered->setRecursiveFilteringEnabled(true);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_list->setModel(m_filtered);
    m_list->setRootIsDecorated(true);
    m_list->setHeaderHidden(true);
    m_list->setAccessibleName(tr("Outline"));
    m_list->setEmptyText(
        tr("Nothing is named here yet: functions, locals and labels of the text show up as it is written."));
    const auto go = [this](const QModelIndex &index) {
        if (const wat::Symbol *symbol = m_model->symbol(m_filtered->mapToSource(index)))
            emit activated(symbol->nameRange);
    };
    connect(m_list, &QTreeView::clicked, this, go);
    connect(m_list, &DataView::rowActivated, this, go);
    connect(m_filter, &QLineEdit::textChanged, this, &OutlineView::filter);
}

void OutlineView::setAnalysis(std::shared_ptr<const wat::Analysis> analysis)
{
    m_analysis = std::move(analysis);
    m_deferred->request();
}

QString OutlineView::path(const QModelIndex &filtered) const
{
    QString path;
    for (QModelIndex at = filtered.siblingAtColumn(0); at.isValid(); at = at.parent())
        path += at.data(Qt::AccessibleTextRole).toString() + QLatin1Char('\n');
    return path;
}

void OutlineView::build()
{
    QSet<QString> open;
    for (int i = 0; i < m_filtered->rowCount(); ++i)
        if (const QModelIndex top = m_filtered->index(i, 0); m_list->isExpanded(top))
            open.insert(path(top));
    const QString current = path(m_list->currentIndex());
    const int scrolled = m_list->verticalScrollBar()->value();
    m_list->setUpdatesEnabled(false);
    if (m_model->setAnalysis(m_analysis)) {
        for (int i = 0; i < m_filtered->rowCount(); ++i) {
            const QModelIndex top = m_filtered->index(i, 0);
            if (open.contains(path(top)) || !m_filter->text().isEmpty())
                m_list->expand(top);
            if (!current.isEmpty() && path(top) == current)
                m_list->setCurrentIndex(top);
            for (int k = 0; !current.isEmpty() && m_list->isExpanded(top) && k < m_filtered->rowCount(top); ++k)
                if (path(m_filtered->index(k, 0, top)) == current)
                    m_list->setCurrentIndex(m_filtered->index(k, 0, top));
        }
        m_list->verticalScrollBar()->setValue(scrolled);
    }
    m_list->setUpdatesEnabled(true);
}

void OutlineView::filter(const QString &text)
{
    m_filtered->setFilterFixedString(text);
    if (!text.isEmpty())
        m_list->expandAll();
}

} // namespace watchglass
