// SPDX-License-Identifier: Apache-2.0
#include "plugins/kit/delivery.h"

#include <future>

#include "plugins/kit/contract_answer.h"

namespace watchglass::plugins {

namespace {

using namespace std::chrono_literals;
using host::Answer;
using host::Failure;

constexpr size_t mostWaiting = 10'000;
constexpr auto patienceAtEnd = 5s;

} // namespace

host::ActorCall callFor(const std::string &actor, std::string_view operation, const contracts::Value &request,
                        std::string_view capability)
{
    const contracts::Found found = contracts::findActorOperation(operation, capability);
    contracts::Encoded payload = contracts::encode(*found.request, request, contracts::Codec::Maps);
    if (!payload)
        throw Refused(payload.error);
    return {actor, std::string(operation), std::move(payload.bytes), std::nullopt};
}

Answer deliver(host::Services &services, const host::ActorCall &call, const std::atomic<bool> &over)
{
    for (auto pause = 1ms;; pause = std::min(pause * 2, 100ms)) {
        const auto promise = std::make_shared<std::promise<Answer>>();
        std::future<Answer> answer = promise->get_future();
        services.callActor(call, [promise](Answer came) { promise->set_value(std::move(came)); });
        Answer came = answer.get();
        if (came.failure != Failure::Busy || over)
            return came;
        std::this_thread::sleep_for(pause);
    }
}

void DeliveryLog::report(const Answer &answer)
{
    const std::lock_guard lock(m_mutex);
    if (answer.ok())
        m_last.clear();
    else if (answer.error != m_last)
        m_services.log(m_what + " was not taken: " + (m_last = answer.error));
}

Inbox::Inbox(host::Services &services, const std::string &actor, const std::string &what, size_t threads)
    : m_services(services), m_log(services, what + " for " + actor)
{
    for (size_t i = 0; i < threads; ++i)
        m_threads.emplace_back([this] { work(); });
}

Inbox::~Inbox()
{
    {
        std::unique_lock lock(m_mutex);
        m_closed = true;
        m_changed.notify_all();
        m_changed.wait_for(lock, patienceAtEnd, [this] { return m_waiting.empty(); });
        if (!m_waiting.empty())
            m_log.report(Answer::unavailable(std::to_string(m_waiting.size()) + " still waited when the link ended"));
        m_waiting.clear();
        m_over = true;
    }
    for (std::thread &thread : m_threads)
        thread.join();
}

bool Inbox::offer(host::ActorCall call)
{
    const std::lock_guard lock(m_mutex);
    if (m_closed || m_waiting.size() >= mostWaiting)
        return false;
    m_waiting.push_back(std::move(call));
    m_changed.notify_one();
    return true;
}

void Inbox::work()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_changed.wait(lock, [this] { return m_closed || !m_waiting.empty(); });
        if (m_waiting.empty())
            return;
        const host::ActorCall call = std::move(m_waiting.front());
        m_waiting.pop_front();
        if (m_waiting.empty())
            m_changed.notify_all(); // who waits for the end
        lock.unlock();
        m_log.report(deliver(m_services, call, m_over));
        lock.lock();
    }
}

} // namespace watchglass::plugins
