// SPDX-License-Identifier: Apache-2.0
/// What a capability provider implements, and all of ours that it includes. A provider is a shared library with a JSON
/// manifest beside it (manifest.h); the host loads a private copy of it and asks `watchglass_provider_v1` for an
/// object, which it then owns:
///
///     class Greeter : public watchglass::host::Provider { … };
///     WATCHGLASS_PROVIDER(Greeter)
///
/// The host may call a provider from many threads at once, also `call` while another `call` goes on. What throws, and
/// what does not come back in time, costs the caller an error; a provider that hangs is given up, never unloaded.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace watchglass::host {

using Bytes = std::vector<uint8_t>;
using Deadline = std::chrono::steady_clock::time_point; ///< nobody waits for an answer that comes later

/// Why there is no answer. Callers and circuit breakers tell these apart.
enum class Failure : uint8_t {
    None,
    Refused,     ///< the request makes no sense, or the other side does not want it; asking again will not help
    Unavailable, ///< a backend, a link or a target is not there now
    Busy,        ///< too much is waiting already; later it may go
    Deadline,    ///< it took too long and was given up
    Trap,        ///< guest code ended in a trap
};

struct Answer {
    Bytes bytes;
    Failure failure = Failure::None;
    std::string error; ///< a sentence for a person; callers see it as it is

    bool ok() const { return failure == Failure::None; }
    static Answer success(Bytes bytes) { return {std::move(bytes), Failure::None, {}}; }
    static Answer refused(std::string sentence) { return {{}, Failure::Refused, std::move(sentence)}; }
    static Answer unavailable(std::string sentence) { return {{}, Failure::Unavailable, std::move(sentence)}; }
};

/// A call that an actor makes. What it refers to is there until `Provider::call` returns.
struct Call {
    std::string_view actor;      ///< who calls
    std::string_view binding;    ///< name of the link: "default"; empty from guests that know none
    std::string_view capability; ///< namespace of the call: "wascc:keyvalue"
    std::string_view operation;  ///< "Add"
    std::span<const uint8_t> payload;
    Deadline deadline;
    uint64_t id = 0; ///< of this call in the host
};

/// A call that a provider makes: a request that came in, a message, a chunk.
struct ActorCall {
    std::string actor;
    std::string operation; ///< "HandleRequest"
    Bytes payload;
    std::optional<Deadline> deadline; ///< missing: as the host has it for the actor
    /// The `Call::id` on whose behalf, so that an actor that is reached through itself does not wait for itself. Needed
    /// only where the call is not made from within `Provider::call`.
    uint64_t cause = 0;
};

/// How one link of the host does.
struct LinkHealth {
    std::string actor, capability, binding;
    bool ok = true;
    std::string sentence;
};

/// What the host does for a provider. It may be used until the provider's destructor returns, by any thread.
class Services
{
public:
    virtual ~Services() = default;
    /// Returns at once; `done` comes exactly once, on a thread of the host, and must not take long.
    virtual void callActor(ActorCall call, std::function<void(Answer)> done) = 0;
    /// A line for the host's log.
    virtual void log(std::string_view line) = 0;
    /// Every link of the host.
    virtual std::vector<LinkHealth> health() = 0;
};

/// A link to an actor. The host keeps it, and gives it to whichever provider comes next.
struct Binding {
    std::string actor;
    std::string capability;                    ///< the link's: one of the manifest
    std::string name;                          ///< "default"
    std::map<std::string, std::string> values; ///< settings of the manifest; those that are not given are missing
    int inherited = -1; ///< a descriptor that the provider before this one gave by `handOver`; now the provider's
};

struct Health {
    bool ok = true;
    std::string sentence; ///< why not, or how it is
};

// Plain imports ------------------------------------------------------------------------------------------------------
enum class Type : uint8_t { I32, I64, F32, F64 };
/// Bits of a wasm number; those of 32 bits in the low half.
struct Number {
    Type type = Type::I32;
    uint64_t bits = 0;
};

/// The guest's linear memory during a call. Sums of addresses and lengths cannot overflow; what is out of bounds is
/// refused.
class Memory
{
public:
    virtual ~Memory() = default;
    virtual uint64_t size() const = 0;
    /// Nothing when the range is not inside.
    virtual std::optional<std::span<const uint8_t>> read(uint64_t address, uint64_t length) const = 0;
    virtual bool write(uint64_t address, std::span<const uint8_t> bytes) = 0;
};

struct FunctionCall {
    std::string_view actor;
    std::string_view binding; ///< name of the link
    std::span<const Number> arguments;
    std::span<Number> results; ///< as many as the type has, zero at first
    Memory *memory = nullptr;  ///< null when the guest has none
    Deadline deadline;
};

/// A function that plain modules can import, as (import "env" "log" (func (param i32 i32))): the link chooses the name
/// of the module.
struct Function {
    std::string name;
    std::vector<Type> parameters, results;
    std::string help;
    /// Any thread, also several at once. A sentence traps the guest.
    std::function<std::optional<std::string>(FunctionCall &)> call;
};

// Content that moves to the next provider
// ------------------------------------------------------------------------------
struct Entry {
    std::string actor, binding; ///< whose; empty when all share it
    std::string key;
    enum class Kind : uint8_t { Value, List, Set } kind = Kind::Value;
    std::vector<Bytes> values;                                ///< of a Value exactly one
    std::optional<std::chrono::milliseconds> timeToLive = {}; ///< missing: for ever
};

class Provider
{
public:
    virtual ~Provider() = default;

    /// Comes once, before anything else. A sentence: it cannot work.
    virtual std::optional<std::string> start(Services &services) = 0;
    virtual Answer call(const Call &call) = 0;

    /// Before the first call of a link. A sentence: these values will not do, and the link does not exist. Values of a
    /// link that is bound already replace those it has.
    virtual std::optional<std::string> bind(const Binding &binding) = 0;
    virtual void unbind(std::string_view actor, std::string_view binding) = 0;
    /// Asked about every second; must not wait for a backend that is not there.
    virtual Health health() { return {}; }

    /// For plain imports. Does not change after `start`.
    virtual std::vector<Function> functions() { return {}; }

    /// Stops to accept on the link, goes on with what it accepted, and gives away the descriptor it listens on; -1 when
    /// it has none.
    virtual int handOver(std::string_view actor, std::string_view binding)
    {
        (void)actor, (void)binding;
        return -1;
    }
    /// Where a link is reached from outside, as "http://127.0.0.1:8080"; empty when nowhere.
    virtual std::string place(std::string_view actor, std::string_view binding)
    {
        (void)actor, (void)binding;
        return {};
    }
    /// Gives all entries, while no calls come; ends early when `take` answers false. A sentence: why it cannot.
    virtual std::optional<std::string> copyOut(const std::function<bool(const Entry &)> &take)
    {
        (void)take;
        return "this provider has no content that could be copied";
    }
    virtual std::optional<std::string> copyIn(const Entry &entry)
    {
        (void)entry;
        return "this provider cannot take over content";
    }
};

} // namespace watchglass::host

extern "C" watchglass::host::Provider *watchglass_provider_v1();

/// The entry point of a library whose provider is this class.
#define WATCHGLASS_PROVIDER(Class)                                                                                     \
    extern "C" __attribute__((visibility("default"))) watchglass::host::Provider *watchglass_provider_v1()             \
    {                                                                                                                  \
        return new Class;                                                                                              \
    }
