// SPDX-License-Identifier: Apache-2.0
/// A link over NATS: a connection, its subscriptions, and the threads that bring messages to the actor.
#pragma once

#include <atomic>

#include "plugins/kit/delivery.h"
#include "plugins/messaging/message_link.h"
#include "plugins/nats/connection.h"

namespace watchglass::messaging {

class NatsLink : public MessageLink
{
public:
    NatsLink(host::Services &services, const LinkPlan &plan);
    ~NatsLink() override;

    void publish(const Message &message, host::Deadline deadline) override;
    host::Bytes request(const std::string &subject, const host::Bytes &body, uint64_t cause,
                        host::Deadline deadline) override;
    host::Health health() override { return m_connection.health(); }
    void leave() override;
    /// A group that only this link and the one after it are in.
    std::string token() const override { return m_token; }

private:
    /// One of the library's, which lives as long as its connection.
    struct Live {
        nats::Connection::Handle connection;
        std::shared_ptr<natsSubscription> subscription;
    };
    struct Source {
        Subscription wanted;
        std::mutex mutex;
        Live live;
        int64_t dropped = 0;
    };
    Live subscribed(Source &source);
    void listen(Source &source);
    void watchDropped(Source &source, natsSubscription *subscription);

    host::Services &m_services;
    const std::string m_actor, m_token;
    nats::Connection m_connection;
    plugins::DeliveryLog m_log;
    std::vector<std::unique_ptr<Source>> m_sources;
    std::atomic<bool> m_ending{false}; ///< what came in is brought there, and nothing else
    std::atomic<bool> m_over{false};
    std::mutex m_leaving;
    std::vector<std::shared_ptr<natsSubscription>> m_draining;
    std::vector<std::thread> m_threads;
};

} // namespace watchglass::messaging
