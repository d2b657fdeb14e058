// SPDX-License-Identifier: Apache-2.0
#include "plugins/messaging_nats/nats_link.h"

#include <random>

#include "plugins/kit/time_left.h"
#include "plugins/messaging/provider.h"

namespace watchglass::messaging {

namespace {

using namespace std::chrono_literals;
using plugins::Failed;

constexpr int64_t pauseMilliseconds = 50, mostToFlush = 1000;
constexpr auto patienceAtEnd = 5s;
constexpr int mostPending = 65'536, mostPendingBytes = 64 << 20;

struct FreeMessage {
    void operator()(natsMsg *message) const { natsMsg_Destroy(message); }
};
using NatsMessage = std::unique_ptr<natsMsg, FreeMessage>;

std::string newToken()
{
    constexpr char digits[] = "0123456789abcdef";
    std::random_device random;
    std::string token = "watchglass.";
    for (int i = 0; i < 24; ++i)
        token += digits[random() % 16];
    return token;
}

std::string orNothing(const char *text)
{
    return text ? text : "";
}

/// In milliseconds. Throws when it is over.
int64_t timeFor(host::Deadline deadline, const nats::Connection &connection)
{
    const auto time = plugins::timeLeft(deadline);
    if (time <= 0ms)
        throw Failed(host::Failure::Deadline, "there was no time left to ask " + connection.name());
    return time.count();
}

} // namespace

NatsLink::NatsLink(host::Services &services, const LinkPlan &plan)
    : m_services(services), m_actor(plan.binding.actor), m_token(plan.token.empty() ? newToken() : plan.token),
      m_connection(nats::Address(plan.binding.values), "watchglass " + m_actor),
      m_log(services, "a message for " + m_actor)
{
    for (const Subscription &subscription : plan.subscriptions) {
        m_sources.push_back(std::make_unique<Source>());
        m_sources.back()->wanted = subscription;
    }
    for (const auto &source : m_sources) {
        subscribed(*source);
        for (size_t i = 0; i < plan.atOnce; ++i)
            m_threads.emplace_back([this, source = source.get()] { listen(*source); });
    }
    // From now on the server knows of it. When it is not there, it will be told when it is.
    if (const auto handle = m_connection.peek(); handle && !m_sources.empty())
        natsConnection_FlushTimeout(handle.get(), mostToFlush);
}

void NatsLink::leave()
{
    const std::lock_guard leaving(m_leaving);
    if (m_ending.exchange(true))
        return;
    for (const auto &source : m_sources) {
        const std::lock_guard lock(source->mutex);
        if (source->live.subscription && natsSubscription_Drain(source->live.subscription.get()) == NATS_OK)
            m_draining.push_back(source->live.subscription);
    }
    if (const auto handle = m_connection.peek(); handle && !m_draining.empty())
        natsConnection_FlushTimeout(handle.get(), mostToFlush);
}

NatsLink::~NatsLink()
{
    leave();
    const auto until = std::chrono::steady_clock::now() + patienceAtEnd;
    for (const auto &subscription : m_draining)
        while (natsSubscription_IsValid(subscription.get()) && std::chrono::steady_clock::now() < until)
            std::this_thread::sleep_for(5ms);
    m_over = true;
    for (std::thread &thread : m_threads)
        thread.join();
}

/// The subscription, made anew when there is a new connection; without one while there is none.
NatsLink::Live NatsLink::subscribed(Source &source)
{
    const std::lock_guard lock(source.mutex);
    nats::Connection::Handle handle = m_connection.peek();
    if (m_ending || source.live.connection == handle)
        return source.live;
    source.live = {};
    natsSubscription *made = nullptr;
    const std::string &group = source.wanted.group.empty() ? m_token : source.wanted.group;
    if (!handle ||
        natsConnection_QueueSubscribeSync(&made, handle.get(), source.wanted.pattern.c_str(), group.c_str()) != NATS_OK)
        return {};
    natsSubscription_SetPendingLimits(made, mostPending, mostPendingBytes);
    source.live = {handle, {made, [handle](natsSubscription *one) { natsSubscription_Destroy(one); }}};
    source.dropped = 0;
    return source.live;
}

void NatsLink::listen(Source &source)
{
    while (!m_over) {
        const Live live = subscribed(source);
        if (!live.subscription) {
            if (m_ending)
                return;
            std::this_thread::sleep_for(std::chrono::milliseconds(pauseMilliseconds));
            continue;
        }
        natsMsg *next = nullptr;
        const natsStatus status = natsSubscription_NextMsg(&next, live.subscription.get(), pauseMilliseconds);
        if (status == NATS_OK) {
            const NatsMessage message(next);
            const char *const bytes = natsMsg_GetData(next);
            const Message made{orNothing(natsMsg_GetSubject(next)),
                               orNothing(natsMsg_GetReply(next)),
                               {bytes, bytes + natsMsg_GetDataLength(next)}};
            m_log.report(plugins::deliver(m_services, callWith(m_actor, made), m_over));
            watchDropped(source, live.subscription.get());
        } else if (status != NATS_TIMEOUT) {
            if (m_ending)
                return; // all that was there was brought
            std::this_thread::sleep_for(std::chrono::milliseconds(pauseMilliseconds));
        }
    }
}

/// The library keeps only so much for an actor that does not keep up.
void NatsLink::watchDropped(Source &source, natsSubscription *subscription)
{
    int64_t dropped = 0;
    const std::lock_guard lock(source.mutex);
    if (natsSubscription_GetDropped(subscription, &dropped) != NATS_OK || dropped == source.dropped)
        return;
    m_services.log(std::to_string(dropped - source.dropped) + " messages on " + source.wanted.pattern +
                   " were dropped: " + m_actor + " does not keep up");
    source.dropped = dropped;
}

/// It is there only when the server says so: what the library merely keeps may never arrive.
void NatsLink::publish(const Message &message, host::Deadline deadline)
{
    const auto connection = m_connection.get();
    const std::string what = "a message on \"" + message.subject + "\"";
    const int64_t time = timeFor(deadline, m_connection);
    const auto *const body = message.body.data();
    const int length = int(message.body.size());
    m_connection.check(message.replyTo.empty()
                           ? natsConnection_Publish(connection.get(), message.subject.c_str(), body, length)
                           : natsConnection_PublishRequest(connection.get(), message.subject.c_str(),
                                                           message.replyTo.c_str(), body, length),
                       what);
    m_connection.check(natsConnection_FlushTimeout(connection.get(), time), what);
}

host::Bytes NatsLink::request(const std::string &subject, const host::Bytes &body, uint64_t, host::Deadline deadline)
{
    const auto connection = m_connection.get();
    const int64_t time = timeFor(deadline, m_connection);
    natsMsg *reply = nullptr;
    const natsStatus status =
        natsConnection_Request(&reply, connection.get(), subject.c_str(), body.data(), int(body.size()), time);
    const NatsMessage owned(reply);
    if (status == NATS_NO_RESPONDERS)
        throw plugins::Unavailable("nobody listens to \"" + subject + "\"");
    if (status == NATS_TIMEOUT)
        throw Failed(host::Failure::Deadline, "no answer came from those who listen to \"" + subject + "\"");
    m_connection.check(status, "a request on \"" + subject + "\"");
    const char *const bytes = natsMsg_GetData(reply);
    return {bytes, bytes + natsMsg_GetDataLength(reply)};
}

} // namespace watchglass::messaging
