// SPDX-License-Identifier: Apache-2.0
#include "engine/host/wapc_functions.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "engine/host/call_place.h"
#include "engine/host/script_string.h"

namespace watchglass::host {

namespace {

using exec::HostCall;
using exec::HostResult;
using exec::Value;

/// One call of one of the functions: its arguments, and the guest's memory behind them.
class Asked
{
public:
    Asked(Conversation &conversation, std::string_view function, HostCall &call)
        : talk(conversation), name(function), m_call(call)
    {
    }

    Conversation &talk;
    const std::string_view name;

    uint32_t number(size_t index) const { return uint32_t(m_call.arguments[index].bits[0]); }
    size_t count() const { return m_call.arguments.size(); }
    exec::Interrupt *interrupt() const { return m_call.interrupt; }
    bool failed() const { return m_failed; }

    /// The bytes that two arguments, an address and a length, say. Out of bounds ends the guest.
    Bytes bytes(size_t index)
    {
        const uint64_t address = number(index), length = number(index + 1);
        if (!inside(address, length, "gives"))
            return {};
        Bytes read(length);
        if (length > 0)
            talk.memory->read(address, read);
        return read;
    }
    std::string text(size_t index)
    {
        const Bytes read = bytes(index);
        return {read.begin(), read.end()};
    }
    bool write(uint64_t address, std::span<const uint8_t> bytes)
    {
        if (!inside(address, bytes.size(), "wants"))
            return false;
        if (!bytes.empty())
            talk.memory->write(address, bytes);
        return true;
    }
    HostResult trap(std::string sentence)
    {
        m_failed = true;
        return {HostResult::Kind::Trap, std::move(sentence), 0};
    }
    HostResult done() { return m_failed ? HostResult{HostResult::Kind::Trap, m_sentence, 0} : HostResult{}; }
    HostResult done(uint32_t result)
    {
        m_call.results = {Value::i32(int32_t(result))};
        return done();
    }

private:
    bool inside(uint64_t address, uint64_t length, const char *verb)
    {
        const uint64_t size = talk.memory ? talk.memory->size() : 0;
        if (address + length <= size)
            return true;
        char where[160];
        std::snprintf(where, sizeof where, " %s %llu bytes at 0x%llx, but the guest's memory ends at 0x%llx", verb,
                      static_cast<unsigned long long>(length), static_cast<unsigned long long>(address),
                      static_cast<unsigned long long>(size));
        if (!m_failed)
            m_sentence = std::string(name) + where;
        m_failed = true;
        return false;
    }

    HostCall &m_call;
    bool m_failed = false;
    std::string m_sentence;
};

/// As JSON has it, so that a line stays one.
std::string quoted(std::string_view text)
{
    std::string made = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            made += '\\';
        if (c == '\n')
            made += "\\n";
        else if (uint8_t(c) < 0x20)
            made += "\\u00" + toHex(std::array{uint8_t(c)});
        else
            made += c;
    }
    return made + '"';
}

void tell(Asked &asked, const std::string &arguments)
{
    if (asked.talk.trace)
        asked.talk.trace(std::string(asked.name) + "(" + arguments + ")");
}

HostResult guestRequest(Asked &asked)
{
    Conversation &talk = asked.talk;
    tell(asked, "");
    const std::span operation(reinterpret_cast<const uint8_t *>(talk.operation.data()), talk.operation.size());
    if (asked.write(asked.number(0), operation))
        talk.writes.push_back({asked.number(0), operation.size(), "__guest_request"});
    if (asked.write(asked.number(1), talk.payload))
        talk.writes.push_back({asked.number(1), talk.payload.size(), "__guest_request"});
    return asked.done();
}

HostResult guestResponse(Asked &asked)
{
    tell(asked, std::to_string(asked.number(1)));
    Bytes response = asked.bytes(0);
    if (!asked.failed())
        asked.talk.response = std::move(response);
    return asked.done();
}

HostResult guestError(Asked &asked)
{
    std::string error = asked.text(0);
    if (asked.talk.trace)
        tell(asked, quoted(error));
    if (!asked.failed())
        asked.talk.guestError = std::move(error);
    return asked.done();
}

HostResult consoleLog(Asked &asked)
{
    std::string line = asked.text(0);
    if (asked.talk.trace)
        tell(asked, quoted(line));
    if (!asked.failed() && asked.talk.console)
        asked.talk.console({ConsoleLine::Source::Log, std::move(line)});
    return asked.done();
}

/// Where the guest says who it calls: the older ones have no binding, the oldest no namespace either.
struct Spoken {
    std::string binding, capability, operation;
    Bytes payload;
};
Spoken spokenBy(Asked &asked)
{
    Spoken made;
    size_t at = 0;
    if (asked.count() >= 8) {
        made.binding = asked.text(at);
        at += 2;
    }
    if (asked.count() >= 6) {
        made.capability = asked.text(at);
        at += 2;
    }
    made.operation = asked.text(at);
    made.payload = asked.bytes(at + 2);
    return made;
}

void record(Conversation &talk, const Spoken &spoken, uint64_t id, const Answer &answer,
            std::chrono::system_clock::time_point begun, std::chrono::nanoseconds duration)
{
    CallRecord made;
    made.kind = CallRecord::Kind::FromActor;
    made.id = id;
    made.cause = talk.id;
    made.actor = talk.actor;
    if (const CallPlace *place = CallPlace::current())
        made.peer = place->peer;
    made.binding = spoken.binding;
    made.capability = spoken.capability;
    made.operation = spoken.operation;
    made.payload = spoken.payload;
    made.reply = answer.bytes;
    made.failure = answer.failure;
    made.error = answer.error;
    made.begun = begun;
    made.duration = duration;
    talk.hostCall = std::move(made);
}

HostResult hostCall(Asked &asked)
{
    Conversation &talk = asked.talk;
    const Spoken spoken = spokenBy(asked);
    if (asked.failed())
        return asked.done();
    if (talk.trace)
        tell(asked, quoted(spoken.binding) + "," + quoted(spoken.capability) + "," + quoted(spoken.operation) + "," +
                        toHex(spoken.payload));
    talk.flushHostCall();
    talk.hostResponse.clear();
    talk.hostError.clear();
    const uint64_t id = talk.nextId ? talk.nextId() : 0;
    const Call call{talk.actor, spoken.binding, spoken.capability, spoken.operation, spoken.payload, talk.deadline, id};
    const auto begun = std::chrono::system_clock::now();
    const auto start = std::chrono::steady_clock::now();
    Answer answer =
        talk.answer ? talk.answer(call, asked.interrupt()) : Answer::unavailable("nothing is linked to this guest");
    if (talk.record)
        record(talk, spoken, id, answer, begun, std::chrono::steady_clock::now() - start);
    if (answer.failure == Failure::Trap)
        return asked.trap(std::move(answer.error));
    if (answer.ok()) {
        talk.hostResponse = std::move(answer.bytes);
        return asked.done(1);
    }
    if (answer.failure != Failure::Refused && talk.unavailable.empty()) {
        talk.unavailable = answer.error;
        talk.unavailableAs = answer.failure == Failure::Busy ? Failure::Busy : Failure::Unavailable;
    }
    talk.hostError = std::move(answer.error);
    return asked.done(0);
}

HostResult hostResponseLength(Asked &asked)
{
    tell(asked, "");
    return asked.done(uint32_t(asked.talk.hostResponse.size()));
}

HostResult hostErrorLength(Asked &asked)
{
    tell(asked, "");
    return asked.done(uint32_t(asked.talk.hostError.size()));
}

HostResult give(Asked &asked, std::span<const uint8_t> bytes)
{
    tell(asked, "");
    if (asked.write(asked.number(0), bytes) && asked.talk.hostCall)
        asked.talk.hostCall->writes.push_back({asked.number(0), bytes.size(), std::string(asked.name)});
    return asked.done();
}

HostResult hostResponse(Asked &asked)
{
    return give(asked, asked.talk.hostResponse);
}

HostResult hostError(Asked &asked)
{
    const std::string &error = asked.talk.hostError;
    return give(asked, {reinterpret_cast<const uint8_t *>(error.data()), error.size()});
}

HostResult abortScript(Asked &asked)
{
    const auto text = [&](size_t index) {
        return asked.talk.memory ? scriptString(*asked.talk.memory, asked.number(index)) : std::string();
    };
    const std::string message = text(0), file = text(1);
    tell(asked, quoted(message) + "," + quoted(file) + "," + std::to_string(asked.number(2)) + "," +
                    std::to_string(asked.number(3)));
    std::string sentence = "the guest aborted" + (message.empty() ? "" : ": " + message);
    if (!file.empty())
        sentence += " (" + file + ":" + std::to_string(asked.number(2)) + ":" + std::to_string(asked.number(3)) + ")";
    return asked.trap(std::move(sentence));
}

struct Row {
    std::string_view name;
    uint32_t parameters; ///< all i32; of __host_call as the era has it
    bool result;         ///< i32
    HostResult (*function)(Asked &);
};
constexpr Row table[] = {
    {"__guest_request", 2, false, guestRequest},
    {"__guest_response", 2, false, guestResponse},
    {"__guest_error", 2, false, guestError},
    {"__host_call", 8, true, hostCall},
    {"__host_response_len", 0, true, hostResponseLength},
    {"__host_response", 1, false, hostResponse},
    {"__host_error_len", 0, true, hostErrorLength},
    {"__host_error", 1, false, hostError},
    {"__console_log", 2, false, consoleLog},
};
constexpr Row abortRow = {"abort", 4, false, abortScript};

const Row *find(const wasm::Import &import)
{
    if (import.module == "env" && import.name == "abort")
        return &abortRow;
    if (import.module != "wapc" && import.module != "wasmbus" && import.module != "env")
        return nullptr;
    const auto found =
        std::find_if(std::begin(table), std::end(table), [&](const Row &row) { return row.name == import.name; });
    return found == std::end(table) ? nullptr : &*found;
}

wasm::FuncType typeOf(const Row &row, uint32_t parameters)
{
    wasm::FuncType type;
    type.params.assign(parameters, wasm::I32);
    if (row.result)
        type.results.push_back(wasm::I32);
    return type;
}

bool fits(const Row &row, const wasm::FuncType &type)
{
    if (row.function != hostCall)
        return type == typeOf(row, row.parameters);
    return type == typeOf(row, 4) || type == typeOf(row, 6) || type == typeOf(row, 8);
}

} // namespace

void Conversation::begin(uint64_t callId, std::string_view op, std::span<const uint8_t> bytes, Deadline until)
{
    id = callId;
    operation = op;
    payload = bytes;
    deadline = until;
    response.reset();
    guestError.reset();
    hostResponse.clear();
    hostError.clear();
    unavailable.clear();
    writes.clear();
    hostCall.reset();
}

void Conversation::flushHostCall()
{
    if (hostCall && record)
        record(std::move(*hostCall));
    hostCall.reset();
}

bool providesWapc(const wasm::Module &module, const wasm::Import &import)
{
    const Row *row = import.kind == wasm::ExternKind::Func ? find(import) : nullptr;
    return row && fits(*row, module.funcType(import.index));
}

std::optional<std::string> wapcMisfit(const wasm::Module &module, const wasm::Import &import)
{
    const bool ours = import.module == "wapc" || import.module == "wasmbus";
    const Row *row = find(import);
    if (providesWapc(module, import) || (!ours && !row) || (import.module == "env" && import.name == "abort"))
        return std::nullopt;
    if (!row)
        return "it imports " + pathOf(import) + ", but waPC has no such function";
    if (import.kind != wasm::ExternKind::Func)
        return "it imports " + pathOf(import) + ", which in waPC is a function, as something else";
    const std::string wanted = row->function == hostCall ? "4, 6 or 8 times i32 and a result i32"
                                                         : "type " + toString(typeOf(*row, row->parameters));
    return "it imports " + pathOf(import) + " with type " + toString(module.funcType(import.index)) +
           ", but in waPC it has " + wanted;
}

std::shared_ptr<exec::Function> linkWapc(const wasm::Module &module, const wasm::Import &import,
                                         std::shared_ptr<Conversation> conversation)
{
    const Row *row = find(import);
    return exec::makeHostFunction(module.funcType(import.index), pathOf(import),
                                  [row, talk = std::move(conversation)](HostCall &call) {
                                      Asked asked(*talk, row->name, call);
                                      return row->function(asked);
                                  });
}

Era eraOf(const wasm::Module &module)
{
    for (const wasm::Import &import : module.imports)
        if (import.name == "__host_call" && providesWapc(module, import))
            switch (module.funcType(import.index).params.size()) {
            case 4:
                return Era::Operation;
            case 6:
                return Era::Namespace;
            default:
                return Era::Binding;
            }
    return Era::None;
}

} // namespace watchglass::host
