// SPDX-License-Identifier: Apache-2.0
/// Whether a new module does worse than the one before: its calls that fail, in the last seconds or of the last
/// calls, whichever are more. The time is given, so that it can be told.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace watchglass::host {

struct RolloutSettings {
    bool watched = true;
    double errors = 0.05;                   ///< this share of calls has to fail …
    double times = 2;                       ///< … and so many times the share that failed before …
    uint32_t least = 20;                    ///< … of at least so many calls
    uint32_t calls = 100;                   ///< the last ones that count …
    std::chrono::milliseconds time{10'000}; ///< … and all within this time. After both it is taken for good.

    bool operator==(const RolloutSettings &) const = default;
};

struct ErrorRate {
    uint64_t calls = 0, errors = 0;
    double share() const { return calls ? double(errors) / double(calls) : 0; }
};
/// "12 of 100 calls failed (12 %)"
std::string toString(const ErrorRate &rate);

/// What became of the last calls.
class ErrorWindow
{
public:
    using Time = std::chrono::steady_clock::time_point;
    explicit ErrorWindow(const RolloutSettings &settings) : m_settings(settings) {}

    void add(Time now, bool failed);
    ErrorRate rate(Time now);

private:
    struct Slice {
        Time begin;
        ErrorRate rate;
    };
    void forget(Time now);

    const RolloutSettings m_settings;
    std::deque<Slice> m_slices; ///< of a hundredth of the time each
    ErrorRate m_inTime;
    std::deque<bool> m_last; ///< whether they failed
    uint64_t m_lastErrors = 0;
};

/// How the rollout of a module goes.
struct Rollout {
    enum class State : uint8_t {
        None,       ///< nothing was rolled out, or it is not watched
        Watched,    ///< it may still be rolled back
        Good,       ///< it was not
        RolledBack, ///< the module that serves now is the one before
    } state = State::None;
    ErrorRate before, now;
    std::string sentence; ///< why it was rolled back
};
std::string_view nameOf(Rollout::State state); ///< "none", "watched", "good", "rolled back"

/// Watches one module from when it began to serve.
class RolloutWatch
{
public:
    using Time = ErrorWindow::Time;
    RolloutWatch(const RolloutSettings &settings, ErrorRate before, Time begun)
        : m_settings(settings), m_window(settings), m_begun(begun), m_before(before)
    {
    }
    /// What it is after a call.
    Rollout::State add(Time now, bool failed);
    Rollout report(Time now);

private:
    const RolloutSettings m_settings;
    ErrorWindow m_window;
    const Time m_begun;
    const ErrorRate m_before;
    uint64_t m_calls = 0;
    Rollout::State m_state = Rollout::State::Watched;
};

} // namespace watchglass::host
