// SPDX-License-Identifier: Apache-2.0
#include "plugins/streams/follower.h"

#include "plugins/kit/contract_answer.h"

namespace watchglass::streams {

namespace {

using namespace std::chrono_literals;
using host::Failure;

constexpr auto pause = 100ms;        ///< before a store that fails is asked again
constexpr auto patienceToLeave = 2s; ///< less than a host has with a provider that hands over

} // namespace

Follower::Follower(host::Services &services, std::shared_ptr<StreamStore> store, std::string actor, std::string stream,
                   std::optional<uint64_t> behind)
    : m_services(services), m_store(std::move(store)), m_actor(std::move(actor)), m_stream(std::move(stream)),
      m_log(services, "an event of " + m_stream + " for " + m_actor), m_place(behind)
{
    try {
        open();                         // now, so that what is written from now on is not missed
    } catch (const plugins::Failed &) { // when the store is there
    }
    m_thread = std::thread([this] { run(); });
}

Follower::~Follower()
{
    m_over = true;
    m_thread.join();
}

void Follower::leave()
{
    m_over = true;
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, patienceToLeave, [this] { return m_ended; });
}

std::optional<uint64_t> Follower::place() const
{
    const std::lock_guard lock(m_mutex);
    return m_place;
}

void Follower::open()
{
    m_cursor = m_store->follow(m_stream, place());
    const std::lock_guard lock(m_mutex);
    m_place = m_cursor->place();
}

void Follower::run()
{
    while (!m_over) {
        try {
            if (!m_cursor)
                open();
            if (const auto event = m_cursor->next(); event && !m_over)
                bring(*event);
        } catch (const plugins::Failed &) { // as the store's health says
            m_cursor.reset();
            std::this_thread::sleep_for(pause);
        }
    }
    const std::lock_guard lock(m_mutex);
    m_ended = true;
    m_changed.notify_all();
}

/// Until it is over with this event. One that an actor is not there for comes again; one that it does not want, or that
/// kills it, does not.
void Follower::bring(const Event &event)
{
    contracts::Value value;
    value.set("eventId", event.name).set("stream", m_stream).set("values", event.values);
    const host::ActorCall call = plugins::callFor(m_actor, "DeliverEvent", value);
    const auto before = place();
    {
        const std::lock_guard lock(m_mutex);
        m_place = event.id;
    }
    for (;;) {
        const host::Answer answer = plugins::deliver(m_services, call, m_over);
        m_log.report(answer);
        if (answer.failure != Failure::Unavailable && answer.failure != Failure::Busy &&
            answer.failure != Failure::Deadline)
            return;
        if (m_over)
            break;
        std::this_thread::sleep_for(pause);
    }
    const std::lock_guard lock(m_mutex);
    m_place = before;
}

} // namespace watchglass::streams
