// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/editor_context.h"

#include <algorithm>
#include <tuple>
#include <unordered_set>

#include "engine/wat/lexer.h"

namespace watchglass::editor {

namespace {

quint32 shifted(quint32 offset, const wat::TextEdit &edit)
{
    if (offset <= edit.range.begin)
        return offset;
    const quint32 inserted = quint32(edit.replacement.size());
    if (offset < edit.range.end)
        return edit.range.begin + inserted;
    return offset - edit.range.size() + inserted;
}

void shiftRange(wat::TextRange &range, const wat::TextEdit &edit)
{
    // Text inserted right before a word moves the word; inserted right after, it does not lengthen it.
    const bool before = range.begin == edit.range.begin && edit.range.size() == 0 && range.size() > 0;
    const quint32 begin = before ? range.begin + quint32(edit.replacement.size()) : shifted(range.begin, edit);
    range.end = std::max(begin, shifted(range.end, edit));
    range.begin = begin;
}

bool placeLess(const ShownDiagnostic &a, const ShownDiagnostic &b)
{
    return std::tie(a.range.begin, a.what->severity) < std::tie(b.range.begin, b.what->severity);
}

} // namespace

QFont EditorContext::font() const
{
    QFont font = theme.monospace();
    font.setPointSizeF(std::max(2.0, font.pointSizeF() + double(sci.send(QsciScintillaBase::SCI_GETZOOM))));
    return font;
}

void EditorContext::takeAnalysis(std::shared_ptr<const wat::Analysis> newAnalysis)
{
    analysis = std::move(newAnalysis);
    analysisCurrent = true;
    diagnostics.clear();
    for (const wat::Diagnostic &diagnostic : analysis->diagnostics)
        diagnostics.push_back({diagnostic.range, &diagnostic});
    addAssemblerDiagnostics();
}

void EditorContext::takeAssemblerDiagnostics(std::vector<wat::Diagnostic> said)
{
    std::erase_if(diagnostics, [](const ShownDiagnostic &shown) { return shown.ofAssembler; });
    assemblerDiagnostics = std::move(said);
    addAssemblerDiagnostics();
}

void EditorContext::addAssemblerDiagnostics()
{
    // What the analysis says about a place is never worse than what the assembler says about it.
    std::unordered_set<quint32> known;
    for (const ShownDiagnostic &shown : diagnostics)
        known.insert(shown.range.begin);
    for (const wat::Diagnostic &diagnostic : assemblerDiagnostics)
        if (!known.count(diagnostic.range.begin))
            diagnostics.push_back({diagnostic.range, &diagnostic, true});
    std::sort(diagnostics.begin(), diagnostics.end(), placeLess);
}

void EditorContext::shift(const wat::TextEdit &edit, int line, int linesAdded)
{
    for (ShownDiagnostic &shown : diagnostics)
        shiftRange(shown.range, edit);
    for (wat::Diagnostic &diagnostic : assemblerDiagnostics)
        shiftRange(diagnostic.range, edit);
    for (BreakpointMark &mark : breakpoints)
        shiftRange(mark.range, edit);
    if (execution)
        shiftRange(*execution, edit);
    for (wat::TextRange &caller : callers)
        shiftRange(caller, edit);
    if (trap)
        shiftRange(trap->range, edit);
    for (LiveValue &value : liveValues)
        if (int(value.line) - 1 > line)
            value.line = quint32(std::max(line + 1, int(value.line) + linesAdded));
}

quint32 EditorContext::breakpointPlace(int line) const
{
    if (mapCurrent)
        if (const wat::Mapping *mapping = map->onLine(quint32(line) + 1))
            return mapping->text.begin;
    const quint32 begin = sci.lineBegin(line);
    const std::string_view text = sci.lineText(line);
    const std::vector<wat::Token> tokens = lineTokens(line);
    const std::vector<wat::TokenRole> roles = wat::roles(text, tokens);
    for (size_t i = 0; i < tokens.size(); ++i)
        if (roles[i] == wat::TokenRole::Instruction || roles[i] == wat::TokenRole::OldInstruction)
            return begin + tokens[i].range.begin;
    const size_t word = text.find_first_not_of(" \t(");
    return begin + quint32(word == std::string_view::npos ? 0 : word);
}

void EditorContext::findInlineBreakpoints()
{
    if (map && !mapCurrent)
        return; // the text is ahead of the map: what was known holds
    inlineIds.clear();
    for (const BreakpointMark &mark : breakpoints)
        if (!mark.lost && mark.range.begin != breakpointPlace(sci.lineAt(mark.range.begin)))
            inlineIds.push_back(mark.id);
}

std::vector<const BreakpointMark *> EditorContext::inlineBreakpoints() const
{
    std::vector<const BreakpointMark *> found;
    for (const BreakpointMark &mark : breakpoints)
        if (!mark.lost && std::find(inlineIds.begin(), inlineIds.end(), mark.id) != inlineIds.end())
            found.push_back(&mark);
    return found;
}

std::vector<wat::Token> EditorContext::lineTokens(int line) const
{
    const auto state = wat::LexState(sci.send(QsciScintillaBase::SCI_GETLINESTATE, ulong(line)));
    wat::Lexer lexer(sci.lineText(line), 0, state);
    std::vector<wat::Token> tokens;
    wat::Token token;
    while (lexer.next(token))
        tokens.push_back(token);
    return tokens;
}

std::vector<ShownDiagnostic> EditorContext::diagnosticsIn(wat::TextRange range) const
{
    std::vector<ShownDiagnostic> found;
    for (const ShownDiagnostic &shown : diagnostics) {
        if (shown.range.begin > range.end)
            break;
        if (shown.range.end >= range.begin)
            found.push_back(shown);
    }
    std::sort(found.begin(), found.end(), [](const auto &a, const auto &b) {
        return std::tie(a.what->severity, a.range.begin) < std::tie(b.what->severity, b.range.begin);
    });
    return found;
}

bool EditorContext::isProse(quint32 offset) const
{
    const auto role = wat::TokenRole(sci.style(offset));
    return role == wat::TokenRole::Comment || role == wat::TokenRole::String;
}

bool EditorContext::insideProse(quint32 offset) const
{
    const int line = sci.lineAt(offset);
    const quint32 begin = sci.lineBegin(line), end = sci.lineEnd(line);
    for (const wat::Token &token : lineTokens(line)) {
        const quint32 from = begin + token.range.begin, to = begin + token.range.end;
        if (offset <= from || offset > to)
            continue;
        switch (token.kind) {
        case wat::TokenKind::LineComment:
            return true;
        case wat::TokenKind::BlockComment:
        case wat::TokenKind::String:
            return offset < to;
        case wat::TokenKind::Error:
            return to == end && (sci.at(from) == '"' || sci.at(from) == '('); // not closed yet
        default:
            return false;
        }
    }
    return sci.send(QsciScintillaBase::SCI_GETLINESTATE, ulong(line)) != 0 && offset == begin;
}

} // namespace watchglass::editor
