// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/execution_marks.h"

#include <map>

namespace watchglass {

ExecutionMarks::ExecutionMarks(Documents &documents, Tabs &tabs, Debugger &debugger)
    : QObject(&debugger), m_documents(documents), m_tabs(tabs), m_debugger(debugger)
{
    connect(&debugger, &Debugger::stopped, this, &ExecutionMarks::show);
    connect(&debugger, &Debugger::frameChanged, this, &ExecutionMarks::show);
    connect(&debugger, &Debugger::stateChanged, this, [this] {
        if (m_debugger.state() != Debugger::State::Paused)
            clear();
        showRunningText();
    });
    connect(&debugger, &Debugger::programChanged, this, &ExecutionMarks::showRunningText);
    // A function's document that opens while the guest stands in it shows the arrow once its text is there.
    connect(&documents, &Documents::opened, this, [this](Document *document) {
        if (document->kind() == Document::Kind::Function)
            connect(document, &Document::assemblyChanged, this, [this] {
                if (m_debugger.state() == Debugger::State::Paused)
                    show();
            });
    });
}

void ExecutionMarks::clear()
{
    for (Document *document : m_documents.all()) {
        document->editor()->setExecution(std::nullopt, {});
        document->editor()->setLiveValues({});
        document->editor()->setTrap(std::nullopt);
    }
}

void ExecutionMarks::showRunningText()
{
    const bool live = m_debugger.state() == Debugger::State::Running || m_debugger.state() == Debugger::State::Paused;
    for (Document *document : m_documents.all())
        if (document->kind() == Document::Kind::Text)
            document->editor()->setRunningText(live && document == m_debugger.document() ? m_debugger.program()->text
                                                                                         : nullptr);
}

Document *ExecutionMarks::openFunctionAt(quint32 offset)
{
    Document *program = m_debugger.document();
    const std::shared_ptr<const Assembly> running = m_debugger.program();
    if (!program || !running || !running->overview)
        return nullptr;
    const std::optional<uint32_t> function = running->module->functionAt(offset);
    return function ? m_documents.openFunction(program, *function) : nullptr;
}

void ExecutionMarks::show()
{
    const std::shared_ptr<const session::Snapshot> snapshot = m_debugger.snapshot();
    const int frame = m_debugger.frame();
    clear();
    if (!snapshot || frame >= int(snapshot->frames.size()))
        return;
    const session::FrameInfo &at = snapshot->frames[size_t(frame)];
    const std::optional<TextPlace> place = m_debugger.placeOf(at.offset);
    if (!place) {
        openFunctionAt(at.offset);
        return;
    }
    std::map<Document *, std::vector<wat::TextRange>> callers;
    for (const session::FrameInfo &other : snapshot->frames)
        if (&other != &at)
            if (const std::optional<TextPlace> call = m_debugger.placeOf(other.offset))
                callers[call->document].push_back(call->range);
    for (auto &[document, ranges] : callers)
        if (document != place->document)
            document->editor()->setExecution(std::nullopt, std::move(ranges));
    place->document->editor()->setExecution(place->range, std::move(callers[place->document]));
    place->document->editor()->setLiveValues(liveValues(place->document, at, place->line));
    m_tabs.reveal(place->document, place->range);
    if (frame == 0)
        showTrap(*snapshot);
}

void ExecutionMarks::showTrap(const session::Snapshot &snapshot)
{
    if (!snapshot.trap)
        return;
    // The stop's sentence is the whole story: "Trap in $f: what was tried; where the operand came from".
    QString story = QString::fromStdString(snapshot.sentence).section(QStringLiteral(": "), 1);
    story.replace(QStringLiteral("; "), QStringLiteral("\n")); // what was tried, and below it why
    if (const std::optional<TextPlace> place = m_debugger.placeOf(snapshot.trap->offset))
        place->document->editor()->setTrap(TrapBox{place->range, story});
}

std::vector<LiveValue> ExecutionMarks::liveValues(Document *document, const session::FrameInfo &frame,
                                                  quint32 line) const
{
    // Beside each line of this function: the locals and globals that the line names, as they are now.
    const std::shared_ptr<const wat::Analysis> analysis = document->analysis();
    std::map<quint32, QStringList> byLine;
    if (analysis) {
        std::map<std::string_view, const exec::Value *> values;
        for (const session::GlobalValue &global : m_debugger.snapshot()->globals)
            values[global.name] = &global.value;
        for (const session::LocalValue &local : frame.locals)
            values[local.name] = &local.value;
        for (const wat::Reference &reference : analysis->references) {
            const wat::Symbol &symbol = analysis->symbols[reference.symbol];
            const bool local = symbol.kind == wat::SymbolKind::Local || symbol.kind == wat::SymbolKind::Parameter;
            if (symbol.name.empty() || (!local && symbol.kind != wat::SymbolKind::Global))
                continue;
            const bool ours = !local || (symbol.parent && analysis->symbols[*symbol.parent].index == frame.function &&
                                         analysis->symbols[*symbol.parent].kind == wat::SymbolKind::Function);
            const auto value = values.find(symbol.name);
            if (!ours || value == values.end())
                continue;
            const QString text = QStringLiteral("%1 = %2").arg(QString::fromStdString(symbol.name),
                                                               QString::fromStdString(exec::toString(*value->second)));
            QStringList &texts = byLine[analysis->lines.at(reference.range.begin).line];
            if (!texts.contains(text))
                texts << text;
        }
    }
    if (!frame.operands.empty()) {
        QStringList stack;
        for (const session::OperandValue &operand : frame.operands)
            stack << QString::fromStdString(exec::toString(operand.value));
        byLine[line] << tr("stack: %1").arg(stack.join(QLatin1Char(' ')));
    }
    // Who touched what is watched: the guest stands behind that instruction, perhaps on another line.
    for (const debug::WatchHit &hit : m_debugger.snapshot()->watchHits)
        if (const std::optional<TextPlace> by = m_debugger.placeOf(hit.offset); by && by->document == document)
            byLine[by->line].prepend(tr("← %1").arg(QString::fromStdString(hit.text)));
    std::vector<LiveValue> out;
    for (const auto &[at, texts] : byLine)
        out.push_back({at, texts.join(QStringLiteral("   "))});
    return out;
}

} // namespace watchglass
