// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/debugger.h"

#include <QRegularExpression>

namespace watchglass {

namespace {
template <class... Ts>
struct Overloaded : Ts... {
    using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

QString joined(const std::vector<exec::Value> &values)
{
    QStringList texts;
    for (const exec::Value &value : values)
        texts << QString::fromStdString(exec::toString(value));
    return texts.join(QStringLiteral(", "));
}

/// Nothing is granted but the time and chance; what the program writes comes to the console.
std::shared_ptr<const wasi::Sandbox> sandboxOf(const Document &document)
{
    auto sandbox = std::make_shared<wasi::Sandbox>();
    sandbox->arguments = {document.title().toStdString()};
    return sandbox;
}
} // namespace

Debugger::Debugger(Documents &documents, BreakpointStore &breakpoints, WatchpointStore &watchpoints, QObject *parent)
    : QObject(parent), m_documents(documents), m_breakpoints(breakpoints), m_watchpoints(watchpoints)
{
    connect(&m_bridge, &SessionBridge::arrived, this, &Debugger::handle);
    connect(&breakpoints, &BreakpointStore::changed, this, &Debugger::sendBreakpoints);
    connect(&watchpoints, &WatchpointStore::changed, this, &Debugger::sendWatchpoints);
    connect(&documents, &Documents::closing, this, [this](Document *document) {
        if (document == m_document)
            stop();
    });
}

Debugger::~Debugger() = default;

bool Debugger::textIsCurrent() const
{
    if (!m_document || !m_program || !m_document->assemblyIsCurrent())
        return false;
    const std::shared_ptr<const wasm::Module> now = m_document->assembly()->module;
    if (!now || now == m_program->module)
        return now != nullptr;
    // A text may come to the same code again: a comment was written, a change taken back.
    const auto pair = std::pair(now, m_program->module);
    if (std::exchange(m_compared, pair) != pair)
        m_sameCode = *now->bytes == *m_program->module->bytes;
    return m_sameCode;
}

/// The program was made of the document's present text; from now on that may change.
void Debugger::followEdits()
{
    disconnect(m_following);
    m_edits.clear();
    m_following =
        connect(m_document, &Document::edited, this, [this](const wat::TextEdit &edit) { m_edits.push_back(edit); });
}

void Debugger::invoke(Document *document, const Invocation &invocation)
{
    if (m_state == State::Running || m_state == State::Paused)
        session().stop();
    m_waiting = invocation;
    m_ignoring = std::exchange(m_ignoreNext, false);
    m_waitingFor = document;
    if (document->assemblyIsCurrent())
        begin();
    else
        connect(document, &Document::assemblyChanged, this, &Debugger::begin, Qt::SingleShotConnection);
}

void Debugger::begin()
{
    if (!m_waiting || !m_waitingFor || !m_waitingFor->assembly())
        return;
    const std::shared_ptr<const Assembly> assembly = m_waitingFor->assembly();
    if (!assembly->runnable()) {
        m_waiting.reset();
        emit refused(
            assembly->problems.empty() || assembly->module == nullptr
                ? tr("The text does not assemble yet; see Problems.")
                : tr("The module is not valid: %1.").arg(QString::fromStdString(assembly->problems.front().message)));
        return;
    }
    m_last = m_waiting;
    const bool load = !m_program || m_program->module != assembly->module;
    if (std::exchange(m_document, m_waitingFor) != m_waitingFor)
        m_version = 0; // of another text
    const bool newCode = m_version == 0 || !m_loaded || *m_loaded != *assembly->module->bytes;
    m_loaded = assembly->module->bytes;
    m_program = assembly;
    followEdits();
    if (load) {
        m_version += newCode;
        setState(State::Loading);
        sendBreakpoints();
        session::Program program = m_program->program();
        program.sandbox = sandboxOf(*m_document);
        if (m_linksOf)
            program.links = m_linksOf(m_document);
        program.initialize = true;
        session().load(std::move(program));
        m_watchpoints.programLoaded(m_document);
        emit programChanged();
    }
    sendBreakpoints();
    sendWatchpoints();
    session().setRecording(m_recording && !m_ignoring);
    m_forkAgreed = false;
    session().invoke(m_waiting->exportName.toStdString(), m_waiting->arguments, m_waiting->stopAtEntry);
    emit logged(Kind::Run, tr("%1(%2)").arg(m_waiting->exportName, joined(m_waiting->arguments)), -1);
    m_waiting.reset();
}

void Debugger::restart()
{
    if (!canRestart())
        return;
    if (m_state == State::Running || m_state == State::Paused)
        session().stop();
    m_program.reset(); // a new instance
    invoke(m_document, *m_last);
}

void Debugger::stop()
{
    m_waiting.reset();
    if (m_state != State::Idle)
        session().stop();
}

void Debugger::resume()
{
    session().resume();
}

void Debugger::pause()
{
    session().pause();
}

void Debugger::step(session::StepKind kind)
{
    session().step(kind);
}

void Debugger::runTo(Document *document, quint32 textOffset)
{
    const std::shared_ptr<const Assembly> assembly = document->assembly();
    const wat::Mapping *mapping = nullptr;
    const bool same =
        document == m_document ? textIsCurrent() : assembly && m_program && assembly->module == m_program->module;
    if (same && assembly->map) {
        mapping = assembly->map->atText(textOffset);
        if (!mapping)
            mapping = assembly->map->onLine(assembly->lines->at(textOffset).line);
    }
    if (mapping)
        session().runTo(mapping->offset);
    else
        emit refused(same ? tr("There is no instruction of the running module on this line.")
                          : tr("This is not the text that runs. Restart takes this one."));
}

void Debugger::setRecording(bool on)
{
    m_recording = on;
    session().setRecording(on && !m_ignoring);
}

void Debugger::stepBack(session::BackKind kind)
{
    session().stepBack(kind);
}

void Debugger::runBack()
{
    session().runBack();
}

void Debugger::goToMoment(quint64 moment)
{
    session().goToMoment(moment);
}

void Debugger::edit(std::function<void(session::Session &)> change)
{
    const bool past = m_snapshot && m_snapshot->moment && m_snapshot->moment->now < m_snapshot->moment->last;
    if (!past || m_forkAgreed)
        return change(session());
    emit forkWanted([this, change = std::move(change), asked = m_snapshot] {
        if (m_snapshot != asked)
            return emit refused(tr("The program stands elsewhere now, so nothing was changed."));
        m_forkAgreed = true;
        change(session());
    });
    emit stopped(); // views that showed the change at once show the truth
}

void Debugger::selectFrame(int frame)
{
    if (!m_snapshot || frame < 0 || frame >= int(m_snapshot->frames.size()))
        return;
    m_frame = frame;
    emit frameChanged();
}

std::optional<TextPlace> Debugger::placeOf(quint32 offset) const
{
    if (!m_program)
        return std::nullopt;
    for (Document *document : m_documents.all()) {
        const std::shared_ptr<const Assembly> assembly = document->assembly();
        const bool same = document == m_document ? textIsCurrent() : assembly && assembly->module == m_program->module;
        if (!same || !assembly->map || !document->assemblyIsCurrent())
            continue;
        if (const wat::Mapping *mapping = assembly->map->atOffset(offset))
            return TextPlace{document, mapping->text, mapping->line};
    }
    return placeInEdited(offset);
}

std::optional<TextPlace> Debugger::placeInEdited(quint32 offset) const
{
    const wat::Mapping *mapping = m_document && m_program->map ? m_program->map->atOffset(offset) : nullptr;
    if (!mapping || m_program->overview)
        return std::nullopt;
    std::optional<wat::TextRange> range = mapping->text;
    for (const wat::TextEdit &edit : m_edits)
        if (range)
            range = wat::moved(*range, edit);
    if (!range)
        return std::nullopt;
    return TextPlace{m_document, *range, m_document->editor()->lineAt(range->begin)};
}

QString Debugger::nameOf(quint32 offset) const
{
    if (const std::optional<TextPlace> place = placeOf(offset))
        return QStringLiteral("%1:%2").arg(place->document->title()).arg(place->line);
    return QStringLiteral("0x%1").arg(offset, 0, 16);
}

std::optional<quint64> Debugger::address(const QString &expression) const
{
    static const QRegularExpression form(QStringLiteral(
        R"(^\s*(\$[^\s+\-]+|0[xX][0-9a-fA-F_]+|[0-9][0-9_]*)\s*(?:([+\-])\s*(0[xX][0-9a-fA-F]+|[0-9]+))?\s*$)"));
    const QRegularExpressionMatch match = form.match(expression);
    if (!match.hasMatch())
        return std::nullopt;
    quint64 base = 0;
    QString head = match.captured(1);
    if (head.startsWith(QLatin1Char('$'))) {
        const std::string name = head.toStdString();
        const exec::Value *found = nullptr;
        if (m_snapshot && m_frame < int(m_snapshot->frames.size()))
            for (const session::LocalValue &local : m_snapshot->frames[size_t(m_frame)].locals)
                if (local.name == name)
                    found = &local.value;
        if (m_snapshot && !found)
            for (const session::GlobalValue &global : m_snapshot->globals)
                if (global.name == name)
                    found = &global.value;
        if (!found || (found->type != wasm::I32 && found->type != wasm::I64))
            return std::nullopt;
        base = found->type == wasm::I32 ? quint32(found->bits[0]) : found->bits[0];
    } else {
        base = head.remove(QLatin1Char('_')).toULongLong(nullptr, 0);
    }
    const quint64 delta = match.captured(3).toULongLong(nullptr, 0);
    return match.captured(2) == QStringLiteral("-") ? base - delta : base + delta;
}

void Debugger::handle(const session::Event &event)
{
    std::visit(Overloaded{
                   [&](const session::Loaded &) {},
                   [&](const session::LoadFailed &failed) {
                       m_program.reset();
                       setState(State::Idle);
                       emit logged(Kind::Problem, QString::fromStdString(failed.message), -1);
                       emit refused(QString::fromStdString(failed.message));
                   },
                   [&](const session::Running &) { setState(State::Running); },
                   [&](const session::Stopped &stop) {
                       m_frame = 0;
                       take(stop.snapshot);
                       logStop();
                   },
                   [&](const session::Edited &edit) { take(edit.snapshot); },
                   [&](const session::Refused &no) { emit refused(QString::fromStdString(no.message)); },
                   [&](const session::Output &output) { logOutput(output); },
                   [&](const session::ImportCalled &call) {
                       if (!call.text.empty())
                           return emit logged(Kind::Import, QString::fromStdString(call.text), -1);
                       emit logged(Kind::Import,
                                   tr("#%1 %2(%3) → %4")
                                       .arg(call.number)
                                       .arg(QString::fromStdString(call.name), joined(call.arguments),
                                            call.results.empty() ? tr("nothing") : joined(call.results)),
                                   -1);
                   },
                   [&](const session::BreakpointHits &hits) { m_breakpoints.setHits(hits.counts); },
                   [&](const session::BreakpointProblems &told) { m_breakpoints.setProblems(told.problems); },
                   [&](const session::Logged &passed) { logPassed(passed); },
                   [&](const session::MemoryBytes &bytes) { emit memoryBytes(bytes); },
                   [&](const session::MemoryFound &found) { emit memoryFound(found); },
                   [&](const session::Travelling &way) { emit travelling(way.instructions, way.seconds); },
                   [&](const session::SamplingState &state) { emit samplingRead(state.progress); },
                   [&](const session::Profiled &measured) { emit profiled(measured.profile); },
               },
               event);
}

void Debugger::take(std::shared_ptr<const session::Snapshot> snapshot)
{
    m_snapshot = std::move(snapshot);
    setState(m_snapshot->frames.empty() ? State::Idle : State::Paused);
    emit stopped();
}

/// What a log point wrote, with the way to it.
void Debugger::logPassed(const session::Logged &passed)
{
    if (passed.dropped > 0)
        emit logged(Kind::Info, tr("%n line(s) of log points came too fast and are lost", nullptr, int(passed.dropped)),
                    -1);
    const UserBreakpoint *breakpoint = m_breakpoints.find(passed.breakpoint);
    emit logged(Kind::Log, QString::fromStdString(passed.text),
                breakpoint && breakpoint->offset ? qint64(*breakpoint->offset) : -1);
}

void Debugger::logStop()
{
    using Reason = session::StopReason;
    const session::Snapshot &at = *m_snapshot;
    logUnfinishedLines();
    for (const debug::WatchHit &hit : at.watchHits)
        emit logged(Kind::Info, QString::fromStdString(hit.text), qint64(hit.offset));
    for (const QString &gone : m_watchpoints.take(m_document, at))
        emit logged(Kind::Info, tr("%1 is not watched any more: its call is over").arg(gone), -1);
    switch (at.reason) {
    case Reason::Finished:
        emit logged(Kind::Result,
                    at.results.empty() ? tr("%1 returned").arg(QString::fromStdString(at.invoked))
                                       : tr("%1 → %2").arg(QString::fromStdString(at.invoked), joined(at.results)),
                    -1);
        break;
    case Reason::Trap:
        emit logged(Kind::Trap, QString::fromStdString(at.trap ? at.trap->message : at.sentence),
                    at.trap ? qint64(at.trap->offset) : -1);
        break;
    case Reason::Stopped:
    case Reason::Exited:
    case Reason::Import:
        emit logged(Kind::Info, QString::fromStdString(at.sentence), -1);
        break;
    default:
        break;
    }
}

void Debugger::logOutput(const session::Output &output)
{
    if (output.dropped > 0)
        emit logged(Kind::Info, tr("%n byte(s) of output came too fast and are lost", nullptr, int(output.dropped)),
                    -1);
    OutputLines &lines = output.error ? m_errorOutput : m_output;
    for (const QString &line : lines.add(QByteArray::fromStdString(output.bytes)))
        emit logged(output.error ? Kind::ErrorOutput : Kind::Output, line, -1);
}

void Debugger::logUnfinishedLines()
{
    for (const QString &line : m_output.finish())
        emit logged(Kind::Output, line, -1);
    for (const QString &line : m_errorOutput.finish())
        emit logged(Kind::ErrorOutput, line, -1);
}

void Debugger::sendBreakpoints()
{
    if (!m_program)
        return;
    // An edited text has other offsets than what runs: the running module keeps those it has.
    if (m_document && !textIsCurrent())
        return;
    std::vector<session::Breakpoint> all;
    if (!m_ignoring)
        all = m_breakpoints.forModule((m_document ? m_document->assembly() : m_program)->module.get());
    session().setBreakpoints(std::move(all));
}

void Debugger::sendWatchpoints()
{
    if (m_program && m_document)
        session().setWatchpoints(m_ignoring ? std::vector<session::Watchpoint>() : m_watchpoints.of(m_document));
}

void Debugger::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    emit stateChanged();
}

} // namespace watchglass
