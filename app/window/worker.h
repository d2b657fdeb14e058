// SPDX-License-Identifier: GPL-3.0-or-later
/// One background thread that does the newest job of each key: work that was overtaken before it began is dropped.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace watchglass {

class Worker
{
public:
    Worker();
    ~Worker(); ///< finishes the job at hand, drops those that wait

    /// Takes the place of a waiting job of the same key.
    void submit(uint64_t key, std::function<void()> job);
    /// Drops the waiting job of a key.
    void forget(uint64_t key);

private:
    void loop();

    struct Job {
        uint64_t key;
        std::function<void()> run;
    };
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Job> m_jobs;
    bool m_ending = false;
    std::thread m_thread;
};

} // namespace watchglass
