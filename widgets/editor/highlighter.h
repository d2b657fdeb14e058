// SPDX-License-Identifier: GPL-3.0-or-later
/// Colours the text from its tokens alone, as far as Scintilla asks. Style number = wat::TokenRole.
#pragma once

#include "widgets/editor/editor_context.h"

namespace watchglass::editor {

class Highlighter
{
public:
    explicit Highlighter(EditorContext &context) : m(context) {}

    void applyTheme();
    /// Styles from where Scintilla's styles end to the end of the line that holds `position`.
    void styleTo(quint32 position);
    void textChanged(const wat::TextEdit &edit);

private:
    int contextLine(int line) const;
    void styleLines(int first, int last);

    EditorContext &m;
    /// Styles up to here were right before the edits between Scintilla's end of styling and `m_changedTo`: when the
    /// comment depth after the changed part is what it was, they still are, and a keystroke costs some lines only.
    quint32 m_validTo = 0, m_changedTo = 0;
};

} // namespace watchglass::editor
