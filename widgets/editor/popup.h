// SPDX-License-Identifier: GPL-3.0-or-later
/// A small frame over the window that belongs to a place in the text: never a window of its own, so it cannot take the
/// keyboard away, and it looks the same under every window system.
#pragma once

#include <QFrame>

#include "widgets/editor/editor_context.h"

namespace watchglass::editor {

class Popup : public QFrame
{
    Q_OBJECT
public:
    explicit Popup(EditorContext &context);

    /// Shows the frame with this size under the line at `offset`, above it when there is more room there.
    void showAt(quint32 offset, QSize size);
    virtual void applyTheme();

protected:
    EditorContext &m;
};

} // namespace watchglass::editor
