// SPDX-License-Identifier: Apache-2.0
/// The time as a guest is told it.
#pragma once

#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

#include "engine/wasi/types.h"

namespace watchglass::wasi {

struct RealTime {
};
/// Stands still, and passes at once what a guest waits for: the same in every run.
struct FrozenTime {
    uint64_t realtime = 946'684'800'000'000'000; ///< nanoseconds since 1970; this is the year 2000
};
/// Answers with the readings of an earlier run, in their order, and at their end with the last one. Waits are over at
/// once.
struct RecordedTime {
    std::vector<uint64_t> readings;
};
using Time = std::variant<RealTime, FrozenTime, RecordedTime>;

inline constexpr uint64_t clockResolution = 1; ///< nanoseconds, of every clock

class Clock
{
public:
    virtual ~Clock() = default;
    virtual uint64_t now(ClockId id) = 0; ///< nanoseconds
    /// Whether this clock passes time by itself, so that nobody has to wait; then that much has passed now.
    virtual bool skip(uint64_t nanoseconds) = 0;
};

/// CPU time is that of the calling thread, from its first reading on. `record`, when there is one, takes each reading.
std::unique_ptr<Clock> makeClock(const Time &time, std::shared_ptr<std::vector<uint64_t>> record = nullptr);

} // namespace watchglass::wasi
