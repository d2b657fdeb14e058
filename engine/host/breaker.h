// SPDX-License-Identifier: Apache-2.0
/// Circuit breaker: after some failures in a row nobody is sent there for a while; then a few are, to see.
/// Source of the states: M. Nygard, Release It!, "Circuit Breaker".
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string_view>

namespace watchglass::host {

struct BreakerSettings {
    uint32_t failures = 5;                      ///< in a row, then it opens; 0 = never
    std::chrono::milliseconds openFor{250};     ///< then it is half-open
    std::chrono::milliseconds longestOpen{800}; ///< each failed try doubles the time up to this
    uint32_t tries = 1;                         ///< calls that are let through at once while half-open
    uint32_t successes = 1;                     ///< of them, then it closes

    bool operator==(const BreakerSettings &) const = default;
};

enum class BreakerState : uint8_t { Closed, Open, HalfOpen };
std::string_view nameOf(BreakerState state); ///< "closed", "open", "half-open"

/// Any thread. The time is given, so that it can be told.
class Breaker
{
public:
    using Time = std::chrono::steady_clock::time_point;

    void set(const BreakerSettings &settings);
    /// Closes it: what failed is not there any more.
    void close();
    /// Whether a call may be made now; each that may is to be reported.
    bool allow(Time now);
    void report(bool success, Time now);
    /// As somebody would find it now.
    BreakerState state(Time now) const;
    /// When a call may be made again; only while it is open.
    Time opensAt() const;

private:
    void open(Time now);

    mutable std::mutex m_mutex;
    BreakerSettings m_settings;
    BreakerState m_state = BreakerState::Closed;
    uint32_t m_failures = 0, m_trying = 0, m_successes = 0, m_opened = 0;
    Time m_until{};
};

} // namespace watchglass::host
