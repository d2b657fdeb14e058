// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/margins.h"

#include <QPainter>

#include "widgets/editor/heat_margin.h"

namespace watchglass::editor {

using Q = QsciScintillaBase;
using Color = Theme::Color;

namespace {

constexpr int offsetStyle = 40; // past Scintilla's own styles

} // namespace

void Margins::setUp()
{
    const Sci &sci = m.sci;
    const auto margin = [&](Margin index, int type, long mask, bool sensitive) {
        sci.send(Q::SCI_SETMARGINTYPEN, ulong(index), type);
        sci.send(Q::SCI_SETMARGINMASKN, ulong(index), mask);
        sci.send(Q::SCI_SETMARGINSENSITIVEN, ulong(index), sensitive);
    };
    sci.send(Q::SCI_SETMARGINS, ulong(StripeMargin) + 1);
    margin(SymbolMargin, Q::SC_MARGIN_COLOUR, 0, true);
    margin(NumberMargin, Q::SC_MARGIN_NUMBER, 0, true); // a click there means the line's breakpoint as well
    margin(OffsetMargin, Q::SC_MARGIN_RTEXT, 0, true);
    margin(HeatColumns, Q::SC_MARGIN_COLOUR, 0, false);
    margin(StripeMargin, Q::SC_MARGIN_COLOUR, 0, false);
    margin(FoldMargin, Q::SC_MARGIN_SYMBOL, long(Q::SC_MASK_FOLDERS), true);
    for (int marker : {CaretLineMark, CallerLineMark, ExecutionLineMark})
        sci.send(Q::SCI_MARKERDEFINE, ulong(marker), Q::SC_MARK_BACKGROUND);
    sci.send(Q::SCI_SETAUTOMATICFOLD,
             Q::SC_AUTOMATICFOLD_SHOW | Q::SC_AUTOMATICFOLD_CLICK | Q::SC_AUTOMATICFOLD_CHANGE);
    sci.send(Q::SCI_SETFOLDFLAGS, 0);
    foldMarkers();
}

void Margins::foldMarkers()
{
    const std::pair<int, int> markers[] = {
        {Q::SC_MARKNUM_FOLDEROPEN, Q::SC_MARK_ARROWDOWN}, {Q::SC_MARKNUM_FOLDER, Q::SC_MARK_ARROW},
        {Q::SC_MARKNUM_FOLDERSUB, Q::SC_MARK_EMPTY},      {Q::SC_MARKNUM_FOLDERTAIL, Q::SC_MARK_EMPTY},
        {Q::SC_MARKNUM_FOLDEREND, Q::SC_MARK_ARROW},      {Q::SC_MARKNUM_FOLDEROPENMID, Q::SC_MARK_ARROWDOWN},
        {Q::SC_MARKNUM_FOLDERMIDTAIL, Q::SC_MARK_EMPTY},
    };
    for (const auto &[number, symbol] : markers)
        m.sci.send(Q::SCI_MARKERDEFINE, ulong(number), symbol);
}

void Margins::applyTheme()
{
    const Sci &sci = m.sci;
    for (int style : {int(Q::STYLE_LINENUMBER), offsetStyle}) {
        sci.send(Q::SCI_STYLESETFORE, ulong(style), m.color(Color::MarginText));
        sci.send(Q::SCI_STYLESETBACK, ulong(style), m.color(Color::Margin));
    }
    for (Margin margin : {SymbolMargin, HeatColumns, StripeMargin})
        sci.send(Q::SCI_SETMARGINBACKN, ulong(margin), m.color(Color::Margin));
    sci.widget().SendScintilla(Q::SCI_SETFOLDMARGINCOLOUR, 1UL, m.color(Color::Margin));
    sci.widget().SendScintilla(Q::SCI_SETFOLDMARGINHICOLOUR, 1UL, m.color(Color::Margin));
    for (int marker = Q::SC_MARKNUM_FOLDEREND; marker <= int(Q::SC_MARKNUM_FOLDEROPEN); ++marker) {
        sci.send(Q::SCI_MARKERSETFORE, ulong(marker), m.color(Color::MarginText));
        sci.send(Q::SCI_MARKERSETBACK, ulong(marker), m.color(Color::MarginText));
    }
    sci.send(Q::SCI_MARKERSETBACK, CaretLineMark, m.color(Color::CurrentLine));
    sci.send(Q::SCI_MARKERSETBACK, CallerLineMark, m.color(Color::CallerLine));
    sci.send(Q::SCI_MARKERSETBACK, ExecutionLineMark, m.color(Color::ExecutionLine));
    updateWidths();
}

void Margins::updateWidths()
{
    const Sci &sci = m.sci;
    const auto width = [&](const QByteArray &text) {
        return long(sci.widget().SendScintilla(Q::SCI_TEXTWIDTH, ulong(Q::STYLE_LINENUMBER), text.constData()));
    };
    const auto setWidth = [&](Margin margin, long pixels) {
        if (sci.send(Q::SCI_GETMARGINWIDTHN, ulong(margin)) != pixels)
            sci.send(Q::SCI_SETMARGINWIDTHN, ulong(margin), pixels);
    };
    const long height = sci.lineHeight();
    setWidth(SymbolMargin, height + 2);
    setWidth(NumberMargin,
             width(QByteArray(std::max<qsizetype>(3, QByteArray::number(sci.lines()).size()), '9') + "  "));
    if (m.map && !m.map->mappings().empty())
        m_offsetWidth = width("0x" + QByteArray::number(m.map->mappings().back().offset, 16) + "   ");
    setWidth(OffsetMargin, m.layer(CodeEditor::Layer::ByteOffsets) ? m_offsetWidth : 0);
    setWidth(HeatColumns, m_heat.width());
    setWidth(FoldMargin, height * 3 / 4);
    setWidth(StripeMargin, 2 * std::max(2L, height / 6));
}

void Margins::refreshOffsets()
{
    const Sci &sci = m.sci;
    const bool wanted = m.layer(CodeEditor::Layer::ByteOffsets) && m.map;
    if (!wanted) {
        if (std::exchange(m_offsetsShown, false))
            sci.send(Q::SCI_MARGINTEXTCLEARALL);
        return;
    }
    if (!m.mapCurrent)
        return; // what is shown has moved with its lines
    m_offsetsShown = true;
    QByteArray now;
    for (int line : sci.visibleLines()) {
        const wat::Mapping *mapping = m.map->onLine(quint32(line) + 1);
        const QByteArray text = mapping ? "0x" + QByteArray::number(mapping->offset, 16) + " " : QByteArray();
        now.resize(sci.send(Q::SCI_MARGINGETTEXT, ulong(line)));
        if (!now.isEmpty())
            sci.widget().SendScintilla(Q::SCI_MARGINGETTEXT, ulong(line), static_cast<void *>(now.data()));
        if (now == text)
            continue;
        sci.widget().SendScintilla(Q::SCI_MARGINSETTEXT, ulong(line), text.constData());
        sci.send(Q::SCI_MARGINSETSTYLE, ulong(line), offsetStyle);
    }
}

void Margins::refreshBackgrounds()
{
    const Sci &sci = m.sci;
    std::vector<std::pair<int, Marker>> wanted{{sci.lineAt(sci.caret()), CaretLineMark}};
    for (const wat::TextRange &caller : m.callers)
        wanted.emplace_back(sci.lineAt(caller.begin), CallerLineMark);
    if (m.execution)
        wanted.emplace_back(sci.lineAt(m.execution->begin), ExecutionLineMark);
    if (m_backgrounds == wanted)
        return; // every change of a marker is reported back to us, and would bring us here again
    for (int marker : {CaretLineMark, CallerLineMark, ExecutionLineMark})
        sci.send(Q::SCI_MARKERDELETEALL, ulong(marker));
    for (const auto &[line, marker] : wanted)
        sci.send(Q::SCI_MARKERADD, ulong(line), marker);
    m_backgrounds = std::move(wanted);
}

const BreakpointMark *Margins::breakpointOn(int line) const
{
    const BreakpointMark *best = nullptr;
    for (const BreakpointMark &mark : m.breakpoints)
        if (m.sci.lineAt(mark.range.begin) == line && (!best || (!best->enabled && mark.enabled)))
            best = &mark;
    return best;
}

void Margins::paintSymbols(QPainter &painter) const
{
    const int height = m.sci.lineHeight();
    const auto draw = [&](const QIcon &icon, const QPoint &at, int inset) {
        icon.paint(&painter, QRect(at, QSize(height, height)).adjusted(inset, inset, -inset, -inset));
    };
    for (int line : m.sci.visibleLines()) {
        const QPoint at(1, m.sci.point(m.sci.lineBegin(line)).y());
        if (const BreakpointMark *mark = breakpointOn(line)) {
            // Under the arrow, which is cut out of it, every kind is a disc.
            const bool arrow = m.execution && m.sci.lineAt(m.execution->begin) == line;
            const auto [name, color] = breakpointIcon(
                mark->enabled, mark->lost, arrow ? BreakpointTerms{} : mark->terms, !arrow && !mark->problem.isEmpty());
            draw(m.theme.icon(name, color), at, 1);
        }
        if (m.execution && m.sci.lineAt(m.execution->begin) == line) {
            const bool cutOut = breakpointOn(line); // an arrow on a disc would be dark on dark
            draw(m.theme.icon(QStringLiteral("arrow"), cutOut ? Color::Margin : Color::Arrow), at, cutOut ? 4 : 1);
        }
    }
}

int Margins::marginAt(int x) const
{
    int right = 0;
    for (int margin = SymbolMargin; margin <= StripeMargin; ++margin) {
        right += int(m.sci.send(Q::SCI_GETMARGINWIDTHN, ulong(margin)));
        if (x < right)
            return margin;
    }
    return -1;
}

QRect Margins::columns(Margin margin) const
{
    int left = 0;
    for (int i = SymbolMargin; i < margin; ++i)
        left += int(m.sci.send(Q::SCI_GETMARGINWIDTHN, ulong(i)));
    return {left, 0, int(m.sci.send(Q::SCI_GETMARGINWIDTHN, ulong(margin))), m.editor.viewport()->height()};
}

QString Margins::symbolTip(int line) const
{
    if (m.execution && m.sci.lineAt(m.execution->begin) == line)
        return CodeEditor::tr("The program is stopped before this instruction");
    const BreakpointMark *mark = breakpointOn(line);
    if (!mark)
        return {};
    if (mark->lost)
        return CodeEditor::tr("Breakpoint %1 lost its instruction").arg(mark->id);
    QStringList lines{(mark->enabled ? CodeEditor::tr("Breakpoint %1") : CodeEditor::tr("Breakpoint %1, switched off"))
                          .arg(mark->id)};
    for (const QString &line : {mark->terms.text(), mark->problem})
        if (!line.isEmpty())
            lines += line;
    return lines.join(QLatin1Char('\n'));
}

} // namespace watchglass::editor
