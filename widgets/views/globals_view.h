// SPDX-License-Identifier: GPL-3.0-or-later
/// The globals of a stopped instance; mutable ones can be edited.
#pragma once

#include "widgets/views/rows_view.h"

namespace watchglass {

class GlobalsView : public RowsView
{
    Q_OBJECT
public:
    explicit GlobalsView(const Theme &theme, QWidget *parent = nullptr);
    void setSnapshot(SnapshotPtr snapshot);

signals:
    void globalEdited(quint32 index, const watchglass::exec::Value &value);
    void watchRequested(quint32 index, const QString &name, watchglass::debug::Watchpoint::On on);

protected:
    std::vector<Row> rows() override;

private:
    SnapshotPtr m_snapshot;
};

} // namespace watchglass
