// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/worker.h"

#include <algorithm>

namespace watchglass {

Worker::Worker() : m_thread([this] { loop(); }) {}

Worker::~Worker()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
        m_jobs.clear();
    }
    m_wake.notify_all();
    m_thread.join();
}

void Worker::submit(uint64_t key, std::function<void()> job)
{
    {
        const std::lock_guard lock(m_mutex);
        const auto waiting = std::find_if(m_jobs.begin(), m_jobs.end(), [key](const Job &j) { return j.key == key; });
        if (waiting != m_jobs.end())
            waiting->run = std::move(job);
        else
            m_jobs.push_back({key, std::move(job)});
    }
    m_wake.notify_one();
}

void Worker::forget(uint64_t key)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_jobs, [key](const Job &job) { return job.key == key; });
}

void Worker::loop()
{
    for (;;) {
        Job job;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_ending || !m_jobs.empty(); });
            if (m_ending)
                return;
            job = std::move(m_jobs.front());
            m_jobs.pop_front();
        }
        job.run();
    }
}

} // namespace watchglass
