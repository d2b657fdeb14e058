// SPDX-License-Identifier: Apache-2.0
/// Does things at their time, on a thread of its own: what ends calls that take too long.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace watchglass::host {

class Watchdog
{
public:
    using Time = std::chrono::steady_clock::time_point;

    Watchdog();
    ~Watchdog();
    Watchdog(const Watchdog &) = delete;

    /// Calls `bark` once it is time. It must not take long. `Time::max()`: never.
    uint64_t at(Time when, std::function<void()> bark);
    /// When it returns, that one neither runs nor will. Not from within a `bark`.
    void cancel(uint64_t id);

private:
    struct Impl;
    std::shared_ptr<Impl> m; ///< the thread has one too: a bark may be what ends the watchdog
};

/// Barks at its time unless it ends before.
class Watch
{
public:
    Watch(Watchdog &dog, Watchdog::Time when, std::function<void()> bark)
        : m_dog(dog), m_id(dog.at(when, std::move(bark)))
    {
    }
    ~Watch() { m_dog.cancel(m_id); }
    Watch(const Watch &) = delete;

private:
    Watchdog &m_dog;
    uint64_t m_id;
};

} // namespace watchglass::host
