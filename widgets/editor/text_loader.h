// SPDX-License-Identifier: GPL-3.0-or-later
/// Puts a whole new text into the editor: a long one piece by piece between other events, so that neither the window
/// nor anyone's typing elsewhere waits for it. Until all of it stands the editor is read-only and tells of no edit.
#pragma once

#include <QByteArray>
#include <QTimer>

#include <functional>

#include "widgets/editor/editor_context.h"

namespace watchglass::editor {

class TextLoader
{
public:
    /// `arrived` is told the whole text as one insertion, once it stands.
    TextLoader(EditorContext &context, std::function<void(const QByteArray &text)> arrived);

    /// Empties the editor, clears undo and begins; a text that is still on its way is dropped. `then` is called when
    /// all of it stands: for a short one, before this returns.
    void start(const QByteArray &text, std::function<void()> then);
    bool active() const { return m_active; }
    void finish(); ///< what is missing, at once

private:
    void append(qsizetype bytes);
    void advance();

    EditorContext &m;
    std::function<void(const QByteArray &)> m_arrived;
    QTimer m_timer;
    QByteArray m_text;
    qsizetype m_at = 0; ///< of `m_text` stands
    bool m_active = false, m_readOnly = false;
    std::function<void()> m_then;
};

} // namespace watchglass::editor
