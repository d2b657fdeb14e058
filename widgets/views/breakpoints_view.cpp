// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/breakpoints_view.h"

#include <QKeySequence>
#include <QMenu>

namespace watchglass {

BreakpointsView::BreakpointsView(const Theme &theme, QWidget *parent)
    : RowsView(theme, {{tr("Place")}, {tr("Hits"), true}, {tr("What")}}, tr("Breakpoints"),
               tr("No breakpoints: click in the margin of a text, or press F9 on a line, to set one. The menu of the "
                  "margin sets one with a condition; those of memory, globals and locals watch data."),
               parent)
{
    list()->setFirm(0);
    list()->setTextElideMode(Qt::ElideRight);
    connect(list(), &DataView::rowActivated, this,
            [this](const QModelIndex &index) { emit activated(m_breakpoints[size_t(index.row())].id); });
    connect(list(), &DataView::deletePressed, this, [this] {
        if (const auto ids = selected(); !ids.isEmpty())
            emit removeRequested(ids);
    });
    connect(model(), &RowModel::checkChanged, this,
            [this](int row, bool on) { emit enabledChanged({m_breakpoints[size_t(row)].id}, on); });
    list()->setMenu([this](QMenu &menu, const QModelIndex &index) { fillMenu(menu, index); });
    views::ownKey(list(), QKeySequence(Qt::Key_F2), [this] { editCurrent(); });
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

void BreakpointsView::editCurrent()
{
    if (const QModelIndex index = list()->currentIndex(); index.isValid())
        emit editRequested(m_breakpoints[size_t(index.row())].id);
}

void BreakpointsView::fillMenu(QMenu &menu, const QModelIndex &index)
{
    if (index.isValid()) {
        const BreakpointRow breakpoint = m_breakpoints[size_t(index.row())];
        menu.addAction(tr("&Go there"), this, [this, breakpoint] { emit activated(breakpoint.id); });
        menu.addAction(theme().icon(QStringLiteral("edit")), tr("&Edit…\tF2"), this,
                       [this, breakpoint] { emit editRequested(breakpoint.id); });
        menu.addAction(breakpoint.enabled ? tr("Switch &off") : tr("Switch &on"), this,
                       [this, breakpoint] { emit enabledChanged(selected(), !breakpoint.enabled); });
        menu.addAction(theme().icon(QStringLiteral("remove")), tr("&Remove"), this,
                       [this] { emit removeRequested(selected()); });
        menu.addSeparator();
    }
    menu.addAction(tr("Break When &Data Changes…"), this, &BreakpointsView::watchWanted);
    if (m_breakpoints.empty())
        return;
    menu.addAction(tr("Switch all o&ff"), this, [this] { emit enabledChanged(all(), false); });
    menu.addAction(tr("Switch all o&n"), this, [this] { emit enabledChanged(all(), true); });
    menu.addAction(tr("Remove &all"), this, [this] { emit removeRequested(all()); });
}

std::vector<Row> BreakpointsView::rows()
{
    std::vector<Row> rows;
    for (const BreakpointRow &breakpoint : m_breakpoints) {
        Cell place{breakpoint.place};
        place.checked = breakpoint.enabled;
        std::tie(place.icon, place.iconColor) =
            breakpointIcon(breakpoint.enabled, breakpoint.lost, breakpoint.terms, !breakpoint.problem.isEmpty());
        if (breakpoint.data && !breakpoint.lost)
            place.icon = QStringLiteral("watch");
        QStringList parts{breakpoint.problem};
        if (breakpoint.data)
            parts << breakpoint.text << breakpoint.seen;
        else
            parts << breakpoint.terms.text() << breakpoint.text;
        parts.removeAll(QString());
        QStringList tips = parts;
        tips.prepend(breakpoint.place);
        Cell text{parts.join(QStringLiteral(" · "))};
        if (!breakpoint.problem.isEmpty())
            text.color = Theme::Color::Error;
        if (breakpoint.lost) {
            text.text = tr("lost: %1").arg(text.text);
            text.color = Theme::Color::DimText;
            tips += breakpoint.data ? tr("What it watched is not there any more.")
                                    : tr("The instruction of this breakpoint is gone from the text.");
        }
        place.tip = text.tip = tips.join(QLatin1Char('\n'));
        rows.push_back({breakpoint.id, {place, Cell{tr("×%1").arg(breakpoint.hits)}, text}});
    }
    return rows;
}

} // namespace watchglass
