// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/code_editor.h"

#include <algorithm>
#include <tuple>

#include "widgets/editor/code_editor_impl.h"

namespace watchglass {

using Q = QsciScintillaBase;

CodeEditor::CodeEditor(const Theme &theme, QWidget *parent)
    : QsciScintilla(parent), m(std::make_unique<Impl>(*this, theme))
{
}

CodeEditor::~CodeEditor()
{
    // The parts must go while the widget they speak to still stands.
    disconnect();
    m.reset();
}

QByteArray CodeEditor::utf8() const
{
    const std::string_view text = m->context.sci.text(0, m->context.sci.length());
    return {text.data(), qsizetype(text.size())};
}

void CodeEditor::setUtf8(const QByteArray &text)
{
    m->loader.start(text, {});
    m->loader.finish();
}

void CodeEditor::load(const QByteArray &text, std::function<void()> then)
{
    m->loader.start(text, std::move(then));
}

bool CodeEditor::loading() const
{
    return m->loader.active();
}

void CodeEditor::finishLoading()
{
    m->loader.finish();
}

void CodeEditor::applyEdits(const std::vector<wat::TextEdit> &edits)
{
    if (edits.empty() || isReadOnly())
        return;
    const editor::Sci &sci = m->context.sci;
    std::vector<wat::TextEdit> sorted = edits;
    std::sort(sorted.begin(), sorted.end(), [](const auto &a, const auto &b) {
        return std::tie(a.range.begin, a.range.end) < std::tie(b.range.begin, b.range.end);
    });
    const int firstLine = int(sci.send(SCI_DOCLINEFROMVISIBLE, ulong(sci.send(SCI_GETFIRSTVISIBLELINE))));
    const quint32 caret = sci.caret(), top = sci.lineBegin(firstLine);
    qint64 newCaret = caret, newTop = top;
    for (const wat::TextEdit &edit : sorted) {
        const qint64 delta = qint64(edit.replacement.size()) - edit.range.size();
        if (edit.range.end <= caret)
            newCaret += delta;
        else if (edit.range.begin < caret) // within: keep the distance to the start as far as there is text
            newCaret -= std::max<qint64>(0, qint64(caret - edit.range.begin) - qint64(edit.replacement.size()));
        if (edit.range.end <= top)
            newTop += delta;
    }
    {
        const editor::UndoStep step(sci);
        for (auto edit = sorted.rbegin(); edit != sorted.rend(); ++edit)
            sci.replace(edit->range, edit->replacement);
    }
    m->context.typedLine = -1; // nobody types there: hints need not keep out of the way
    sci.setCaret(quint32(newCaret));
    const long row = sci.send(SCI_VISIBLEFROMDOCLINE, ulong(sci.lineAt(quint32(newTop))));
    sci.send(SCI_SETFIRSTVISIBLELINE, ulong(row));
}

void CodeEditor::setAnalysis(std::shared_ptr<const wat::Analysis> analysis)
{
    const editor::Sci &sci = m->context.sci;
    if (!analysis || analysis->tree.text().size() != sci.length() ||
        sci.text(0, sci.length()) != std::string_view(analysis->tree.text()))
        return;
    m->context.takeAnalysis(std::move(analysis));
    m->folding.apply(m->context.analysis->folds);
    m->refreshSoon();
    if (auto action = std::exchange(m->waiting, nullptr))
        action();
    m->completion.analysisArrived();
}

std::shared_ptr<const wat::Analysis> CodeEditor::analysis() const
{
    return m->context.analysis;
}

void CodeEditor::setAssemblerDiagnostics(std::vector<wat::Diagnostic> diagnostics)
{
    m->context.takeAssemblerDiagnostics(std::move(diagnostics));
    m->refreshSoon();
}

void CodeEditor::setAssembled(std::shared_ptr<const wat::SourceMap> map, std::shared_ptr<const wasm::Bytes> bytes)
{
    m->context.map = std::move(map);
    m->context.bytes = std::move(bytes);
    m->context.mapCurrent = m->context.map != nullptr;
    m->refreshSoon();
}

void CodeEditor::setSavedText(const QByteArray &text)
{
    m->stripe.setSaved({text.constData(), size_t(text.size())});
    m->refreshSoon();
}

void CodeEditor::setRunningText(std::shared_ptr<const std::string> text)
{
    m->stripe.setRunning(text ? std::optional<std::string_view>(*text) : std::nullopt);
    m->refreshSoon();
}

void CodeEditor::setBreakpoints(std::vector<BreakpointMark> marks)
{
    m->context.breakpoints = std::move(marks);
    m->debugStateChanged();
}

void CodeEditor::setExecution(std::optional<wat::TextRange> current, std::vector<wat::TextRange> callers)
{
    m->context.execution = current;
    m->context.callers = std::move(callers);
    m->debugStateChanged();
}

void CodeEditor::setLiveValues(std::vector<LiveValue> values)
{
    m->context.liveValues = std::move(values);
    m->debugStateChanged();
}

void CodeEditor::setHeat(std::vector<HeatLine> lines)
{
    m->heat.setHeat(std::move(lines));
    m->refreshSoon();
    viewport()->update();
}

const std::vector<HeatLine> &CodeEditor::heat() const
{
    return m->heat.lines();
}

void CodeEditor::setTrap(std::optional<TrapBox> trap)
{
    m->context.trap = std::move(trap);
    m->showTrap();
    m->debugStateChanged();
}

void CodeEditor::setLayer(Layer layer, bool on)
{
    m->context.layers[size_t(layer)] = on;
    m->refreshSoon();
}

bool CodeEditor::layer(Layer layer) const
{
    return m->context.layer(layer);
}

quint32 CodeEditor::lineAt(quint32 offset) const
{
    return quint32(m->context.sci.lineAt(offset)) + 1;
}

quint32 CodeEditor::lineBegin(quint32 line) const
{
    return m->context.sci.lineBegin(std::clamp<int>(int(line), 1, m->context.sci.lines()) - 1);
}

QString CodeEditor::lineText(quint32 line, quint32 from) const
{
    const editor::Sci &sci = m->context.sci;
    const std::string_view text = sci.text(std::max(from, sci.lineBegin(int(line) - 1)), sci.lineEnd(int(line) - 1));
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

quint32 CodeEditor::caret() const
{
    return m->context.sci.caret();
}

void CodeEditor::select(wat::TextRange range)
{
    const editor::Sci &sci = m->context.sci;
    const int line = sci.lineAt(range.begin);
    sci.send(SCI_ENSUREVISIBLEENFORCEPOLICY, ulong(line));
    sci.send(SCI_SETSEL, range.begin, long(std::min(range.end, sci.length())));
    sci.send(SCI_SCROLLRANGE, range.begin, long(range.end));
}

void CodeEditor::showPlace(quint32 offset)
{
    select({offset, offset});
}

} // namespace watchglass
