// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/breakpoints_view.h"

#include <QMenu>

namespace watchglass {

BreakpointsView::BreakpointsView(const Theme &theme, QWidget *parent)
    : RowsView(theme, {{tr("Place")}, {tr("Hits"), true}, {tr("Instruction")}}, tr("Breakpoints"),
               tr("No breakpoints: click in the margin of a text, or press F9 on a line, to set one."), parent)
{
    list()->setStretch(0);
    connect(list(), &DataView::rowActivated, this,
            [this](const QModelIndex &index) { emit activated(m_breakpoints[size_t(index.row())].id); });
    connect(list(), &DataView::deletePressed, this, [this] {
        if (const auto ids = selected(); !ids.isEmpty())
            emit removeRequested(ids);
    });
    connect(model(), &RowModel::checkChanged, this,
            [this](int row, bool on) { emit enabledChanged(m_breakpoints[size_t(row)].id, on); });
    list()->setMenu([this](QMenu &menu, const QModelIndex &index) { fillMenu(menu, index); });
}

void BreakpointsView::setBreakpoints(std::vector<BreakpointRow> breakpoints)
{
    m_breakpoints = std::move(breakpoints);
    changed();
}

QVector<quint64> BreakpointsView::selected() const
{
    QVector<quint64> ids;
    for (const QModelIndex &index : list()->selectionModel()->selectedRows())
        ids += m_breakpoints[size_t(index.row())].id;
    return ids;
}

QVector<quint64> BreakpointsView::all() const
{
    QVector<quint64> ids;
    for (const BreakpointRow &breakpoint : m_breakpoints)
        ids += breakpoint.id;
    return ids;
}

void BreakpointsView::fillMenu(QMenu &menu, const QModelIndex &index)
{
    if (index.isValid()) {
        const BreakpointRow breakpoint = m_breakpoints[size_t(index.row())];
        menu.addAction(tr("&Go there"), this, [this, breakpoint] { emit activated(breakpoint.id); });
        menu.addAction(breakpoint.enabled ? tr("Switch &off") : tr("Switch &on"), this,
                       [this, breakpoint] { emit enabledChanged(breakpoint.id, !breakpoint.enabled); });
        menu.addAction(theme().icon(QStringLiteral("remove")), tr("&Remove"), this,
                       [this] { emit removeRequested(selected()); });
    }
    if (!m_breakpoints.empty())
        menu.addAction(tr("Remove &all"), this, [this] { emit removeRequested(all()); });
}

std::vector<Row> BreakpointsView::rows()
{
    std::vector<Row> rows;
    for (const BreakpointRow &breakpoint : m_breakpoints) {
        Cell place{breakpoint.place};
        place.checked = breakpoint.enabled;
        place.icon = breakpoint.lost      ? QStringLiteral("breakpoint-lost")
                     : breakpoint.enabled ? QStringLiteral("breakpoint")
                                          : QStringLiteral("breakpoint-off");
        place.iconColor =
            breakpoint.enabled && !breakpoint.lost ? Theme::Color::Breakpoint : Theme::Color::BreakpointOff;
        Cell text{breakpoint.lost ? tr("lost: %1").arg(breakpoint.text) : breakpoint.text};
        if (breakpoint.lost) {
            text.color = Theme::Color::DimText;
            text.tip = tr("The instruction of this breakpoint is gone from the text.");
        }
        rows.push_back({breakpoint.id, {place, Cell{tr("×%1").arg(breakpoint.hits)}, text}});
    }
    return rows;
}

} // namespace watchglass
