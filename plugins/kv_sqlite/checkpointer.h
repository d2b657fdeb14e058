// SPDX-License-Identifier: Apache-2.0
/// Brings what stands in the write-ahead log into the file itself, on a thread and a connection of its own: callers do
/// not wait for the disk (sqlite.org/wal.html §2.3).
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace watchglass::keyvalue {

class Checkpointer
{
public:
    explicit Checkpointer(const std::string &path);
    ~Checkpointer();
    Checkpointer(const Checkpointer &) = delete;

    /// The log is so many pages long now.
    void grown(int pages);

private:
    void work(const std::string &path);

    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_wanted = false, m_ending = false;
    std::thread m_thread;
};

} // namespace watchglass::keyvalue
