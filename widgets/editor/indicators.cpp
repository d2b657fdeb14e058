// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/indicators.h"

#include <algorithm>

#include "widgets/editor/block_match.h"

namespace watchglass::editor {

using Q = QsciScintillaBase;
using Color = Theme::Color;

namespace {

struct IndicatorLook {
    Indicator indicator;
    int style;
    Color color;
    int fill = 255, outline = 255;
    bool under = true;
};

// Shapes differ as well as colours: squiggle = error, dashes = warning, dots = hint.
constexpr IndicatorLook looks[] = {
    {ParameterText, Q::INDIC_TEXTFORE, Color::Parameter},
    {Occurrence, Q::INDIC_STRAIGHTBOX, Color::OccurrenceHit, 255, 255},
    {BlockMatch, Q::INDIC_STRAIGHTBOX, Color::BracketMatch, 255, 255},
    {SearchHit, Q::INDIC_STRAIGHTBOX, Color::SearchHit, 255, 255},
    {OldSpelling, Q::INDIC_DOTS, Color::OldInstruction},
    {RelatedPlace, Q::INDIC_DOTBOX, Color::Error, 0, 160},
    {HintMark, Q::INDIC_DOTS, Color::Hint},
    {WarningMark, Q::INDIC_DASH, Color::Warning},
    {ErrorMark, Q::INDIC_SQUIGGLE, Color::Error},
    {BreakpointMarkBox, Q::INDIC_STRAIGHTBOX, Color::Breakpoint, 30, 120},
    {ExecutionBox, Q::INDIC_STRAIGHTBOX, Color::Arrow, 0, 255},
    {AutoClosed, Q::INDIC_HIDDEN, Color::Text},
};

bool touches(wat::TextRange a, wat::TextRange b)
{
    return a.begin <= b.end && b.begin <= a.end;
}

/// An empty place is shown on the character there, so that it is seen at all.
wat::TextRange seen(wat::TextRange range)
{
    return range.size() ? range : wat::TextRange{range.begin, range.begin + 1};
}

} // namespace

void Indicators::applyTheme()
{
    for (const IndicatorLook &look : looks) {
        const ulong i = ulong(look.indicator);
        m.sci.send(Q::SCI_INDICSETSTYLE, i, look.style);
        m.sci.send(Q::SCI_INDICSETFORE, i, m.color(look.color));
        m.sci.send(Q::SCI_INDICSETALPHA, i, look.fill);
        m.sci.send(Q::SCI_INDICSETOUTLINEALPHA, i, look.outline);
        m.sci.send(Q::SCI_INDICSETUNDER, i, look.under);
    }
}

void Indicators::setSearchHits(std::vector<wat::TextRange> hits)
{
    m_searchHits = std::move(hits);
    refresh();
}

void Indicators::textChanged(const wat::TextEdit &edit)
{
    const qint64 delta = qint64(edit.replacement.size()) - edit.range.size();
    const auto move = [&](wat::TextRange &range) {
        if (range.begin >= edit.range.end)
            range = {quint32(range.begin + delta), quint32(range.end + delta)};
        else if (range.end > edit.range.begin)
            range = {0, 0}; // touched: no longer what was drawn
    };
    for (Ranges &ranges : m_shown)
        std::for_each(ranges.begin(), ranges.end(), move);
}

void Indicators::refresh()
{
    const std::vector<int> lines = m.sci.visibleLines();
    if (lines.empty())
        return;
    const wat::TextRange window{m.sci.lineBegin(lines.front()), m.sci.lineEnd(lines.back())};
    showDiagnostics(window);
    showDebugMarks();
    if (m.analysisCurrent)
        showNames(window);

    const auto from = std::lower_bound(m_searchHits.begin(), m_searchHits.end(), window.begin,
                                       [](const wat::TextRange &hit, quint32 at) { return hit.end < at; });
    Ranges hits;
    for (auto hit = from; hit != m_searchHits.end() && hit->begin <= window.end; ++hit)
        hits.push_back(*hit);
    show(SearchHit, std::move(hits));
}

void Indicators::show(Indicator indicator, Ranges ranges)
{
    Ranges &shown = m_shown[size_t(indicator)];
    if (shown == ranges)
        return;
    m.sci.send(Q::SCI_SETINDICATORCURRENT, ulong(indicator));
    m.sci.send(Q::SCI_INDICATORCLEARRANGE, 0, long(m.sci.length()));
    for (const wat::TextRange &range : ranges)
        m.sci.send(Q::SCI_INDICATORFILLRANGE, range.begin, long(range.size()));
    shown = std::move(ranges);
}

void Indicators::showDiagnostics(wat::TextRange window)
{
    Ranges marks[3], related;
    for (const ShownDiagnostic &shown : m.diagnosticsIn(window)) {
        // Old spellings have their dotted underline from the highlighter already.
        if (shown.what->source != wat::DiagnosticSource::OldName)
            marks[size_t(shown.what->severity)].push_back(seen(shown.range));
        if (m.analysisCurrent)
            for (const wat::Related &place : shown.what->related)
                if (touches(place.range, window))
                    related.push_back(seen(place.range));
    }
    show(ErrorMark, std::move(marks[size_t(wat::Severity::Error)]));
    show(WarningMark, std::move(marks[size_t(wat::Severity::Warning)]));
    show(HintMark, std::move(marks[size_t(wat::Severity::Hint)]));
    if (m.analysisCurrent)
        show(RelatedPlace, std::move(related));
}

void Indicators::showNames(wat::TextRange window)
{
    const wat::Analysis &analysis = *m.analysis;
    Ranges parameters;
    auto at = std::lower_bound(analysis.references.begin(), analysis.references.end(), window.begin,
                               [](const wat::Reference &r, quint32 offset) { return r.range.end < offset; });
    for (; at != analysis.references.end() && at->range.begin <= window.end; ++at)
        if (analysis.symbols[at->symbol].kind == wat::SymbolKind::Parameter &&
            m.sci.style(at->range.begin) == int(wat::TokenRole::Local))
            parameters.push_back(at->range);
    show(ParameterText, std::move(parameters));

    Ranges occurrences;
    const quint32 caret = m.sci.caret();
    const wat::Reference *reference = analysis.referenceAt(caret);
    if (!reference && caret > 0)
        reference = analysis.referenceAt(caret - 1);
    if (reference)
        for (const wat::TextRange &range : analysis.rangesOf(reference->symbol))
            if (touches(range, window))
                occurrences.push_back(range);
    show(Occurrence, std::move(occurrences));
    show(BlockMatch, matchingBlock(analysis.tree, caret));
}

void Indicators::showDebugMarks()
{
    Ranges boxes, execution;
    m.findInlineBreakpoints();
    for (const BreakpointMark *mark : m.inlineBreakpoints())
        boxes.push_back(seen(mark->range));
    show(BreakpointMarkBox, std::move(boxes));
    if (m.execution)
        execution.push_back(seen(*m.execution));
    show(ExecutionBox, std::move(execution));
}

} // namespace watchglass::editor
