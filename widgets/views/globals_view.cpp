// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/globals_view.h"

#include "widgets/views/watch_words.h"

namespace watchglass {

GlobalsView::GlobalsView(const Theme &theme, QWidget *parent)
    : RowsView(theme, {{tr("Name")}, {tr("Type")}, {tr("Value"), true}, {tr("Hex")}}, tr("Globals"), {}, parent)
{
    connect(model(), &RowModel::valueEdited, this, [this](int row, int, const exec::Value &value) {
        emit globalEdited(quint32(model()->rows()[size_t(row)].key), value);
    });
    list()->setMenu([this](QMenu &menu, const QModelIndex &index) {
        const session::GlobalValue *global = nullptr;
        for (size_t i = 0; index.isValid() && m_snapshot && i < m_snapshot->globals.size(); ++i)
            if (m_snapshot->globals[i].index == model()->rows()[size_t(index.row())].key)
                global = &m_snapshot->globals[i];
        if (global && global->isMutable)
            addWatchMenu(menu, true, [this, index = global->index, name = views::text(global->name)](WatchOn on) {
                emit watchRequested(index, name, on);
            });
    });
    changed();
}

void GlobalsView::setSnapshot(SnapshotPtr snapshot)
{
    m_snapshot = std::move(snapshot);
    changed();
}

std::vector<Row> GlobalsView::rows()
{
    list()->setEmptyText(m_snapshot ? tr("The module has no globals.")
                                    : tr("Nothing is stopped: globals show up here when the program stops."));
    std::vector<Row> rows;
    for (size_t i = 0; m_snapshot && i < m_snapshot->globals.size(); ++i) {
        const session::GlobalValue &global = m_snapshot->globals[i];
        Cell name{global.name.empty() ? tr("global %1").arg(global.index) : views::text(global.name)};
        name.color = Theme::Color::Global;
        name.strong = global.changed;
        if (global.changed)
            name.text.prepend(QStringLiteral("• "));
        name.tip = tr("Global %1").arg(global.index);
        Row row{global.index, {name}};
        for (Cell &cell : views::valueCells(global.value, global.changed, global.isMutable))
            row.cells.push_back(std::move(cell));
        if (global.isMutable)
            row.cells[1].text.prepend(QLatin1String("mut "));
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace watchglass
