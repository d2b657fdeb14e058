// SPDX-License-Identifier: Apache-2.0
/// Watches the machine: how long a thread that only wants to run is kept waiting. So a pause of the service can be told
/// from one of a machine that does other things.
#pragma once

#include <atomic>
#include <chrono>
#include <thread>

namespace watchglass::load {

class Witness
{
public:
    Witness();
    ~Witness();

    /// The longest wait since this was asked the last time.
    std::chrono::nanoseconds longest() { return std::chrono::nanoseconds(m_longest.exchange(0)); }

private:
    void watch();

    std::atomic<int64_t> m_longest{0};
    std::atomic<bool> m_end{false};
    std::thread m_thread;
};

} // namespace watchglass::load
