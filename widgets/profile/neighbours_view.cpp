// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/profile/neighbours_view.h"

#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QVBoxLayout>

#include "widgets/profile/function_model.h"
#include "widgets/views/data_view.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

using namespace profiling;

NeighboursView::NeighboursView(const Theme &theme, QWidget *parent)
    : CostView(theme, parent), m_callersModel(new FunctionModel(theme, Emphasis::Total, tr("Callers"), this)),
      m_calleesModel(new FunctionModel(theme, Emphasis::Total, tr("Callees"), this)),
      m_callers(addList(tr("Callers"), tr("Nothing that was measured calls it."), m_callersModel)),
      m_callees(addList(tr("Callees"), tr("It calls nothing that was measured."), m_calleesModel)),
      m_own(views::sentence(this))
{
    m_own->setAccessibleName(tr("The function between its callers and callees"));
    m_own->setMargin(views::gap(this));
    auto *split = new QSplitter(Qt::Vertical, this);
    auto *lower = new QWidget(split);
    auto *column = views::column(lower);
    column->addWidget(m_own);
    column->addWidget(m_callees, 1);
    split->addWidget(m_callers);
    split->addWidget(lower);
    split->setChildrenCollapsible(false);
    views::column(this)->addWidget(split);
    setFocusProxy(m_callers);
    functionChanged();
}

DataView *NeighboursView::addList(const QString &name, const QString &emptyText, FunctionModel *model)
{
    auto *list = new DataView(theme(), this);
    list->setModel(model);
    list->setAccessibleName(name);
    list->setEmptyText(emptyText);
    setUpCostColumns(theme(), *list);
    list->setColumnHidden(OtherColumn, true);
    // Choosing a row here must not pull it into the middle at once: Enter or a double click does.
    const auto go = [this, model](const QModelIndex &index) {
        const quint32 next = model->functionAt(index);
        choose(next);
        functionChanged();
    };
    connect(list, &DataView::rowActivated, this, go);
    list->setMenu([this, model](QMenu &menu, const QModelIndex &index) {
        if (index.isValid())
            addMenu(menu, model->functionAt(index));
    });
    return list;
}

void NeighboursView::digestChanged()
{
    const bool exact = digest() && digest()->profile->exact;
    for (DataView *list : {m_callers, m_callees})
        list->setColumnHidden(ErrorColumn, exact);
}

void NeighboursView::functionChanged()
{
    m_callersModel->setRows(digest(), {});
    m_calleesModel->setRows(digest(), {});
    m_due = digest() && function() != profile::none;
    if (m_due) {
        const profile::FunctionRow *row = digest()->row(function());
        m_own->setText(
            row ? story(*digest(), function(), row->cost)
                : tr("%1: nothing in what is shown").arg(views::text(digest()->profile->functions[function()].name)));
    } else {
        m_own->setText(digest() ? tr("Choose a function in one of the profile's views.")
                                : tr("No profile yet: “Profile the Run” makes one."));
    }
    ask();
}

void NeighboursView::ask()
{
    if (m_due && isVisible()) {
        m_due = false;
        emit wanted(digest(), function());
    }
}

void NeighboursView::showEvent(QShowEvent *event)
{
    CostView::showEvent(event);
    ask();
}

void NeighboursView::supply(const DigestPtr &of, const profile::Neighbours &neighbours)
{
    if (of != digest() || neighbours.own.function != function())
        return;
    m_callersModel->setRows(of, neighbours.callers);
    m_calleesModel->setRows(of, neighbours.callees);
}

} // namespace watchglass
