// SPDX-License-Identifier: Apache-2.0
#include "engine/session/guest.h"

#include <algorithm>
#include <utility>

#include "engine/debug/trap_story.h"
#include "engine/exec/counting.h"
#include "engine/exec/reference_text.h"

namespace watchglass::session {

using debug::Halt;
using debug::Motion;
using exec::StopKind;

Guest::Loadee::Loadee(Guest &guest, std::shared_ptr<exec::Instance> made)
    : instance(std::move(made)), references(*instance),
      stepper(guest.m_machine, *instance, guest.m_breakpoints, guest.m_lines),
      edits(guest.m_machine, *instance, references), capture(guest.m_machine, *instance, references)
{
}

Guest::Guest(exec::Machine &machine, Outbox &outbox, const exec::Limits &limits)
    : m_machine(machine), m_outbox(outbox), m_limits(limits), m_imports(outbox),
      m_breakpoints(machine,
                    [this](uint64_t id, std::string text) {
                        m_outbox.postLogged({id, std::move(text)});
                    }),
      m_watchpoints(machine)
{
}

Guest::~Guest()
{
    unload();
}

void Guest::refuse(std::string message)
{
    m_outbox.post(Refused{std::move(message)});
}

// Loading ------------------------------------------------------------------------------------------------------------

void Guest::load(Program program)
{
    stop();
    unload();
    m_program = std::move(program);
    if (!m_program.names)
        m_program.names = std::make_shared<wasm::Names>(readNames(*m_program.module));
    m_lines = m_program.lines ? *m_program.lines : debug::Lines();
    instantiate();
}

void Guest::reset()
{
    if (!m_program.module)
        return refuse("There is no program to restart");
    stop();
    unload();
    instantiate();
}

void Guest::unload()
{
    endSearches();
    stopRecording();
    m_machine.abandon();
    m_called.reset();
    m_breakpoints.attach(nullptr);
    m_watchpoints.attach(nullptr);
    m_toldCounts.clear();
    m_loaded.reset();
    m_before.reset();
    m_current.reset();
    m_held.reset();
    m_notes.clear();
    m_imports.forgetPending();
    m_starting.reset();
    m_state = State::Empty;
}

void Guest::failed(const std::string &message, bool trapped)
{
    m_outbox.post(LoadFailed{m_program.version, message, trapped});
}

void Guest::instantiate()
{
    const wasm::Module &module = *m_program.module;
    if (const auto sentence = m_imports.begin(m_program))
        return failed(*sentence);
    auto answer = [this](uint32_t function, exec::HostCall &call) { return m_imports.call(function, call); };
    const auto store = exec::Store::create();
    debug::StandIns standIns = debug::standIns(*store, module, answer, m_limits);
    m_notes = std::move(standIns.notes);
    exec::InstantiateResult made = exec::instantiate(m_program.module, std::move(standIns.imports), m_limits, store);
    if (made.problem)
        return failed(made.problem->message);
    if (made.trap)
        return failed("The module cannot be set up: " + made.trap->message, true);
    made.instance->names = m_program.names;
    m_loaded = std::make_unique<Loadee>(*this, std::move(made.instance));
    m_breakpoints.attach(m_loaded->instance.get());
    m_watchpoints.attach(m_loaded->instance.get());
    tellProblems();
    m_machine.setCounting(m_counting || m_program.instructions);
    m_state = State::Idle;
    m_invoked.clear();
    m_startup.clear();
    if (module.start)
        m_startup.push_back({"The start function", *module.start});
    if (const auto function = initializer())
        m_startup.push_back({"_initialize", *function});
    startNext();
}

/// Runs what has to run before anything can be called.
void Guest::startNext()
{
    if (m_startup.empty())
        return started();
    m_starting = std::move(m_startup.front());
    m_startup.pop_front();
    begin(m_loaded->instance->functions[m_starting->function], {}, false);
}

/// The function that makes a WASI reactor ready to be called.
std::optional<uint32_t> Guest::initializer() const
{
    const wasm::Export *found = m_program.initialize ? m_program.module->findExport("_initialize") : nullptr;
    const bool fits =
        found && found->kind == wasm::ExternKind::Func && m_program.module->funcType(found->index) == wasm::FuncType{};
    return fits ? std::optional(found->index) : std::nullopt;
}

void Guest::started()
{
    m_starting.reset();
    m_state = State::Idle;
    Snapshot loaded;
    loaded.reason = StopReason::Stopped;
    loaded.sentence = "Ready";
    m_before = m_current = captured(loaded, nullptr);
    for (const auto &memory : m_loaded->instance->memories)
        memory->beginEpoch();
    m_outbox.post(Loaded{m_program.version, m_notes, m_current});
    if (auto held = std::exchange(m_held, std::nullopt))
        invoke(held->exportName, held->arguments, held->stopAtEntry);
}

// Running ------------------------------------------------------------------------------------------------------------

std::optional<std::string> Guest::misfit(const std::string &exportName, const std::vector<exec::Value> &arguments) const
{
    const wasm::Module &module = *m_program.module;
    const wasm::Export *found = module.findExport(exportName);
    if (!found)
        return "There is no export \"" + exportName + "\"";
    if (found->kind != wasm::ExternKind::Func)
        return "The export \"" + exportName + "\" is not a function";
    const std::vector<wasm::ValType> &wanted = module.funcType(found->index).params;
    std::optional<std::string> refused;
    if (wanted.size() != arguments.size())
        refused = std::to_string(arguments.size()) + " arguments";
    for (size_t i = 0; !refused && i < wanted.size(); ++i)
        refused =
            debug::refusal(m_loaded->references, module, "argument " + std::to_string(i + 1), wanted[i], arguments[i]);
    if (refused)
        refused =
            exportName + " has type " + toString(module.funcType(found->index)) + " and cannot be called: " + *refused;
    return refused;
}

void Guest::invoke(const std::string &exportName, const std::vector<exec::Value> &arguments, bool stopAtEntry)
{
    if (!m_loaded)
        return refuse("No program is loaded");
    if (m_starting && m_state == State::Running) {
        m_held = Invocation{exportName, arguments, stopAtEntry};
        return;
    }
    if (m_starting)
        return refuse(m_starting->name + " has not finished, so nothing can be called yet");
    if (m_state == State::Running)
        return refuse("The guest is running; stop it before you call " + exportName);
    if (auto sentence = misfit(exportName, arguments))
        return refuse(*sentence);
    m_machine.abandon();
    m_imports.forgetPending();
    m_invoked = exportName;
    begin(m_loaded->instance->functions[m_program.module->findExport(exportName)->index], arguments, stopAtEntry);
}

void Guest::begin(const std::shared_ptr<exec::Function> &function, const std::vector<exec::Value> &arguments,
                  bool stopAtEntry)
{
    stopRecording();
    m_called = function;
    m_calledWith = arguments;
    m_machine.start(function, arguments);
    if (m_recording)
        record();
    else if (m_program.instructions)
        m_machine.setInstructionLimit(m_machine.instructions() + *m_program.instructions);
    m_motion = stopAtEntry ? Motion::Entry : Motion::Run;
    m_loaded->stepper.begin(m_motion);
    running();
}

void Guest::running()
{
    m_state = State::Running;
    m_before = m_current;
    m_loaded->edits.forget();
    for (const auto &memory : m_loaded->instance->memories)
        memory->beginEpoch();
    m_outbox.post(Running{});
}

void Guest::goOn(Motion motion, uint32_t target)
{
    if (m_state == State::Running)
        return refuse("The guest is running already");
    if (m_state == State::Trapped)
        return refuse("The guest has trapped and cannot go on; call it again or restart it");
    if (m_state != State::Stopped)
        return refuse("No call is under way");
    if (m_imports.pending())
        return refuse(m_imports.pending()->name + " waits for its answer");
    m_motion = motion;
    m_loaded->stepper.begin(motion, target);
    running();
}

void Guest::pause()
{
    if (m_state != State::Running)
        return refuse("The guest is not running");
    if (m_time && m_time->travelling()) {
        m_time->giveUp();
        m_breakpoints.setTemporary({});
        return stopped(StopReason::Pause);
    }
    if (m_machine.active()) // else it calls one host function, and is over after the next turn
        stopped(StopReason::Pause);
}

void Guest::stop()
{
    if (m_state != State::Running && m_state != State::Stopped && m_state != State::Trapped)
        return;
    stopRecording();
    m_machine.abandon();
    m_imports.forgetPending();
    stopped(StopReason::Stopped);
}

void Guest::answerImport(const std::vector<exec::Value> &results)
{
    if (m_state != State::Stopped || !m_imports.pending())
        return refuse("No import waits for an answer");
    if (std::string sentence = m_machine.answer(results); !sentence.empty())
        return refuse(std::move(sentence));
    m_imports.answered(results);
    m_loaded->stepper.answered();
    running();
}

void Guest::turn()
{
    m_outbox.tick();
    constexpr uint64_t searchedAtATime = 4u << 20;
    if (!m_searches.empty()) {
        Search &first = m_searches.front();
        if (first.search.advance(searchedAtATime)) {
            m_outbox.post(MemoryFound{first.ticket, first.search.found()});
            m_searches.pop_front();
        }
        m_machine.requestPause(); // so that guest and search take turns
    }
    if (m_state != State::Running)
        return;
    if (m_time && m_time->travelling())
        return travel();
    if (auto halt = m_loaded->stepper.advance())
        halted(std::move(*halt));
}

// Sampling -----------------------------------------------------------------------------------------------------------

void Guest::startSampling(const exec::SamplerOptions &options)
{
    m_sampler.reset();
    m_sampler = std::make_unique<exec::Sampler>(m_machine, options);
}

void Guest::stopSampling()
{
    if (!m_sampler)
        return refuse("No samples are being taken");
    m_sampler->stop();
    auto taken = profile::fromSamples(m_sampler->samples(), {});
    m_sampler.reset();
    m_outbox.post(Profiled{std::make_shared<const profile::Profile>(std::move(taken))});
}

void Guest::readSampling()
{
    if (m_sampler)
        m_outbox.post(SamplingState{m_sampler->progress()});
}

void Guest::startCounting()
{
    m_counting = true;
    m_machine.setCounting(true);
    if (m_loaded)
        exec::resetExecutionCounts(*m_loaded->instance);
}

void Guest::stopCounting()
{
    if (!std::exchange(m_counting, false))
        return refuse("Nothing is being counted");
    profile::Profile counted;
    counted.unit = profile::Unit::Count;
    counted.exact = true;
    if (m_loaded)
        counted = profile::fromCounts(*m_loaded->instance, {});
    m_outbox.post(Profiled{std::make_shared<const profile::Profile>(std::move(counted))});
    m_machine.setCounting(m_time != nullptr || m_program.instructions);
}

// Stopping -----------------------------------------------------------------------------------------------------------

void Guest::halted(Halt halt)
{
    tellCounts();
    if (halt.reason == Halt::Reason::Breakpoint)
        return stopped(StopReason::Breakpoint, std::move(halt));
    if (halt.reason == Halt::Reason::Arrived)
        return stopped(m_motion == Motion::RunTo   ? StopReason::RunTo
                       : m_motion == Motion::Entry ? StopReason::Entry
                                                   : StopReason::Step);
    switch (halt.stop.kind) {
    case StopKind::Finished:
        return m_starting ? startNext() : stopped(StopReason::Finished, std::move(halt));
    case StopKind::Trapped:
        return stopped(StopReason::Trap, std::move(halt));
    case StopKind::HostCall:
        return stopped(StopReason::Import, std::move(halt));
    case StopKind::Breakpoint:
    case StopKind::Stepped:
    case StopKind::Probe:
        return stopped(StopReason::Watchpoint, std::move(halt));
    case StopKind::LimitReached:
        return stopped(StopReason::Limit, std::move(halt));
    case StopKind::Exited:
        m_machine.abandon();
        return stopped(StopReason::Exited, std::move(halt));
    default:
        m_machine.abandon();
        return stopped(StopReason::Stopped, std::move(halt));
    }
}

/// Breakpoints that do not stop count too.
void Guest::tellCounts()
{
    if (m_toldCounts == m_breakpoints.counts())
        return;
    m_toldCounts = m_breakpoints.counts();
    m_outbox.post(BreakpointHits{m_toldCounts});
}

void Guest::tellProblems()
{
    const bool none = m_breakpoints.problems().empty();
    if (std::exchange(m_toldProblems, !none) || !none)
        m_outbox.post(BreakpointProblems{m_breakpoints.problems()});
}

void Guest::stopped(StopReason reason, Halt halt)
{
    m_state = !m_machine.active() ? State::Idle : reason == StopReason::Trap ? State::Trapped : State::Stopped;
    Snapshot pattern;
    pattern.reason = reason;
    pattern.invoked = m_invoked;
    pattern.trap = std::move(halt.stop.trap);
    for (const exec::Value &value : halt.stop.results)
        pattern.results.push_back(described(value, *m_loaded->instance));
    pattern.exitCode = halt.stop.exitCode;
    pattern.breakpointIds = std::move(halt.breakpoints);
    pattern.watchHits = m_watchpoints.takeHits();
    if (const auto &pending = m_imports.pending(); pending && reason == StopReason::Import) {
        pattern.import = pending->function;
        pattern.importArguments = pending->arguments;
    }
    auto snapshot = captured(pattern, m_before.get());
    snapshot->sentence = sentence(*snapshot);
    if (const std::string complaint = m_breakpoints.takeComplaint(); !complaint.empty())
        snapshot->sentence += ": " + complaint;
    m_current = snapshot;
    m_outbox.post(Stopped{snapshot});
    if (auto held = std::exchange(m_held, std::nullopt))
        refuse(m_starting->name + " has not finished, so " + held->exportName + " cannot be called");
}

std::shared_ptr<Snapshot> Guest::captured(const Snapshot &pattern, const Snapshot *before)
{
    auto snapshot = std::make_shared<Snapshot>(pattern);
    snapshot->sequence = ++m_sequence;
    snapshot->frames.clear();
    snapshot->globals.clear();
    snapshot->tables.clear();
    snapshot->memories.clear();
    snapshot->moment.reset();
    snapshot->noWayBack.clear();
    m_loaded->capture.fill(*snapshot, before);
    if (refers(*snapshot))
        snapshot->store = m_loaded->instance->store->shared_from_this();
    if (m_time && m_time->problem().empty())
        snapshot->moment = Moment{m_time->now() - m_recordedFrom, m_time->last() - m_recordedFrom};
    else if (m_time)
        snapshot->noWayBack = m_time->problem();
    snapshot->canUndo = m_loaded->edits.canUndo();
    snapshot->canRedo = m_loaded->edits.canRedo();
    return snapshot;
}

std::string Guest::sentence(const Snapshot &snapshot) const
{
    const std::string where = snapshot.frames.empty() ? std::string() : " in " + snapshot.frames.front().functionName;
    const std::string called = m_starting ? m_starting->name : m_invoked;
    switch (snapshot.reason) {
    case StopReason::Entry:
        return "Before the first instruction" + where;
    case StopReason::Breakpoint:
        return "Breakpoint" + where;
    case StopReason::Watchpoint:
        return (snapshot.watchHits.empty() ? std::string("Stopped") : snapshot.watchHits.front().text) + where;
    case StopReason::Step:
        return "Stepped, now" + where;
    case StopReason::Moment:
        return (snapshot.moment && snapshot.moment->now == snapshot.moment->last ? "At the end of the recording"
                                                                                 : "Back in time") +
               where;
    case StopReason::Start:
        return "At the start of the recording" + where;
    case StopReason::Limit:
        return std::to_string(*m_program.instructions) + " instructions were executed, and more are not allowed" +
               where;
    case StopReason::RunTo:
        return "Arrived" + where;
    case StopReason::Pause:
        return "Paused" + where;
    case StopReason::Import:
        return m_imports.pending()->name + " waits for an answer";
    case StopReason::Trap:
        return "Trap" + where + ": " + debug::tellTrap(*snapshot.trap, *m_loaded->instance).sentence;
    case StopReason::Finished: {
        std::string text = called + " returned";
        for (const exec::Value &value : snapshot.results)
            text += " " + m_loaded->references.text(value);
        return text;
    }
    case StopReason::Stopped:
        return called + " was stopped";
    case StopReason::Exited:
        return "The program ended with status " + std::to_string(snapshot.exitCode);
    }
    return {};
}

} // namespace watchglass::session
