// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/profile/cost_view.h"

#include <QApplication>
#include <QClipboard>
#include <QItemSelectionModel>
#include <QMenu>

#include "widgets/views/data_view.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

void CostView::setDigest(DigestPtr digest)
{
    if (digest == m_digest)
        return;
    m_digest = std::move(digest);
    if (!m_digest || m_function >= m_digest->profile->functions.size())
        m_function = profile::none;
    digestChanged();
    functionChanged();
}

void CostView::showFunction(quint32 function)
{
    if (function == m_function)
        return;
    m_function = function;
    functionChanged();
}

void CostView::choose(quint32 function)
{
    if (function == profile::none || function == m_function)
        return;
    m_function = function;
    emit functionChosen(function);
}

void CostView::addMenu(QMenu &menu, quint32 function)
{
    if (!m_digest || function >= m_digest->profile->functions.size())
        return;
    using Step = profile::Filter::Step;
    const profile::Function &its = m_digest->profile->functions[function];
    menu.addAction(m_theme.icon(QStringLiteral("forward")), tr("&Go to the Source"), this,
                   [this, function] { emit sourceWanted(function); });
    menu.addSeparator();
    menu.addAction(tr("Show &Only Stacks With It"), this, [this, function] {
        emit filterWanted(Step{Step::Kind::Only, function});
    });
    menu.addAction(tr("&Hide Stacks With It"), this, [this, function] {
        emit filterWanted(Step{Step::Kind::Without, function});
    });
    if (its.rawName == its.name || its.rawName.empty())
        return;
    menu.addSeparator();
    menu.addAction(tr("Copy the Name in the &Module"), this,
                   [raw = views::text(its.rawName)] { QApplication::clipboard()->setText(raw); });
}

void CostView::follow(DataView *list, FunctionOf functionOf)
{
    connect(list->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this, functionOf](const QModelIndex &index) {
                if (index.isValid())
                    choose(functionOf(index));
            });
    connect(list, &DataView::rowActivated, this, [this, functionOf](const QModelIndex &index) {
        if (const quint32 function = functionOf(index); function != profile::none)
            emit sourceWanted(function);
    });
    list->setMenu([this, functionOf](QMenu &menu, const QModelIndex &index) {
        if (index.isValid())
            addMenu(menu, functionOf(index));
    });
}

} // namespace watchglass
