// SPDX-License-Identifier: Apache-2.0
#include "plugins/messaging_memory/hub.h"

#include <algorithm>
#include <set>

#include "plugins/kit/contract_answer.h"
#include "plugins/kit/time_left.h"
#include "plugins/messaging/provider.h"

namespace watchglass::messaging {

namespace {

using host::Answer;
using host::Failure;
using plugins::Failed;

} // namespace

/// Somebody who made a request. All of it under the hub's lock.
struct Hub::Waiter {
    std::optional<host::Bytes> reply;
    size_t asked = 0;   ///< actors that have not come back
    Answer worst;       ///< of one that failed
    bool heard = false; ///< at least one took it
};

Hub::~Hub()
{
    std::unique_lock lock(m_mutex);
    m_answered.wait(lock, [this] { return m_asked == 0; });
}

void Hub::replace(const std::shared_ptr<Listener> &before, const std::shared_ptr<Listener> &next)
{
    const std::lock_guard lock(m_mutex);
    std::erase(m_listeners, before);
    if (next && !next->subscriptions.empty())
        m_listeners.push_back(next);
}

/// Everybody once for each subscription, but one of each group only, in turn. With the lock held.
std::vector<std::shared_ptr<Hub::Listener>> Hub::listenersTo(const std::string &subject)
{
    std::vector<std::shared_ptr<Listener>> found;
    std::map<std::pair<std::string, std::string>, std::vector<std::shared_ptr<Listener>>> groups;
    for (const auto &listener : m_listeners)
        for (const Subscription &one : listener->subscriptions)
            if (matches(one.pattern, subject)) {
                if (one.group.empty())
                    found.push_back(listener);
                else
                    groups[{one.pattern, one.group}].push_back(listener);
            }
    for (const auto &[name, members] : groups)
        found.push_back(members[m_turn % members.size()]);
    ++m_turn;
    return found;
}

void Hub::publish(const Message &message)
{
    std::unique_lock lock(m_mutex);
    if (const auto waiting = m_waiters.find(message.subject); waiting != m_waiters.end()) {
        if (!waiting->second->reply)
            waiting->second->reply = message.body;
        m_answered.notify_all();
    }
    // With the lock held, so that everybody hears messages in the same order.
    std::string full;
    for (const auto &listener : listenersTo(message.subject))
        if (!listener->inbox.offer(callWith(listener->actor, message)))
            full = listener->actor;
    if (!full.empty())
        throw Failed(Failure::Busy, "too many messages wait for " + full + " already");
}

void Hub::ask(const std::shared_ptr<Waiter> &waiter, host::ActorCall call)
{
    const std::string actor = call.actor;
    m_services.callActor(std::move(call), [this, waiter, actor](Answer answer) {
        const std::lock_guard lock(m_mutex);
        --waiter->asked;
        --m_asked;
        if (answer.ok())
            waiter->heard = true;
        else
            waiter->worst = {{}, answer.failure, actor + " did not take the request: " + answer.error};
        m_answered.notify_all();
    });
}

/// Not through the inboxes: an actor may ask one that it is asked by.
host::Bytes Hub::request(const std::string &subject, const host::Bytes &body, uint64_t cause, host::Deadline deadline)
{
    const auto waiter = std::make_shared<Waiter>();
    std::string replyTo;
    std::vector<std::string> actors;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &listener : listenersTo(subject))
            actors.push_back(listener->actor);
        if (actors.empty())
            throw plugins::Unavailable("nobody listens to \"" + subject + "\"");
        replyTo = "_INBOX." + std::to_string(++m_lastRequest);
        m_waiters.emplace(replyTo, waiter);
        waiter->asked = actors.size();
        m_asked += actors.size();
    }
    for (const std::string &actor : actors) {
        host::ActorCall call = callWith(actor, {subject, replyTo, body});
        call.deadline = deadline;
        call.cause = cause;
        ask(waiter, std::move(call));
    }
    const auto until = std::chrono::steady_clock::now() + plugins::timeLeft(deadline);
    std::unique_lock lock(m_mutex);
    m_answered.wait_until(lock, until, [&] { return waiter->reply || (waiter->asked == 0 && !waiter->heard); });
    m_waiters.erase(replyTo);
    if (waiter->reply)
        return std::move(*waiter->reply);
    if (waiter->asked == 0 && !waiter->heard)
        throw Failed(waiter->worst.failure, waiter->worst.error);
    throw Failed(Failure::Deadline, "no answer came from those who listen to \"" + subject + "\"");
}

} // namespace watchglass::messaging
