// SPDX-License-Identifier: Apache-2.0
#include "engine/host/guest.h"

#include <cstdio>
#include <mutex>

#include "engine/exec/machine.h"
#include "engine/wasi/wasi.h"

namespace watchglass::host {

namespace {

constexpr size_t mostFrames = 30;

std::string hex(uint64_t number)
{
    char text[24];
    std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(number));
    return text;
}

std::shared_ptr<exec::Function> refusing(const wasm::Module &module, const wasm::Import &import)
{
    return exec::makeHostFunction(module, module.functions[import.index].type, pathOf(import),
                                  [sentence = pathOf(import) + " has no host"](exec::HostCall &) {
                                      return exec::HostResult{exec::HostResult::Kind::Trap, sentence, 0};
                                  });
}

} // namespace

struct Guest::Impl {
    /// How a run of one function ended.
    struct Ended {
        exec::Stop stop;
        std::vector<std::string> stack;
        std::string stopped; ///< why it was stopped; empty when it was not
        std::optional<uint64_t> instructions;
    };

    Impl(std::shared_ptr<const ActorModule> actor, const GuestSettings &given)
        : module(std::move(actor)), settings(given), machine(given.limits), talk(std::make_shared<Conversation>())
    {
        talk->actor = settings.actor;
        talk->answer = settings.answer;
        talk->nextId = settings.nextId;
        talk->console = settings.console;
        talk->record = settings.record;
        talk->trace = settings.trace;
        if (settings.instructions)
            machine.setCounting(true);
    }

    std::optional<std::string> openSandbox();
    exec::Extern externFor(const wasm::Import &import);
    std::optional<std::string> instantiate();
    std::optional<std::string> initialise(const std::string &who, uint32_t function, Deadline deadline,
                                          std::vector<std::string> &stack);
    Ended run(const std::shared_ptr<exec::Function> &function, std::span<const exec::Value> arguments,
              Deadline deadline);
    void stopWith(std::string &reason, std::string sentence);
    std::string stopReason();
    std::vector<std::string> stack() const;
    Outcome outcomeOf(Ended ended);

    std::shared_ptr<const ActorModule> module;
    GuestSettings settings;
    std::unique_ptr<wasi::Wasi> wasi;
    std::shared_ptr<exec::Instance> instance;
    std::shared_ptr<exec::Function> entry;
    exec::Machine machine;
    std::shared_ptr<Conversation> talk;
    bool usable = true;

    std::mutex mutex; ///< of what other threads stop it with
    bool running = false;
    std::string why, late; ///< it is to stop: somebody wants it, its time is over; empty: it is not
};

// Setting up ---------------------------------------------------------------------------------------------------------

std::optional<std::string> Guest::Impl::openSandbox()
{
    wasi::Sandbox sandbox = settings.sandbox;
    for (const auto source : {ConsoleLine::Source::Output, ConsoleLine::Source::Error})
        if (auto &stream = source == ConsoleLine::Source::Output ? sandbox.output : sandbox.error; !stream)
            stream = wasi::callbackStream([console = settings.console, source](std::string_view bytes) {
                if (console)
                    console({source, std::string(bytes)});
            });
    if (settings.trace)
        sandbox.observe = [trace = settings.trace](const wasi::CallRecord &call) { trace(toString(call)); };
    wasi::Wasi::Opened opened = wasi::Wasi::open(std::move(sandbox));
    wasi = std::move(opened.wasi);
    return wasi ? std::nullopt : std::optional(opened.error);
}

exec::Extern Guest::Impl::externFor(const wasm::Import &import)
{
    const wasm::Module &parts = *module->module;
    if (import.kind == wasm::ExternKind::Memory) // nobody shares it; the module could as well have its own
        if (auto memory = exec::Memory::create(parts.memories[import.index].type, settings.limits.memoryPages))
            return memory;
    if (import.kind != wasm::ExternKind::Func)
        return std::monostate{};
    if (settings.plain)
        if (auto function = settings.plain(parts, import))
            return function;
    if (providesWapc(parts, import))
        return linkWapc(parts, import, talk);
    if (const auto known = wasiImport(parts, import); known && wasi::provides(parts, *known))
        return wasi->link(*known);
    return refusing(parts, import);
}

std::optional<std::string> Guest::Impl::instantiate()
{
    if (auto problem = openSandbox())
        return problem;
    std::vector<exec::Extern> imports;
    for (const wasm::Import &import : module->module->imports)
        imports.push_back(externFor(import));
    exec::InstantiateResult made = exec::instantiate(module->module, std::move(imports), settings.limits);
    if (made.problem)
        return made.problem->message;
    if (made.trap)
        return made.trap->message;
    instance = std::move(made.instance);
    instance->names = module->names;
    const wasm::Export *memory = module->module->findExport("memory");
    if (memory && memory->kind == wasm::ExternKind::Memory)
        talk->memory = instance->memories[memory->index];
    else if (!instance->memories.empty())
        talk->memory = instance->memories[0];
    entry = instance->functions[module->module->findExport("__guest_call")->index];
    return std::nullopt;
}

/// The end of the program in the middle of this is no failure: that is how some leave their _start.
std::optional<std::string> Guest::Impl::initialise(const std::string &who, uint32_t function, Deadline deadline,
                                                   std::vector<std::string> &stackThen)
{
    talk->begin(settings.nextId ? settings.nextId() : 0, {}, {}, deadline);
    Ended ended = run(instance->functions[function], {}, deadline);
    talk->flushHostCall();
    const exec::Stop &stop = ended.stop;
    if (stop.kind == exec::StopKind::Finished || (stop.kind == exec::StopKind::Exited && stop.exitCode == 0))
        return std::nullopt;
    stackThen = std::move(ended.stack);
    if (stop.kind == exec::StopKind::Exited)
        return who + " ended with exit status " + std::to_string(stop.exitCode);
    return who + (stop.trap ? " trapped: " + stop.trap->message : " was stopped: " + ended.stopped);
}

Guest::Made Guest::make(std::shared_ptr<const ActorModule> module, const GuestSettings &settings, Deadline deadline)
{
    auto impl = std::make_unique<Impl>(std::move(module), settings);
    const std::string name = impl->module->name;
    if (const auto problem = impl->instantiate())
        return {nullptr, name + " cannot be set up: " + *problem, {}};
    const wasm::Module &parts = *impl->module->module;
    std::vector<std::pair<std::string, uint32_t>> first;
    if (parts.start)
        first.emplace_back("its start function", *parts.start);
    for (const std::string &initialiser : impl->module->initialisers)
        first.emplace_back(initialiser, parts.findExport(initialiser)->index);
    std::vector<std::string> stack;
    for (const auto &[who, function] : first)
        if (const auto problem = impl->initialise(who, function, deadline, stack))
            return {nullptr, name + " cannot be set up: " + *problem, std::move(stack)};
    return {std::unique_ptr<Guest>(new Guest(std::move(impl))), {}, {}};
}

Guest::Guest(std::unique_ptr<Impl> impl) : m(std::move(impl)) {}
Guest::~Guest() = default;

// Running ------------------------------------------------------------------------------------------------------------

/// Any thread.
void Guest::Impl::stopWith(std::string &reason, std::string sentence)
{
    const std::lock_guard lock(mutex);
    if (reason.empty())
        reason = std::move(sentence);
    if (running)
        machine.requestPause(); // not cancelled: where it was is worth to be told
}

std::string Guest::Impl::stopReason()
{
    const std::lock_guard lock(mutex);
    return why.empty() ? late : why;
}

std::vector<std::string> Guest::Impl::stack() const
{
    std::vector<std::string> names;
    for (size_t i = 0; i < std::min(machine.depth(), mostFrames); ++i) {
        const exec::Place place = machine.place(i);
        if (place.instance)
            names.push_back(place.instance->functionName(place.function) + " (" + hex(place.offset) + ")");
    }
    return names;
}

Guest::Impl::Ended Guest::Impl::run(const std::shared_ptr<exec::Function> &function,
                                    std::span<const exec::Value> arguments, Deadline deadline)
{
    const auto allowed =
        deadline == Deadline::max() ? Deadline::duration::max() : deadline - std::chrono::steady_clock::now();
    Ended ended;
    machine.start(function, arguments);
    const uint64_t before = machine.instructions();
    if (settings.instructions)
        machine.setInstructionLimit(before + *settings.instructions);
    {
        const std::lock_guard lock(mutex); // from here on a wish to stop is heard
        running = true;
        late.clear();
        if (!why.empty())
            machine.requestPause();
    }
    {
        const Watch watch(*settings.watchdog, deadline, [this, allowed] {
            const auto ms = std::chrono::ceil<std::chrono::milliseconds>(allowed).count();
            stopWith(late, "it took longer than the " + std::to_string(std::max<int64_t>(0, ms)) + " ms it has");
        });
        do
            ended.stop = machine.run();
        while (ended.stop.kind == exec::StopKind::Paused && stopReason().empty());
    }
    {
        const std::lock_guard lock(mutex);
        running = false;
        if (ended.stop.kind == exec::StopKind::Paused)
            ended.stopped = why.empty() ? late : why;
    }
    if (ended.stop.kind == exec::StopKind::LimitReached)
        ended.stopped = "it took more than the " + std::to_string(*settings.instructions) + " instructions it has";
    if (machine.active())
        ended.stack = stack();
    if (settings.instructions)
        ended.instructions = machine.instructions() - before;
    machine.abandon();
    return ended;
}

namespace {

/// The table of the protocol's results, as wapc-rs has it: an answer counts even beside an error.
Answer resultOf(int32_t returned, Conversation &talk)
{
    if (returned == 0)
        return Answer::refused(talk.guestError.value_or("No error message set for call failure"));
    if (talk.response)
        return Answer::success(std::move(*talk.response));
    return Answer::refused(talk.guestError.value_or("No error message OR response set for call success"));
}

} // namespace

Outcome Guest::Impl::outcomeOf(Ended ended)
{
    Outcome made;
    made.unavailable = talk->unavailable;
    made.unavailableAs = talk->unavailableAs;
    made.guestError = talk->guestError;
    made.instructions = ended.instructions;
    made.stack = std::move(ended.stack);
    const exec::Stop &stop = ended.stop;
    const std::string name = module->name;
    if (stop.kind == exec::StopKind::Finished) {
        made.returned = stop.results[0].asI32();
        made.answer = resultOf(*made.returned, *talk);
        return made;
    }
    made.usable = false;
    const std::string place = made.stack.empty() ? "" : " in " + made.stack.front();
    if (stop.trap) {
        made.trap = stop.trap;
        made.answer = {{}, Failure::Trap, "the guest trapped" + place + ": " + stop.trap->message};
    } else if (stop.kind == exec::StopKind::Exited) {
        made.answer = {{}, Failure::Trap, "the guest ended itself with exit status " + std::to_string(stop.exitCode)};
    } else {
        made.answer = {{}, Failure::Deadline, "the guest was stopped" + place + ": " + ended.stopped};
    }
    if (made.guestError)
        made.answer.error = *made.guestError + "; then " + made.answer.error;
    return made;
}

Outcome Guest::call(const GuestCall &call)
{
    Conversation &talk = *m->talk;
    const auto start = std::chrono::steady_clock::now();
    const auto begun = talk.record ? std::chrono::system_clock::now() : std::chrono::system_clock::time_point();
    talk.begin(call.id, call.operation, call.payload, call.deadline);
    const exec::Value arguments[] = {exec::Value::i32(int32_t(call.operation.size())),
                                     exec::Value::i32(int32_t(call.payload.size()))};
    Outcome made = m->outcomeOf(m->run(m->entry, arguments, call.deadline));
    talk.flushHostCall();
    m->usable = made.usable;
    made.duration = std::chrono::steady_clock::now() - start;
    if (talk.record) {
        CallRecord record;
        record.id = call.id;
        record.cause = call.cause;
        record.actor = talk.actor;
        record.peer = std::string(call.from);
        record.operation = std::string(call.operation);
        record.payload.assign(call.payload.begin(), call.payload.end());
        record.reply = made.answer.bytes;
        record.failure = made.answer.failure;
        record.error = made.answer.error;
        record.writes = std::move(talk.writes);
        record.begun = begun;
        record.duration = made.duration;
        talk.record(std::move(record));
    }
    return made;
}

void Guest::kill(std::string why)
{
    m->stopWith(m->why, std::move(why));
}

void Guest::spare()
{
    const std::lock_guard lock(m->mutex);
    m->why.clear();
}

bool Guest::usable() const
{
    return m->usable;
}

} // namespace watchglass::host
