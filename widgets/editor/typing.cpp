// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/typing.h"

#include <QKeyEvent>

#include <algorithm>

#include "engine/wat/lexer.h"
#include "widgets/editor/block_match.h"

namespace watchglass::editor {

using Q = QsciScintillaBase;

namespace {

constexpr int indentWidth = 2;
constexpr int farthestOpener = 2000; // lines looked back for the opener of an `end`

/// What a line does to the nesting.
struct LineShape {
    int openParens = 0;         ///< left open at its end
    quint32 lastStrayClose = 0; ///< offset in the line of the last `)` whose `(` is on a line above
    bool closesAbove = false;
    std::vector<BlockWord> words; ///< of the unfolded style, in order
};

LineShape shapeOf(std::string_view line, wat::LexState state)
{
    LineShape shape;
    wat::Lexer lexer(line, 0, state);
    wat::Token token;
    bool folded = false;
    while (lexer.next(token)) {
        if (token.trivia())
            continue;
        if (token.kind == wat::TokenKind::LeftParen)
            ++shape.openParens;
        if (token.kind == wat::TokenKind::RightParen && shape.openParens-- == 0) {
            shape.openParens = 0;
            shape.closesAbove = true;
            shape.lastStrayClose = token.range.begin;
        }
        if (token.kind == wat::TokenKind::Keyword && !folded)
            if (const BlockWord word = blockWord(line.substr(token.range.begin, token.range.size()));
                word != BlockWord::None)
                shape.words.push_back(word);
        folded = token.kind == wat::TokenKind::LeftParen;
    }
    return shape;
}

/// Blocks opened minus closed from the line's start to its end, when a divider counts as both.
bool leavesBlockOpen(const LineShape &shape)
{
    int open = 0;
    for (BlockWord word : shape.words)
        open += word == BlockWord::Opens ? 1 : word == BlockWord::Closes ? -1 : open == 0 ? 1 : 0;
    return open > 0;
}

} // namespace

void Typing::setUp()
{
    m.sci.send(Q::SCI_SETUSETABS, 0);
    m.sci.send(Q::SCI_SETTABWIDTH, indentWidth);
    m.sci.send(Q::SCI_SETINDENT, indentWidth);
    m.sci.send(Q::SCI_SETTABINDENTS, 1);
    m.sci.send(Q::SCI_SETBACKSPACEUNINDENTS, 1);
}

int Typing::indentOf(int line) const
{
    return int(m.sci.send(Q::SCI_GETLINEINDENTATION, ulong(line)));
}

bool Typing::isAutoClosed(quint32 offset) const
{
    return m.sci.send(Q::SCI_INDICATORVALUEAT, AutoClosed, long(offset)) != 0;
}

bool Typing::takeKey(const QKeyEvent &event)
{
    if (m.editor.isReadOnly() || event.modifiers() & (Qt::ControlModifier | Qt::AltModifier))
        return false;
    const QString text = event.text();
    if (event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter) {
        newLine();
        return true;
    }
    if (event.key() == Qt::Key_Backspace)
        return erasePair();
    if (text == u"(")
        return openPair('(', ')');
    if (text == u")")
        return typeOver(')');
    if (text == u"\"")
        return typeOver('"') || openPair('"', '"');
    return false;
}

bool Typing::openPair(char open, char close)
{
    const quint32 caret = m.sci.caret();
    const char next = caret < m.sci.length() ? m.sci.at(caret) : '\n';
    const bool free = next == '\n' || next == '\r' || next == ' ' || next == ')';
    const bool selected = !m.sci.send(Q::SCI_GETSELECTIONEMPTY);
    if (!free || selected || m.insideProse(caret))
        return false;
    const UndoStep step(m.sci);
    const char pair[] = {open, close};
    m.sci.replace({caret, caret}, {pair, 2});
    m.sci.setCaret(caret + 1);
    m.sci.send(Q::SCI_SETINDICATORCURRENT, AutoClosed);
    m.sci.send(Q::SCI_INDICATORFILLRANGE, caret + 1, 1);
    emit m.editor.SCN_CHARADDED(open);
    return true;
}

bool Typing::typeOver(char close)
{
    const quint32 caret = m.sci.caret();
    if (caret >= m.sci.length() || m.sci.at(caret) != close || !isAutoClosed(caret))
        return false;
    m.sci.send(Q::SCI_SETINDICATORCURRENT, AutoClosed);
    m.sci.send(Q::SCI_INDICATORCLEARRANGE, caret, 1);
    m.sci.setCaret(caret + 1);
    return true;
}

bool Typing::erasePair()
{
    const quint32 caret = m.sci.caret();
    if (caret == 0 || caret >= m.sci.length() || !isAutoClosed(caret) || !m.sci.send(Q::SCI_GETSELECTIONEMPTY))
        return false;
    const char open = m.sci.at(caret - 1), close = m.sci.at(caret);
    if (!(open == '(' && close == ')') && !(open == '"' && close == '"'))
        return false;
    const UndoStep step(m.sci);
    m.sci.replace({caret - 1, caret + 1}, {});
    return true;
}

void Typing::newLine()
{
    const UndoStep step(m.sci);
    m.sci.widget().SendScintilla(Q::SCI_REPLACESEL, "");
    const quint32 caret = m.sci.caret();
    const int line = m.sci.lineAt(caret);
    const quint32 begin = m.sci.lineBegin(line);
    const LineShape shape =
        shapeOf(m.sci.text(begin, caret), wat::LexState(m.sci.send(Q::SCI_GETLINESTATE, ulong(line))));
    int indent = std::min(indentOf(line), int(caret - begin));
    if (shape.closesAbove) {
        const long match = m.sci.send(Q::SCI_BRACEMATCH, begin + shape.lastStrayClose, 0);
        if (match >= 0)
            indent = indentOf(m.sci.lineAt(quint32(match)));
    }
    if (shape.openParens > 0 || leavesBlockOpen(shape))
        indent += indentWidth;
    const bool windows = m.sci.send(Q::SCI_GETEOLMODE) == Q::SC_EOL_CRLF;
    const std::string text = (windows ? "\r\n" : "\n") + std::string(size_t(indent), ' ');
    // Blanks right of the caret would add to the new line's indentation.
    quint32 end = caret;
    while (end < m.sci.lineEnd(line) && m.sci.at(end) == ' ')
        ++end;
    m.sci.replace({caret, end}, text);
    m.sci.setCaret(caret + quint32(text.size()));
    m.sci.send(Q::SCI_SCROLLCARET);
    m.sci.send(Q::SCI_CHOOSECARETX);
}

int Typing::openerLine(int line) const
{
    int closed = 0;
    for (int above = line - 1; above >= 0 && above > line - farthestOpener; --above) {
        const LineShape shape =
            shapeOf(m.sci.lineText(above), wat::LexState(m.sci.send(Q::SCI_GETLINESTATE, ulong(above))));
        for (auto word = shape.words.rbegin(); word != shape.words.rend(); ++word) {
            closed += *word == BlockWord::Closes ? 1 : *word == BlockWord::Opens ? -1 : 0;
            if (closed < 0)
                return above;
        }
    }
    return -1;
}

void Typing::typed(char character)
{
    const quint32 caret = m.sci.caret();
    const int line = m.sci.lineAt(caret);
    const quint32 begin = m.sci.lineBegin(line);
    std::string_view before = m.sci.text(begin, caret);
    const size_t first = before.find_first_not_of(' ');
    if (first == std::string_view::npos || m.editor.isReadOnly())
        return;
    before.remove_prefix(first);
    int target = -1;
    if (character == ')' && before == ")") {
        const long match = m.sci.send(Q::SCI_BRACEMATCH, caret - 1, 0);
        target = match >= 0 ? m.sci.lineAt(quint32(match)) : -1;
    } else if (before == "end" || before == "else") {
        target = openerLine(line);
    }
    if (target >= 0 && indentOf(target) < indentOf(line))
        m.sci.send(Q::SCI_SETLINEINDENTATION, ulong(line), indentOf(target));
}

void Typing::toggleComment()
{
    if (m.editor.isReadOnly())
        return;
    const quint32 from = quint32(m.sci.send(Q::SCI_GETSELECTIONSTART)),
                  to = quint32(m.sci.send(Q::SCI_GETSELECTIONEND));
    const int first = m.sci.lineAt(from);
    int last = m.sci.lineAt(to);
    if (last > first && m.sci.lineBegin(last) == to)
        --last; // the caret at a line's start does not take that line
    int column = INT_MAX;
    bool all = true;
    for (int line = first; line <= last; ++line) {
        const std::string_view text = m.sci.lineText(line);
        const size_t word = text.find_first_not_of(" \t");
        if (word == std::string_view::npos)
            continue;
        column = std::min(column, int(word));
        all &= text.substr(word).starts_with(";;");
    }
    std::vector<wat::TextEdit> edits;
    for (int line = first; line <= last; ++line) {
        const std::string_view text = m.sci.lineText(line);
        const size_t word = text.find_first_not_of(" \t");
        if (word == std::string_view::npos)
            continue;
        const quint32 at = m.sci.lineBegin(line) + quint32(all ? word : size_t(column));
        const quint32 length = all ? (text.substr(word).starts_with(";; ") ? 3 : 2) : 0;
        edits.push_back({{at, at + length}, all ? "" : ";; "});
    }
    m.editor.applyEdits(edits);
}

} // namespace watchglass::editor
