// SPDX-License-Identifier: Apache-2.0
/// Faults on purpose. Whether the n-th call of a link meets one follows from the seed and n alone, so a run can be made
/// again.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchglass::host {

struct Fault {
    enum class Kind : uint8_t {
        Delay,     ///< the call is made, `delay` ± `jitter` later
        Error,     ///< is not made; fails with `sentence`; a plain import traps, since it has no way to fail
        Trap,      ///< is not made; the guest traps with `sentence`
        Drop,      ///< is not made, and no answer comes: the caller waits for its deadline
        Truncate,  ///< is made; the second half of the answer is missing; results of a plain import are zero
        WrongType, ///< is made; the answer is bytes that fit no contract; results of a plain import are all ones
    } kind = Kind::Error;
    double rate = 1;    ///< share of the calls, from 0 to 1
    uint32_t every = 0; ///< instead of `rate`: each n-th call, the n-th first; 0 = by rate
    uint32_t burst = 1; ///< how many calls in a row, once it comes
    std::chrono::milliseconds delay{0}, jitter{0};
    std::string sentence = "a fault was asked for";
    uint64_t seed = 1;

    bool operator==(const Fault &) const = default;
};
std::string_view nameOf(Fault::Kind kind); ///< "delay", "wrong-type"

/// Whether call `number`, counted from 1, meets the fault.
bool meets(const Fault &fault, uint64_t number);
/// How long call `number` is delayed.
std::chrono::microseconds delayOf(const Fault &fault, uint64_t number);

} // namespace watchglass::host
