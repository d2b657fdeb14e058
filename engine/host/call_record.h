// SPDX-License-Identifier: Apache-2.0
/// What one call was: of an actor by the host, of the host by an actor, of an imported function. Made once, when the
/// call is over, and never changed.
#pragma once

#include "engine/host/provider.h"

namespace watchglass::host {

/// Bytes that the host wrote into guest memory.
struct GuestWrite {
    uint64_t address = 0, length = 0;
    std::string wish; ///< the function by which the guest asked for it: "__guest_request"
};

struct CallRecord {
    enum class Kind : uint8_t {
        ToActor,   ///< `operation` of an actor was called
        FromActor, ///< an actor called a capability
        Function,  ///< a module called an imported function: `operation` is "env.log"
    } kind = Kind::ToActor;
    uint64_t id = 0;
    uint64_t cause = 0; ///< the call within which it was made; 0 when it came from outside
    std::string actor;  ///< who was called, or who calls
    std::string peer;   ///< who called it, or what answered: a provider, "scripted", "unbound"; empty from outside
    std::string binding, capability, operation; ///< as the guest said them
    Bytes payload, reply;                       ///< of a Function the values as text: "4, 2.5"
    Failure failure = Failure::None;
    std::string error;
    std::vector<GuestWrite> writes;
    std::chrono::system_clock::time_point begun;
    std::chrono::nanoseconds duration{};
};

/// "refused", "unavailable", "busy", "deadline", "trap"; "ok" for none.
std::string_view nameOf(Failure failure);
std::string toHex(std::span<const uint8_t> bytes);

} // namespace watchglass::host
