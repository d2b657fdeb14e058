// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/layer_painter.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace watchglass::editor {

using Q = QsciScintillaBase;
using Color = Theme::Color;
using Layer = CodeEditor::Layer;

namespace {

QString stackText(const wat::InstructionPlace &place)
{
    QStringList types;
    for (const wasm::ValType &type : place.stackAfter)
        types << QString::fromStdString(wasm::toString(type));
    return u'‹' % types.join(u' ') % u'›';
}

Color severityColor(wat::Severity severity)
{
    return severity == wat::Severity::Error     ? Color::Error
           : severity == wat::Severity::Warning ? Color::Warning
                                                : Color::Hint;
}

QString severityIcon(wat::Severity severity)
{
    return severity == wat::Severity::Error     ? QStringLiteral("error")
           : severity == wat::Severity::Warning ? QStringLiteral("warning")
                                                : QStringLiteral("hint");
}

} // namespace

LineNote *LayerPainter::noteOf(int line)
{
    const auto at = std::lower_bound(m_notes.begin(), m_notes.end(), line,
                                     [](const LineNote &note, int wanted) { return note.line < wanted; });
    return at != m_notes.end() && at->line == line ? &*at : nullptr;
}

void LayerPainter::refresh()
{
    const std::vector<int> lines = m.sci.visibleLines();
    std::vector<LineNote> old;
    old.swap(m_notes);
    for (int line : lines)
        m_notes.push_back({line, {}, {}, {}, wat::Severity::Hint, false});
    if (m.layer(Layer::StackHints)) {
        if (m.analysisCurrent)
            addHints(lines);
        else // the text is newer than the analysis: what was said of the other lines still stands
            for (const LineNote &note : old)
                if (LineNote *kept = noteOf(note.line))
                    kept->hint = note.hint;
    }
    if (m.layer(Layer::Diagnostics))
        addProblems();
    if (m.layer(Layer::LiveValues))
        addLiveValues();
    // Asking for a repaint each time would go round in a circle: painting makes Scintilla report a change.
    const bool same = m_notes == old && m_typedLine == m.typedLine && m_inlineIds == m.inlineIds;
    m_typedLine = m.typedLine;
    m_inlineIds = m.inlineIds;
    if (!same)
        m.editor.viewport()->update();
}

void LayerPainter::linesMoved(int line, int added)
{
    for (LineNote &note : m_notes)
        if (note.line > line)
            note.line = std::max(line + 1, note.line + added);
}

/// That a folded instruction leaves nothing behind is what one expects of it.
bool LayerPainter::worthSaying(const wat::InstructionPlace &place) const
{
    return !place.stackAfter.empty() || place.keyword.begin == 0 || m.sci.at(place.keyword.begin - 1) != '(';
}

void LayerPainter::addHints(const std::vector<int> &lines)
{
    const wat::Analysis &analysis = *m.analysis;
    const quint32 begin = m.sci.lineBegin(lines.front()), end = m.sci.lineEnd(lines.back());
    for (quint32 function = 0; function < analysis.functionSymbols.size(); ++function) {
        const wat::TextRange extent = analysis.symbols[analysis.functionSymbols[function]].extent;
        if (extent.end < begin || extent.begin > end)
            continue;
        auto place = std::lower_bound(analysis.instructions.begin(), analysis.instructions.end(), function,
                                      [](const wat::InstructionPlace &p, quint32 f) { return p.function < f; });
        for (; place != analysis.instructions.end() && place->function == function; ++place) {
            if (place->keyword.begin < begin || place->keyword.begin > end)
                continue;
            // In execution order, so the line's last instruction wins.
            // What a function's end leaves is its result, not a stack to go on with.
            const auto next = place + 1;
            const bool last = next == analysis.instructions.end() || next->function != function;
            if (last && place->op == wasm::Op::End)
                continue;
            if (LineNote *note = noteOf(m.sci.lineAt(place->keyword.begin)))
                note->hint = place->reachable && place->known && worthSaying(*place) ? stackText(*place) : QString();
        }
    }
}

void LayerPainter::addProblems()
{
    if (m_notes.empty())
        return;
    const wat::TextRange window{m.sci.lineBegin(m_notes.front().line), m.sci.lineEnd(m_notes.back().line)};
    for (const ShownDiagnostic &shown : m.diagnosticsIn(window)) { // worst first
        LineNote *note = noteOf(m.sci.lineAt(shown.range.begin));
        if (!note)
            continue;
        note->fixable |= !shown.what->fixes.empty();
        if (note->problem.isEmpty()) {
            note->problem = QString::fromStdString(shown.what->message);
            note->severity = shown.what->severity;
        }
    }
}

void LayerPainter::addLiveValues()
{
    for (const LiveValue &value : m.liveValues)
        if (LineNote *note = noteOf(int(value.line) - 1))
            note->live = u'⟦' % value.text % u'⟧';
}

void LayerPainter::paint(QPainter &painter)
{
    m_lamps.clear();
    m_messages.clear();
    painter.setFont(m.font());
    for (const LineNote &note : m_notes)
        if (m.sci.send(Q::SCI_GETLINEVISIBLE, ulong(note.line)))
            paintNote(painter, note);
    paintDots(painter);
}

void LayerPainter::paintNote(QPainter &painter, const LineNote &note)
{
    const int height = m.sci.lineHeight();
    const QPoint end = m.sci.point(m.sci.lineEnd(note.line));
    const QFontMetrics metrics(painter.font());
    const int gap = metrics.horizontalAdvance(u' '), right = m.editor.viewport()->width() - gap;
    int x = end.x() + 2 * gap;
    const auto draw = [&](const QString &text, Color color) {
        if (text.isEmpty() || right - x < 4 * gap)
            return QRect();
        const QString shown = metrics.elidedText(text, Qt::ElideRight, right - x);
        const QRect rect(x, end.y(), metrics.horizontalAdvance(shown), height);
        painter.setPen(m.color(color));
        painter.drawText(rect, Qt::AlignVCenter | Qt::TextSingleLine, shown);
        x = rect.right() + 2 * gap;
        return rect;
    };
    const bool folded = m.sci.send(Q::SCI_GETFOLDLEVEL, ulong(note.line)) & Q::SC_FOLDLEVELHEADERFLAG &&
                        !m.sci.send(Q::SCI_GETFOLDEXPANDED, ulong(note.line));
    if (folded)
        draw(QStringLiteral("…"), Color::StackHint);
    draw(note.live, Color::LiveValue);
    if (note.line != m.typedLine)
        draw(note.hint, Color::StackHint);
    const auto icon = [&](const QString &name, Color color) {
        const int size = height * 3 / 4;
        const QRect rect(x, end.y() + (height - size) / 2, size, size);
        m.theme.icon(name, color).paint(&painter, rect);
        x = rect.right() + gap / 2 + 1;
        return rect;
    };
    if (note.problem.isEmpty() || right - x < 8 * gap)
        return;
    if (note.fixable)
        m_lamps.push_back({icon(QStringLiteral("lamp"), Color::Warning).adjusted(-2, -2, 2, 2), note.line});
    const QRect sign = icon(severityIcon(note.severity), severityColor(note.severity));
    m_messages.push_back({draw(note.problem, severityColor(note.severity)).united(sign), note.line});
}

void LayerPainter::paintDots(QPainter &painter)
{
    m_dots.clear();
    const int size = std::max(6, m.sci.lineHeight() / 3);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const BreakpointMark *mark : m.inlineBreakpoints()) {
        if (!noteOf(m.sci.lineAt(mark->range.begin)))
            continue;
        const QRect rect(m.sci.point(mark->range.begin) - QPoint(size / 2, 0), QSize(size, size));
        painter.setPen(QPen(m.color(mark->enabled ? Color::Breakpoint : Color::BreakpointOff), 1.5));
        painter.setBrush(m.color(mark->enabled ? Color::Breakpoint : Color::EditorBase));
        painter.drawEllipse(rect);
        m_dots.emplace_back(rect.adjusted(-2, -2, 2, 2), mark->id);
    }
}

int LayerPainter::lampAt(const QPoint &point) const
{
    for (const Area &area : m_lamps)
        if (area.rect.contains(point))
            return area.line;
    return -1;
}

int LayerPainter::messageAt(const QPoint &point) const
{
    for (const Area &area : m_messages)
        if (area.rect.contains(point))
            return area.line;
    return -1;
}

const BreakpointMark *LayerPainter::dotAt(const QPoint &point) const
{
    for (const auto &[rect, id] : m_dots)
        if (rect.contains(point))
            for (const BreakpointMark &mark : m.breakpoints)
                if (mark.id == id)
                    return &mark;
    return nullptr;
}

} // namespace watchglass::editor
