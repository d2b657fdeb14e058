// SPDX-License-Identifier: GPL-3.0-or-later
/// Small help while typing: indentation, closing parentheses and quotes, comments.
#pragma once

#include "widgets/editor/editor_context.h"

class QKeyEvent;

namespace watchglass::editor {

class Typing
{
public:
    explicit Typing(EditorContext &context) : m(context) {}

    void setUp();
    /// Takes a key that needs more than typing its character; false leaves it to the base class.
    bool takeKey(const QKeyEvent &event);
    /// After a character was typed: `)`, `end` and `else` at the start of a line move to their opener's column.
    void typed(char character);
    void toggleComment();

private:
    bool openPair(char open, char close);
    bool typeOver(char close);
    bool erasePair();
    void newLine();
    int indentOf(int line) const;
    int openerLine(int line) const;
    bool isAutoClosed(quint32 offset) const;

    EditorContext &m;
};

} // namespace watchglass::editor
