// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/locals_view.h"

#include "widgets/views/watch_words.h"

namespace watchglass {

LocalsView::LocalsView(const Theme &theme, QWidget *parent)
    : FrameView(theme, {{tr("Name")}, {tr("Type")}, {tr("Value"), true}, {tr("Before")}, {tr("Hex")}}, tr("Locals"), {},
                parent)
{
    connect(model(), &RowModel::valueEdited, this, [this](int row, int, const exec::Value &value) {
        if (frame())
            emit localEdited(frame()->id, quint32(model()->rows()[size_t(row)].key), value);
    });
    list()->setMenu([this](QMenu &menu, const QModelIndex &index) {
        if (!index.isValid() || !frame())
            return;
        const session::LocalValue &local = frame()->locals[size_t(index.row())];
        addWatchMenu(menu, false,
                     [this, frame = frame()->id, index = local.index, name = views::text(local.name)](WatchOn on) {
                         emit watchRequested(frame, index, name, on);
                     });
    });
    changed();
}

void LocalsView::rememberOldValues(const session::FrameInfo &frame)
{
    const session::FrameInfo *before = nullptr;
    for (size_t i = 0; previous() && i < previous()->frames.size() && !before; ++i)
        if (previous()->frames[i].id == frame.id && previous()->frames[i].locals.size() == frame.locals.size())
            before = &previous()->frames[i];
    for (size_t i = 0; i < frame.locals.size(); ++i) {
        const session::LocalValue &local = frame.locals[i];
        const QPair<quint64, quint32> key(frame.id, local.index);
        if (!local.changed)
            m_was.remove(key);
        else if (before && before->locals[i].value != local.value)
            m_was[key] = views::text(exec::toString(before->locals[i].value));
    }
}

std::vector<Row> LocalsView::rows()
{
    const session::FrameInfo *at = frame();
    list()->setEmptyText(at ? tr("%1 has neither parameters nor locals.").arg(views::text(at->functionName))
                            : tr("Nothing is stopped: parameters and locals show up here when the program stops."));
    std::vector<Row> rows;
    if (!at)
        return rows;
    rememberOldValues(*at);
    for (const session::LocalValue &local : at->locals) {
        Cell name{local.name.empty() ? tr("local %1").arg(local.index) : views::text(local.name)};
        name.strong = local.changed;
        name.color = local.parameter ? Theme::Color::Parameter : Theme::Color::Local;
        name.tip = (local.parameter ? tr("Parameter %1") : tr("Local %1")).arg(local.index);
        Row row{local.index, {name}};
        for (Cell &cell : views::valueCells(local.value, local.changed, true))
            row.cells.push_back(std::move(cell));
        const QString was = m_was.value({at->id, local.index});
        Cell old{!local.changed ? QString() : was.isEmpty() ? tr("• changed") : tr("• was %1").arg(was)};
        old.color = Theme::Color::Changed;
        row.cells.insert(row.cells.end() - 1, std::move(old));
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace watchglass
