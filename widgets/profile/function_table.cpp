// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/profile/function_table.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QVBoxLayout>

#include "widgets/profile/function_model.h"
#include "widgets/views/data_view.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

using namespace profiling;

FunctionTable::FunctionTable(const Theme &theme, QWidget *parent)
    : CostView(theme, parent), m_list(new DataView(theme, this)),
      m_model(new FunctionModel(theme, Emphasis::Self, tr("Function"), this)),
      m_filter(views::filterField(theme, tr("Filter functions by name"), this)),
      m_deferred(new views::Deferred(this, [this] { build(); }))
{
    auto *layout = views::column(this);
    auto *top = views::line();
    top->addWidget(m_filter);
    layout->addLayout(top);
    layout->addWidget(m_list);
    m_list->setModel(m_model);
    m_list->setAccessibleName(tr("Functions of the profile"));
    m_list->setEmptyText(tr("No profile yet: “Profile the Run” calls the export of the Run dock and measures it."));
    setUpCostColumns(theme, *m_list);
    m_list->setSortingEnabled(true);
    m_list->header()->setSortIndicator(ShareColumn, Qt::DescendingOrder);
    setFocusProxy(m_list);
    follow(m_list, [this](const QModelIndex &index) { return m_model->functionAt(index); });
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_model->setFilter(text);
        functionChanged();
    });
}

void FunctionTable::digestChanged()
{
    m_deferred->request();
}

void FunctionTable::build()
{
    m_model->setRows(digest(), digest() ? digest()->functions : std::vector<profile::FunctionRow>());
    showCostColumns(*m_list, digest() && digest()->profile->exact);
    functionChanged();
}

void FunctionTable::functionChanged()
{
    const QModelIndex index = m_model->find(function());
    if (index.row() == m_list->currentIndex().row() && index.isValid() == m_list->currentIndex().isValid())
        return;
    m_list->setCurrentIndex(index);
    if (index.isValid())
        m_list->scrollTo(index);
}

} // namespace watchglass
