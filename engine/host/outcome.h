// SPDX-License-Identifier: Apache-2.0
/// How a call of a guest ended.
#pragma once

#include "engine/exec/trap.h"
#include "engine/host/provider.h"

namespace watchglass::host {

struct Outcome {
    Answer answer;                         ///< what the caller gets
    std::optional<int32_t> returned;       ///< by __guest_call; nothing when it did not return
    std::optional<std::string> guestError; ///< what the guest gave as its error, also beside an answer or a trap
    std::optional<exec::Trap> trap;
    std::vector<std::string> stack; ///< where it trapped or was stopped, innermost first: "$spin (0x4f)"
    /// What the first link said that was not there when the guest needed it; empty when there was none.
    std::string unavailable;
    Failure unavailableAs = Failure::Unavailable; ///< or Busy
    /// False: the guest ended by a trap, a stop or its own wish, in the middle of what it did. Another one has to be
    /// made.
    bool usable = true;
    std::chrono::nanoseconds duration{};
    std::optional<uint64_t> instructions; ///< when they were limited
};

} // namespace watchglass::host
