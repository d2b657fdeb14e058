// SPDX-License-Identifier: GPL-3.0-or-later
/// Parameters and locals of one frame, with what each was before it changed.
#pragma once

#include <QHash>

#include "widgets/views/rows_view.h"

namespace watchglass {

class LocalsView : public FrameView
{
    Q_OBJECT
public:
    explicit LocalsView(const Theme &theme, QWidget *parent = nullptr);

signals:
    void localEdited(quint64 frameId, quint32 index, const watchglass::exec::Value &value);
    void watchRequested(quint64 frameId, quint32 index, const QString &name, watchglass::debug::Watchpoint::On on);

protected:
    std::vector<Row> rows() override;

private:
    /// What changed locals were, by activation and index: survives updates that do not touch them.
    void rememberOldValues(const session::FrameInfo &frame);
    QHash<QPair<quint64, quint32>, QString> m_was;
};

} // namespace watchglass
