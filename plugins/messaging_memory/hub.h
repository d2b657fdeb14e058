// SPDX-License-Identifier: Apache-2.0
/// Where all messages of the provider pass, and who listens to what.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "plugins/kit/delivery.h"
#include "plugins/messaging/message_link.h"

namespace watchglass::messaging {

class Hub
{
public:
    explicit Hub(host::Services &services) : m_services(services) {}
    ~Hub(); ///< waits for answers to requests that nobody waits for any more

    struct Listener {
        std::string actor;
        std::vector<Subscription> subscriptions;
        plugins::Inbox inbox;
    };
    /// In the place of another, so that each message meets one of the two; each may be null.
    void replace(const std::shared_ptr<Listener> &before, const std::shared_ptr<Listener> &next);

    /// Throws Failed when a listener cannot take it.
    void publish(const Message &message);
    host::Bytes request(const std::string &subject, const host::Bytes &body, uint64_t cause, host::Deadline deadline);

private:
    struct Waiter;
    std::vector<std::shared_ptr<Listener>> listenersTo(const std::string &subject);
    void ask(const std::shared_ptr<Waiter> &waiter, host::ActorCall call);

    host::Services &m_services;
    std::mutex m_mutex;
    std::condition_variable m_answered;
    std::vector<std::shared_ptr<Listener>> m_listeners;
    std::map<std::string, std::shared_ptr<Waiter>, std::less<>> m_waiters; ///< by the subject of their answer
    uint64_t m_turn = 0, m_lastRequest = 0;
    size_t m_asked = 0; ///< actors that have not come back from a request
};

} // namespace watchglass::messaging
