// SPDX-License-Identifier: Apache-2.0
#include "app/cli/invocation.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <deque>
#include <mutex>
#include <thread>

#include "app/cli/help.h"
#include "engine/debug/stand_ins.h"
#include "engine/session/session.h"
#include "engine/wasi/wasi.h"

namespace watchglass::cli {

using exec::Value;

namespace {

/// A session whose events can be waited for.
class Waiting
{
public:
    explicit Waiting(const exec::Limits &limits) : session([this] { wake(); }, limits) {}

    using Time = std::chrono::steady_clock::time_point;
    /// Nothing when that time comes first.
    std::optional<session::Event> next(const std::optional<Time> &until = {})
    {
        std::unique_lock lock(m_mutex);
        while (m_events.empty()) {
            const auto woken = [this] { return m_wakes > 0; };
            if (!until)
                m_woken.wait(lock, woken);
            else if (!m_woken.wait_until(lock, *until, woken))
                return std::nullopt;
            m_wakes = 0;
            for (session::Event &event : session.take())
                m_events.push_back(std::move(event));
        }
        session::Event event = std::move(m_events.front());
        m_events.pop_front();
        return event;
    }

private:
    void wake()
    {
        {
            std::lock_guard lock(m_mutex);
            ++m_wakes;
        }
        m_woken.notify_one();
    }

    std::mutex m_mutex;
    std::condition_variable m_woken;
    int m_wakes = 0;
    std::deque<session::Event> m_events;

public:
    session::Session session; ///< last, so that it ends before what it wakes
};

sigset_t interruptSignal()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    return signals;
}

/// Keeps an interrupt from the keyboard waiting, in this thread and those it makes.
class InterruptsWait
{
public:
    InterruptsWait()
    {
        const sigset_t signals = interruptSignal();
        pthread_sigmask(SIG_BLOCK, &signals, &m_before);
    }
    ~InterruptsWait() { pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }
    InterruptsWait(const InterruptsWait &) = delete;

private:
    sigset_t m_before{};
};

/// Takes the one that waits for a stop of the guest; the second one ends us as ever.
class InterruptStops
{
public:
    explicit InterruptStops(session::Session &session) : m_watcher([this, &session] { watch(session); }) {}
    ~InterruptStops()
    {
        m_over = true;
        m_watcher.join();
    }
    InterruptStops(const InterruptStops &) = delete;

private:
    void watch(session::Session &session)
    {
        const sigset_t signals = interruptSignal();
        const timespec moment{0, 50'000'000};
        while (!m_over && sigtimedwait(&signals, nullptr, &moment) != SIGINT) {
        }
        if (m_over)
            return;
        session.stop();
        pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
        while (!m_over)
            nanosleep(&moment, nullptr);
    }

    std::atomic<bool> m_over = false;
    std::thread m_watcher;
};

const wasm::Export *exportedFunction(const wasm::Module &module, std::string_view name)
{
    const wasm::Export *found = module.findExport(name);
    return found && found->kind == wasm::ExternKind::Func ? found : nullptr;
}

std::string suggestion(const wasm::Module &module, const std::string &name)
{
    std::vector<std::string_view> names;
    std::string all;
    for (const wasm::Export &exported : module.exports)
        if (exported.kind == wasm::ExternKind::Func) {
            names.push_back(exported.name);
            all += (all.empty() ? "" : ", ") + exported.name;
        }
    if (names.empty())
        return "; it exports no function";
    const auto meant = nearest(name, names);
    return meant ? "; did you mean " + std::string(*meant) + "?" : "; it exports " + all;
}

/// Fills in the call, or says what is wrong with it.
std::optional<std::string> resolve(const ProgramFile &program, const Arguments &arguments, Call &call)
{
    const wasm::Module &module = *program.module;
    const auto name = arguments.value("--invoke");
    if (!name) {
        call.isProgram = true;
        for (const char *entry : {"_start", "main"})
            if (!call.callee)
                call.callee = exportedFunction(module, entry);
        if (!call.callee)
            return program.file.name + " exports neither _start nor main; name a function with --invoke" +
                   suggestion(module, "main");
        for (const wasm::ValType &type : module.funcType(call.callee->index).params)
            call.arguments.push_back(Value::zero(type));
        return std::nullopt;
    }
    call.callee = exportedFunction(module, *name);
    if (!call.callee)
        return program.file.name + " exports no function \"" + *name + "\"" + suggestion(module, *name);
    const std::vector<wasm::ValType> &types = module.funcType(call.callee->index).params;
    const std::string signature = *name + " has type " + toString(module.funcType(call.callee->index));
    if (types.size() != arguments.rest.size())
        return signature + " and cannot take " + std::to_string(arguments.rest.size()) +
               (arguments.rest.size() == 1 ? " argument" : " arguments");
    for (size_t i = 0; i < types.size(); ++i) {
        const auto value = exec::parseValue(arguments.rest[i], types[i]);
        if (!value)
            return signature + ": \"" + arguments.rest[i] + "\" is no " + toString(types[i]);
        call.arguments.push_back(*value);
    }
    return std::nullopt;
}

/// Prints the stack, its middle left out when it is deep.
void tellStack(const ProgramFile &program, const session::Snapshot &snapshot)
{
    constexpr size_t inner = 20, outer = 5;
    const size_t held = snapshot.frames.size();
    for (size_t i = 0; i < held; ++i) {
        if (i == inner && held > inner + outer) {
            i = held - outer;
            std::fprintf(stderr, "  … %llu more\n", static_cast<unsigned long long>(snapshot.depth - inner - outer));
        }
        const session::FrameInfo &frame = snapshot.frames[i];
        std::fprintf(stderr, "  at %s (%s)\n", frame.functionName.c_str(), program.placeOf(frame.offset).c_str());
    }
}

int tellTrap(const ProgramFile &program, const session::Snapshot &snapshot)
{
    std::fprintf(stderr, "wglass: trap: %s\n%s\n", std::string(specMessage(snapshot.trap->kind)).c_str(),
                 snapshot.sentence.c_str());
    tellStack(program, snapshot);
    return int(Status::Trap);
}

int tellLimit(const ProgramFile &program, const session::Snapshot &snapshot, const std::string &limit)
{
    std::fprintf(stderr, "wglass: ended after %s has it\n", limit.c_str());
    tellStack(program, snapshot);
    return int(Status::TimedOut);
}

int tellResults(const Call &call, const std::vector<Value> &results)
{
    if (call.isProgram && results.size() == 1 && results[0].type == wasm::I32)
        return results[0].asI32() & 0xff;
    for (const Value &result : results)
        std::printf("%s\n", toString(result).c_str());
    return int(Status::Success);
}

void tellImports(const ProgramFile &program)
{
    for (const wasm::Import &import : program.module->imports) {
        if (import.kind != wasm::ExternKind::Func || wasi::provides(*program.module, import))
            continue;
        const auto misfit = wasi::misfit(*program.module, import);
        std::fprintf(stderr, "wglass: %s %s has no host: it is answered by zero%s\n", debug::path(import).c_str(),
                     toString(program.module->funcType(import.index)).c_str(), misfit ? ("; " + *misfit).c_str() : "");
    }
}

/// A sandbox around a program that asks for nothing of it is a misunderstanding.
void tellUnusedSandbox(std::string_view verb, const ProgramFile &program, const Arguments &arguments)
{
    const std::vector<wasm::Import> &imports = program.module->imports;
    const auto option = usedSandboxOption(verb, arguments);
    if (option && std::none_of(imports.begin(), imports.end(),
                               [&](const wasm::Import &import) { return wasi::provides(*program.module, import); }))
        std::fprintf(stderr, "wglass: %s imports nothing of WASI, so %s does nothing\n", program.file.name.c_str(),
                     std::string(*option).c_str());
}

/// The answer to what was asked of the session last, whatever comes before it.
std::shared_ptr<const profile::Profile> takeProfile(Waiting &waiting, bool counted)
{
    counted ? waiting.session.stopCounting() : waiting.session.stopSampling();
    for (;;) {
        const session::Event event = *waiting.next();
        if (const auto *profiled = std::get_if<session::Profiled>(&event))
            return profiled->profile;
    }
}

int tellStop(const ProgramFile &program, const Call &call, const session::Snapshot &snapshot)
{
    if (snapshot.reason == session::StopReason::Trap)
        return tellTrap(program, snapshot);
    if (snapshot.reason == session::StopReason::Exited)
        return snapshot.exitCode & 0xff;
    if (snapshot.reason == session::StopReason::Stopped)
        return int(Status::Interrupted);
    return tellResults(call, snapshot.results);
}

} // namespace

std::optional<Invocation> readInvocation(std::string_view verb, const Arguments &arguments, int &status)
{
    const auto refused = [&](const std::string &sentence) {
        status = refuseUsage(verb, sentence);
        return std::nullopt;
    };
    Invocation made;
    std::string error;
    const wasm::FeatureSet without = withoutOption(arguments, error);
    if (!error.empty())
        return refused(error);
    made.program = openProgram(arguments.operands[0], {}, without);
    report(made.program.findings);
    if (!made.program) {
        status = int(Status::WrongFile);
        return std::nullopt;
    }
    if (auto sentence = resolve(made.program, arguments, made.call)) {
        std::fprintf(stderr, "wglass: %s\n", sentence->c_str()); // the options are right
        status = int(Status::WrongUsage);
        return std::nullopt;
    }
    auto sandbox = std::make_shared<wasi::Sandbox>();
    if (auto sentence = readSandbox(verb, arguments, arguments.operands[0], *sandbox))
        return refused(*sentence);
    made.sandbox = std::move(sandbox);
    if (auto sentence = readLimits(arguments, made.limits))
        return refused(*sentence);
    tellImports(made.program);
    tellUnusedSandbox(verb, made.program, arguments);
    return made;
}

int perform(const Invocation &invocation, Profiling *profiling)
{
    const auto &[program, call, sandbox, limits] = invocation;
    std::optional<InterruptsWait> interruptsWait;
    if (profiling)
        interruptsWait.emplace();
    Waiting waiting(limits.engine);
    std::optional<InterruptStops> interruptStops;
    if (profiling) {
        interruptStops.emplace(waiting.session);
        profiling->count ? waiting.session.startCounting() : waiting.session.startSampling(profiling->options);
    }
    session::Program loaded{program.module, program.names, {}, 1};
    loaded.sandbox = sandbox;
    loaded.initialize = !call.isProgram && call.callee->name != "_initialize";
    loaded.logImports = false;
    loaded.instructions = limits.instructions;
    waiting.session.load(std::move(loaded));
    waiting.session.invoke(call.callee->name, call.arguments);
    std::optional<Waiting::Time> end;
    if (limits.time)
        end = std::chrono::steady_clock::now() + *limits.time;
    bool late = false;
    for (;;) {
        const auto next = waiting.next(late ? std::nullopt : end);
        if (!next) {
            late = true;
            waiting.session.pause();
            continue;
        }
        const session::Event &event = *next;
        if (auto *failed = std::get_if<session::LoadFailed>(&event)) {
            report({fileFinding(program.file.name, failed->message)});
            return int(failed->trapped ? Status::Trap : Status::WrongFile);
        }
        if (auto *refused = std::get_if<session::Refused>(&event)) {
            std::fprintf(stderr, "wglass: %s\n", refused->message.c_str());
            return int(Status::WrongUsage);
        }
        if (auto *ready = std::get_if<session::Loaded>(&event))
            for (const std::string &note : ready->notes)
                std::fprintf(stderr, "wglass: %s\n", note.c_str());
        auto *stopped = std::get_if<session::Stopped>(&event);
        if (!stopped)
            continue;
        if (profiling)
            profiling->profile = takeProfile(waiting, profiling->count);
        if (late && stopped->snapshot->reason == session::StopReason::Pause)
            return tellLimit(program, *stopped->snapshot,
                             toString(Value::f64(double(limits.time->count()) / 1000)) + " s, as --timeout");
        if (stopped->snapshot->reason == session::StopReason::Limit)
            return tellLimit(program, *stopped->snapshot,
                             std::to_string(*limits.instructions) + " instructions, as --max-instructions");
        return tellStop(program, call, *stopped->snapshot);
    }
}

int run(const Arguments &arguments)
{
    int status = 0;
    const auto invocation = readInvocation("run", arguments, status);
    return invocation ? perform(*invocation) : status;
}

} // namespace watchglass::cli
