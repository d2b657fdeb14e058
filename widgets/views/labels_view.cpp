// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/labels_view.h"

namespace watchglass {

LabelsView::LabelsView(const Theme &theme, QWidget *parent)
    : FrameView(theme, {{tr("#"), true}, {tr("Label")}, {tr("Opened by")}, {tr("Takes"), true}, {tr("Place")}},
                tr("Labels"), {}, parent)
{
    changed();
}

std::vector<Row> LabelsView::rows()
{
    const session::FrameInfo *at = frame();
    list()->setEmptyText(at ? tr("No block is open here.")
                            : tr("Nothing is stopped: the open blocks show up here when the program stops."));
    std::vector<Row> rows;
    const size_t count = at ? at->labels.size() : 0;
    for (size_t depth = 0; depth < count; ++depth) {
        const session::LabelInfo &label = at->labels[count - 1 - depth];
        const bool function = depth + 1 == count;
        Cell name{function ? views::text(at->functionName) : views::text(label.name)};
        name.color = function ? Theme::Color::Function : Theme::Color::Label;
        Cell number{QString::number(depth)};
        number.tip = tr("“br %1” goes to this label.").arg(depth);
        Cell takes{QString::number(label.arity)};
        takes.tip = tr("Values that go with a branch to it: %1.").arg(label.arity);
        Cell where;
        if (!function) // its own label stands at its end
            where = {place(label.offset), label.offset};
        rows.push_back(
            {(quint64(label.offset) << 1) | quint64(function),
             {number, name, Cell{function ? tr("func") : views::text(wasm::info(label.op).name)}, takes, where}});
    }
    return rows;
}

} // namespace watchglass
