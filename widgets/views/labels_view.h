// SPDX-License-Identifier: GPL-3.0-or-later
/// The blocks that are open in one frame, innermost first: where a branch may go.
#pragma once

#include "widgets/views/rows_view.h"

namespace watchglass {

class LabelsView : public FrameView
{
    Q_OBJECT
public:
    explicit LabelsView(const Theme &theme, QWidget *parent = nullptr);

protected:
    std::vector<Row> rows() override;
};

} // namespace watchglass
