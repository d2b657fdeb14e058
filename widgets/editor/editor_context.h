// SPDX-License-Identifier: GPL-3.0-or-later
/// What the parts of one editor share: what it was told to show, kept at its place while the text moves.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "engine/wasm/module.h"
#include "engine/wat/analysis.h"
#include "engine/wat/source_map.h"
#include "widgets/editor/code_editor.h"
#include "widgets/editor/sci.h"
#include "widgets/theme.h"

namespace watchglass::editor {

/// A diagnostic at its present place: the analysis is immutable and may be older than the text.
struct ShownDiagnostic {
    wat::TextRange range;
    const wat::Diagnostic *what = nullptr;
    bool ofAssembler = false;
};

class EditorContext
{
public:
    EditorContext(CodeEditor &editor, const Theme &theme) : editor(editor), theme(theme), sci(editor) {}

    CodeEditor &editor;
    const Theme &theme;
    const Sci sci;

    std::shared_ptr<const wat::Analysis> analysis; ///< of the present text only while `analysisCurrent`
    bool analysisCurrent = false;
    std::vector<wat::Diagnostic> assemblerDiagnostics;
    std::vector<ShownDiagnostic> diagnostics; ///< of analysis and assembler, sorted by range

    std::shared_ptr<const wat::SourceMap> map;
    std::shared_ptr<const wasm::Bytes> bytes;
    bool mapCurrent = false;

    std::vector<BreakpointMark> breakpoints;
    std::vector<quint64> inlineIds; ///< of breakpoints inside their lines, as last known for sure
    std::optional<wat::TextRange> execution;
    std::vector<wat::TextRange> callers;
    std::vector<LiveValue> liveValues;
    std::optional<TrapBox> trap;
    std::array<bool, 5> layers{true, true, true, true, true};
    int typedLine = -1; ///< the line last typed on, until the caret leaves it: hints keep out of the way

    bool layer(CodeEditor::Layer layer) const { return layers[size_t(layer)]; }
    QColor color(Theme::Color color) const { return theme.color(color); }
    QFont font() const; ///< of the text, at the present zoom

    void takeAnalysis(std::shared_ptr<const wat::Analysis> newAnalysis);
    void takeAssemblerDiagnostics(std::vector<wat::Diagnostic> said);
    void findInlineBreakpoints();
    /// Moves every kept place over an edit. `line` is the first line it touched (from 0).
    void shift(const wat::TextEdit &edit, int line, int linesAdded);
    /// Where a breakpoint on this line (from 0) goes: its first instruction, else its first word.
    quint32 breakpointPlace(int line) const;
    /// The diagnostics that touch a range, worst first.
    std::vector<ShownDiagnostic> diagnosticsIn(wat::TextRange range) const;
    /// Whether a character belongs to a comment or a string, by its colour.
    bool isProse(quint32 offset) const;
    /// Whether what is typed at an offset becomes part of a comment or a string; right even before the line is
    /// coloured.
    bool insideProse(quint32 offset) const;
    /// Breakpoints that are not where a click in the margin would put them: inside their lines.
    std::vector<const BreakpointMark *> inlineBreakpoints() const;

private:
    void addAssemblerDiagnostics();
    std::vector<wat::Token> lineTokens(int line) const; ///< offsets within the line
};

} // namespace watchglass::editor
