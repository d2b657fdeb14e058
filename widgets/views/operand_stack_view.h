// SPDX-License-Identifier: GPL-3.0-or-later
/// The operands of one frame, top first, with the line that made each; labels stand between them as lines.
#pragma once

#include "widgets/views/rows_view.h"

namespace watchglass {

class OperandStackView : public FrameView
{
    Q_OBJECT
public:
    explicit OperandStackView(const Theme &theme, QWidget *parent = nullptr);

signals:
    void operandEdited(quint64 frameId, quint32 fromBottom, const watchglass::exec::Value &value);

protected:
    std::vector<Row> rows() override;
};

} // namespace watchglass
