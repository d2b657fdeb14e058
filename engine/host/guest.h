// SPDX-License-Identifier: Apache-2.0
/// One instance of an actor module: takes one call at a time. After a trap or a stop in the middle of a call it is of
/// no use any more, since nobody knows what it left half done.
#pragma once

#include "engine/host/outcome.h"
#include "engine/host/wapc_functions.h"
#include "engine/host/watchdog.h"
#include "engine/wasi/sandbox.h"

namespace watchglass::host {

/// What a guest is given of the world. Shared by the instances of an actor.
struct GuestSettings {
    std::string actor; ///< how it is called in records
    HostCallHandler answer;
    /// Plain imports; null for those it does not serve, which trap when they are called. May be empty.
    std::function<std::shared_ptr<exec::Function>(const wasm::Module &, const wasm::Import &)> plain;
    wasi::Sandbox sandbox; ///< its outputs lead to `console` where they are left empty
    exec::Limits limits;
    std::optional<uint64_t> instructions; ///< the most that one call may take; missing = any number
    std::function<uint64_t()> nextId;     ///< numbers of calls
    std::function<void(ConsoleLine)> console;
    std::function<void(CallRecord)> record;
    std::function<void(std::string_view)> trace;
    std::shared_ptr<Watchdog> watchdog;
};

struct GuestCall {
    std::string_view operation;
    std::span<const uint8_t> payload;
    Deadline deadline = Deadline::max();
    uint64_t id = 0, cause = 0;
    std::string_view from = {}; ///< who calls, for the record
};

class Guest
{
public:
    struct Made {
        std::unique_ptr<Guest> guest; ///< null when it could not be set up
        std::string error;            ///< a sentence
        std::vector<std::string> stack;
    };
    /// Instantiates and initialises it, until `deadline`.
    static Made make(std::shared_ptr<const ActorModule> module, const GuestSettings &settings, Deadline deadline);
    ~Guest();
    Guest(const Guest &) = delete;

    Outcome call(const GuestCall &call);
    /// Any thread: ends the call that is under way, which fails with that sentence, or else the next one.
    void kill(std::string why);
    void spare(); ///< the next one is not ended for what was wished before
    bool usable() const;

private:
    struct Impl;
    explicit Guest(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m;
};

} // namespace watchglass::host
