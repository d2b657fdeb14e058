// SPDX-License-Identifier: Apache-2.0
/// The functions that a waPC guest may import, over the state of the call that is under way.
#pragma once

#include "engine/exec/instance.h"
#include "engine/host/actor_module.h"
#include "engine/host/call_record.h"

namespace watchglass::host {

/// Who answers the calls of a guest. `interrupt` rings when the guest is to stop: an answer that is waited for is then
/// to be given up. An answer with Failure::Trap traps the guest.
using HostCallHandler = std::function<Answer(const Call &call, exec::Interrupt *interrupt)>;

/// A line that a guest said.
struct ConsoleLine {
    enum class Source : uint8_t { Log, Output, Error } source = Source::Log; ///< __console_log; WASI's two streams
    std::string text; ///< of the streams: as it was written, perhaps not a whole line
};

/// What the guest and its host say to each other during one call. Used by the guest's thread.
struct Conversation {
    // Of the host, for as long as the guest lives.
    std::string actor;
    HostCallHandler answer;
    std::function<uint64_t()> nextId;
    std::function<void(ConsoleLine)> console; ///< may be empty
    std::function<void(CallRecord)> record;   ///< may be empty
    std::function<void(std::string_view call)>
        trace;                            ///< each function that is called, with its arguments; may be empty
    std::shared_ptr<exec::Memory> memory; ///< of the guest; null while it has none

    // Of one call.
    uint64_t id = 0;
    Deadline deadline = Deadline::max();
    std::string_view operation;
    std::span<const uint8_t> payload;
    std::optional<Bytes> response;
    std::optional<std::string> guestError;
    Bytes hostResponse;
    std::string hostError;
    std::string unavailable; ///< as in Outcome, as the next
    Failure unavailableAs = Failure::Unavailable;
    std::vector<GuestWrite> writes;
    std::optional<CallRecord> hostCall; ///< the last one, until its answer was fetched or another one comes

    void begin(uint64_t callId, std::string_view op, std::span<const uint8_t> bytes, Deadline until);
    void flushHostCall();
};

/// Whether the import is one of waPC's functions, under any of the names they were known by (wapc, wasmbus, and env,
/// for guests that do not say), or env.abort of AssemblyScript.
bool providesWapc(const wasm::Module &module, const wasm::Import &import);
/// Why an import that has such a name is not provided; nothing otherwise.
std::optional<std::string> wapcMisfit(const wasm::Module &module, const wasm::Import &import);
/// The host function for an import that is provided.
std::shared_ptr<exec::Function> linkWapc(const wasm::Module &module, const wasm::Import &import,
                                         std::shared_ptr<Conversation> conversation);
/// By the type of what it imports.
Era eraOf(const wasm::Module &module);

} // namespace watchglass::host
