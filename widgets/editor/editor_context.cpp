// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/editor_context.h"

#include <algorithm>
#include <tuple>

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

void EditorContext::mergeDiagnostics()
{
    diagnostics.clear();
    if (analysis)
        for (const wat::Diagnostic &diagnostic : analysis->diagnostics)
            diagnostics.push_back({diagnostic.range, &diagnostic});
    for (const wat::Diagnostic &diagnostic : assemblerDiagnostics)
        diagnostics.push_back({diagnostic.range, &diagnostic});
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
    const quint32 begin = sci.lineBegin(line), end = sci.lineEnd(line);
    if (analysisCurrent)
        for (quint32 at = begin; at < end; ++at)
            if (const wat::InstructionPlace *place = analysis->instructionAt(at);
                place && place->keyword.begin >= begin && place->keyword.begin < end)
                return place->keyword.begin;
    const std::string_view text = sci.lineText(line);
    const size_t word = text.find_first_not_of(" \t(");
    return begin + quint32(word == std::string_view::npos ? 0 : word);
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

} // namespace watchglass::editor
