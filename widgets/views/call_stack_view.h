// SPDX-License-Identifier: GPL-3.0-or-later
/// The activations of a stopped guest, innermost first; choosing one moves the other views to it.
#pragma once

#include "widgets/views/rows_view.h"

namespace watchglass {

class CallStackView : public RowsView
{
    Q_OBJECT
public:
    explicit CallStackView(const Theme &theme, QWidget *parent = nullptr);
    /// A new stop selects the innermost frame; an edit of the state at the same place keeps the choice.
    void setSnapshot(SnapshotPtr snapshot);
    void setLineResolver(LineResolver resolver);
    int currentFrame() const { return m_current; } ///< index into Snapshot::frames; -1 without frames

signals:
    void frameSelected(int frameIndex); ///< by the user; again when the same is asked for once more

protected:
    std::vector<Row> rows() override;
    void rowsShown() override;

private:
    int hiddenAt() const; ///< the row that stands for frames not shown; -1 = none
    SnapshotPtr m_snapshot;
    LineResolver m_resolver;
    int m_current = -1;
    bool m_selecting = false;
};

} // namespace watchglass
