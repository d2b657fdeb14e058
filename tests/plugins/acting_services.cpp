// SPDX-License-Identifier: Apache-2.0
#include "tests/plugins/acting_services.h"

namespace watchglass {

using namespace std::chrono_literals;

ActingServices::ActingServices(Act act) : m_act(std::move(act))
{
    for (int i = 0; i < 4; ++i)
        m_threads.emplace_back([this] { work(); });
}

ActingServices::~ActingServices()
{
    {
        const std::lock_guard lock(m_mutex);
        m_over = true;
    }
    m_changed.notify_all();
    for (std::thread &thread : m_threads)
        thread.join();
}

void ActingServices::callActor(host::ActorCall call, std::function<void(host::Answer)> done)
{
    const contracts::Found found = contracts::findActorOperation(call.operation, capability);
    Delivered delivered{call.actor, call.operation, {}};
    if (found) {
        const contracts::Decoded decoded = contracts::decode(*found.request, call.payload);
        EXPECT_TRUE(decoded) << decoded.error;
        delivered.value = decoded.value;
    }
    const std::lock_guard lock(m_mutex);
    m_waiting.emplace_back(std::move(delivered), std::move(done));
    m_changed.notify_all();
}

void ActingServices::work()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_changed.wait(lock, [this] { return m_over || !m_waiting.empty(); });
        if (m_waiting.empty())
            return;
        auto [delivered, done] = std::move(m_waiting.front());
        m_waiting.pop_front();
        lock.unlock();
        host::Answer answer = m_act ? m_act(delivered) : host::Answer();
        lock.lock();
        m_delivered.push_back(std::move(delivered)); // before its answer, which lets the next one come
        m_changed.notify_all();
        lock.unlock();
        done(std::move(answer));
        lock.lock();
    }
}

std::vector<Delivered> ActingServices::await(size_t count, bool quiet)
{
    if (quiet)
        std::this_thread::sleep_for(150ms);
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, 20s, [&] { return m_delivered.size() >= count; });
    return m_delivered;
}

std::vector<std::string> ActingServices::bodies(size_t count, bool quiet)
{
    std::vector<std::string> all;
    for (const Delivered &one : await(count, quiet))
        all.push_back(one.body());
    return all;
}

void ActingServices::forget()
{
    const std::lock_guard lock(m_mutex);
    m_delivered.clear();
}

} // namespace watchglass
