// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/operand_stack_view.h"

namespace watchglass {

namespace {

constexpr quint64 separatorKey = quint64(1) << 32;

} // namespace

OperandStackView::OperandStackView(const Theme &theme, QWidget *parent)
    : FrameView(theme, {{tr("#"), true}, {tr("Type")}, {tr("Value"), true}, {tr("Made by")}, {tr("Hex")}},
                tr("Operand stack"), {}, parent)
{
    connect(model(), &RowModel::valueEdited, this, [this](int row, int, const exec::Value &value) {
        if (frame())
            emit operandEdited(frame()->id, quint32(model()->rows()[size_t(row)].key), value);
    });
    changed();
}

std::vector<Row> OperandStackView::rows()
{
    const session::FrameInfo *at = frame();
    list()->setEmptyText(at ? tr("The operand stack of %1 is empty here.").arg(views::text(at->functionName))
                            : tr("Nothing is stopped: the operands of a frame show up here when the program stops."));
    std::vector<Row> rows;
    if (!at || at->operands.empty())
        return rows;
    size_t label = at->labels.size();
    // [0] is the function's own label: it bounds everything and says nothing.
    const auto closeLabels = [&](size_t below) {
        for (; label > 1 && at->labels[label - 1].height >= below; --label) {
            const session::LabelInfo &info = at->labels[label - 1];
            const QString name =
                info.name.empty() ? tr("label %1").arg(at->labels.size() - label) : views::text(info.name);
            rows.push_back({separatorKey | info.offset,
                            {Cell{tr("%1 (%2)").arg(name, views::text(wasm::info(info.op).name))}},
                            true});
        }
    };
    for (size_t i = at->operands.size(); i-- > 0;) {
        closeLabels(i + 1);
        const session::OperandValue &operand = at->operands[i];
        Cell position{QString::number(at->operands.size() - 1 - i)};
        if (operand.changed)
            position.text.prepend(QStringLiteral("• "));
        position.tip = operand.changed ? tr("Changed since the last stop; 0 is the top of the stack.")
                                       : tr("0 is the top of the stack.");
        Row row{i, {position}};
        for (Cell &cell : views::valueCells(operand.value, operand.changed, true))
            row.cells.push_back(std::move(cell));
        Cell producer{place(operand.producer), operand.producer};
        producer.tip = tr("Go to the instruction that left this value");
        row.cells.insert(row.cells.end() - 1, std::move(producer));
        rows.push_back(std::move(row));
    }
    closeLabels(0);
    return rows;
}

} // namespace watchglass
