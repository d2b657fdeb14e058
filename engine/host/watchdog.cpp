// SPDX-License-Identifier: Apache-2.0
#include "engine/host/watchdog.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_map>

namespace watchglass::host {

struct Watchdog::Impl {
    using Waiting = std::multimap<Time, std::pair<uint64_t, std::function<void()>>>;

    std::mutex mutex;
    std::condition_variable changed, barked;
    Waiting waiting;
    std::unordered_map<uint64_t, Waiting::iterator> byId;
    uint64_t last = 0, barking = 0;
    Time sleepsUntil = Time::max();
    bool ending = false;
    std::thread thread;

    void run()
    {
        std::unique_lock lock(mutex);
        while (!ending) {
            const Time now = std::chrono::steady_clock::now();
            const auto first = waiting.begin();
            if (first == waiting.end() || first->first > now) {
                // It is woken only for what comes earlier: most calls end long before their time.
                sleepsUntil = first == waiting.end() ? now + std::chrono::hours(1) : first->first;
                changed.wait_until(lock, sleepsUntil);
                sleepsUntil = Time::min();
                continue;
            }
            auto [id, bark] = std::move(first->second);
            byId.erase(id);
            waiting.erase(first);
            barking = id;
            lock.unlock();
            bark();
            bark = nullptr;
            lock.lock();
            barking = 0;
            barked.notify_all();
        }
    }
};

Watchdog::Watchdog() : m(std::make_shared<Impl>())
{
    m->thread = std::thread([impl = m] { impl->run(); });
}

Watchdog::~Watchdog()
{
    {
        const std::lock_guard lock(m->mutex);
        m->ending = true;
    }
    m->changed.notify_all();
    if (m->thread.get_id() == std::this_thread::get_id())
        m->thread.detach();
    else
        m->thread.join();
}

uint64_t Watchdog::at(Time when, std::function<void()> bark)
{
    if (when == Time::max())
        return 0;
    const std::lock_guard lock(m->mutex);
    const uint64_t id = ++m->last;
    m->byId[id] = m->waiting.emplace(when, std::pair(id, std::move(bark)));
    if (when < m->sleepsUntil)
        m->changed.notify_all();
    return id;
}

void Watchdog::cancel(uint64_t id)
{
    if (id == 0)
        return;
    std::unique_lock lock(m->mutex);
    if (const auto found = m->byId.find(id); found != m->byId.end()) {
        m->waiting.erase(found->second);
        m->byId.erase(found);
    }
    m->barked.wait(lock, [&] { return m->barking != id; });
}

} // namespace watchglass::host
