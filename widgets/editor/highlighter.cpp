// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/highlighter.h"

#include <algorithm>

#include "engine/wat/lexer.h"

namespace watchglass::editor {

using Q = QsciScintillaBase;
using Color = Theme::Color;
using wat::TokenRole;

namespace {

struct RoleStyle {
    TokenRole role;
    Color color;
    bool bold = false, italic = false;
};

constexpr RoleStyle roleStyles[] = {
    {TokenRole::Plain, Color::Text},
    {TokenRole::Punctuation, Color::Punctuation},
    {TokenRole::Instruction, Color::Instruction},
    {TokenRole::OldInstruction, Color::OldInstruction},
    {TokenRole::Type, Color::Type},
    {TokenRole::Form, Color::Form, true},
    {TokenRole::Attribute, Color::Attribute},
    {TokenRole::Number, Color::Number},
    {TokenRole::String, Color::String},
    {TokenRole::Comment, Color::Comment, false, true},
    {TokenRole::Error, Color::Error},
    {TokenRole::Function, Color::Function},
    {TokenRole::Local, Color::Local},
    {TokenRole::Parameter, Color::Parameter},
    {TokenRole::Label, Color::Label},
    {TokenRole::Global, Color::Global},
    {TokenRole::Memory, Color::Global},
    {TokenRole::Table, Color::Global},
    {TokenRole::TypeName, Color::Type},
    {TokenRole::Other, Color::Identifier},
};

/// Roles look back over up to eight significant tokens; that many lines hold them in any sane text.
constexpr int contextLines = 12;

} // namespace

void Highlighter::applyTheme()
{
    const QFont font = m.theme.monospace();
    const Sci &sci = m.sci;
    const QByteArray family = font.family().toUtf8();
    sci.widget().SendScintilla(Q::SCI_STYLESETFONT, ulong(Q::STYLE_DEFAULT), family.constData());
    sci.send(Q::SCI_STYLESETSIZEFRACTIONAL, Q::STYLE_DEFAULT,
             long(font.pointSizeF() * int(Q::SC_FONT_SIZE_MULTIPLIER)));
    sci.send(Q::SCI_STYLESETFORE, Q::STYLE_DEFAULT, m.color(Color::Text));
    sci.send(Q::SCI_STYLESETBACK, Q::STYLE_DEFAULT, m.color(Color::EditorBase));
    sci.send(Q::SCI_STYLECLEARALL);
    for (const RoleStyle &style : roleStyles) {
        sci.send(Q::SCI_STYLESETFORE, ulong(style.role), m.color(style.color));
        sci.send(Q::SCI_STYLESETBOLD, ulong(style.role), style.bold);
        sci.send(Q::SCI_STYLESETITALIC, ulong(style.role), style.italic);
    }
    sci.send(Q::SCI_STYLESETFORE, Q::STYLE_BRACELIGHT, m.color(Color::Text));
    sci.send(Q::SCI_STYLESETBACK, Q::STYLE_BRACELIGHT, m.color(Color::BracketMatch));
    sci.send(Q::SCI_STYLESETBOLD, Q::STYLE_BRACELIGHT, 1);
    sci.send(Q::SCI_STYLESETFORE, Q::STYLE_BRACEBAD, m.color(Color::Error));
    sci.send(Q::SCI_STYLESETUNDERLINE, Q::STYLE_BRACEBAD, 1);
}

void Highlighter::textChanged(const wat::TextEdit &edit)
{
    const quint32 at = edit.range.begin, removed = edit.range.size(), inserted = quint32(edit.replacement.size());
    const auto moved = [&](quint32 place) {
        return place <= at ? place : std::max(at, place - std::min(removed, place - at)) + inserted;
    };
    m_validTo = moved(m_validTo);
    m_changedTo = std::min(std::max(moved(m_changedTo), at + inserted), m_validTo); // nothing is claimed beyond
}

int Highlighter::contextLine(int line) const
{
    return std::max(0, line - contextLines);
}

void Highlighter::styleTo(quint32 position)
{
    const Sci &sci = m.sci;
    const int first = sci.lineAt(quint32(sci.send(Q::SCI_GETENDSTYLED)));
    int last = sci.lineAt(position);
    // The token after a changed one may change its role with it.
    if (m_validTo > position)
        last = std::max(last, std::min(sci.lineAt(m_changedTo) + 2, sci.lines() - 1));
    const long before = sci.send(Q::SCI_GETLINESTATE, ulong(last + 1));
    styleLines(first, last);
    const quint32 done = sci.lineBegin(last + 1);
    if (done < m_changedTo) {
        m_validTo = std::max(m_validTo, done);
        return;
    }
    if (m_validTo > done && before == sci.send(Q::SCI_GETLINESTATE, ulong(last + 1)))
        sci.send(Q::SCI_STARTSTYLING, m_validTo);
    else
        m_validTo = done;
    m_changedTo = 0;
}

void Highlighter::styleLines(int first, int last)
{
    const Sci &sci = m.sci;
    const int start = contextLine(first);
    const quint32 base = sci.lineBegin(start), begin = sci.lineBegin(first), end = sci.lineBegin(last + 1);
    const std::string_view text = sci.text(base, end);
    std::vector<wat::Token> tokens;
    wat::LexState state = wat::LexState(sci.send(Q::SCI_GETLINESTATE, ulong(start)));
    std::vector<wat::LexState> states;
    for (int line = start; line <= last; ++line) {
        states.push_back(state);
        // Line by line, so that the depth of block comments is known at each line's start.
        wat::Lexer lexer(text.substr(0, sci.lineBegin(line + 1) - base), sci.lineBegin(line) - base, state);
        wat::Token token;
        while (lexer.next(token))
            tokens.push_back(token);
        state = lexer.state();
        if (state && !tokens.empty())
            tokens.back().kind = wat::TokenKind::BlockComment; // goes on in the next line: not an error yet
    }
    states.push_back(state);

    const std::vector<TokenRole> roles = wat::roles(text, tokens);
    std::string styles(end - begin, char(TokenRole::Plain));
    std::vector<wat::TextRange> old;
    for (size_t i = 0; i < tokens.size(); ++i) {
        const wat::TextRange range{tokens[i].range.begin + base, tokens[i].range.end + base};
        if (range.begin < begin)
            continue;
        std::fill(styles.begin() + (range.begin - begin), styles.begin() + (range.end - begin), char(roles[i]));
        if (roles[i] == TokenRole::OldInstruction)
            old.push_back(range);
    }
    for (int line = first; line <= last + 1 && line < sci.lines(); ++line)
        sci.send(Q::SCI_SETLINESTATE, ulong(line), long(states[size_t(line - start)]));
    sci.send(Q::SCI_SETINDICATORCURRENT, OldSpelling);
    sci.send(Q::SCI_INDICATORCLEARRANGE, begin, long(end - begin));
    for (const wat::TextRange &range : old)
        sci.send(Q::SCI_INDICATORFILLRANGE, range.begin, long(range.size()));
    sci.send(Q::SCI_STARTSTYLING, begin);
    sci.widget().SendScintilla(Q::SCI_SETSTYLINGEX, ulong(styles.size()), styles.data());
}

} // namespace watchglass::editor
