// SPDX-License-Identifier: Apache-2.0
/// What providers bring to actors: messages, events, chunks.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "engine/host/contracts/value.h"
#include "engine/host/provider.h"

namespace watchglass::plugins {

/// A call for an actor with an operation of the table, in the codec that the host translates from; as it is by the
/// identifier of a capability, when that is given. Throws Refused when the value does not fit the table.
host::ActorCall callFor(const std::string &actor, std::string_view operation, const contracts::Value &request,
                        std::string_view capability = {});

/// Calls an actor and waits for its answer. While the actor is too busy, it is asked again, until `over` is true.
host::Answer deliver(host::Services &services, const host::ActorCall &call, const std::atomic<bool> &over);

/// Tells the log what could not be delivered; the same sentence only once until something works again.
class DeliveryLog
{
public:
    DeliveryLog(host::Services &services, std::string what) : m_services(services), m_what(std::move(what)) {}
    void report(const host::Answer &answer);

private:
    host::Services &m_services;
    const std::string m_what; ///< "a message for counter"
    std::mutex m_mutex;
    std::string m_last;
};

/// Calls that wait for their actor, and the threads that bring them there: with one thread in their order.
class Inbox
{
public:
    Inbox(host::Services &services, const std::string &actor, const std::string &what, size_t threads);
    /// Brings what it has, as long as that does not take too long.
    ~Inbox();
    Inbox(const Inbox &) = delete;

    /// False when too many wait already.
    bool offer(host::ActorCall call);

private:
    void work();

    host::Services &m_services;
    DeliveryLog m_log;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<host::ActorCall> m_waiting;
    bool m_closed = false;
    std::atomic<bool> m_over{false};
    std::vector<std::thread> m_threads;
};

} // namespace watchglass::plugins
