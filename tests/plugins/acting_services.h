// SPDX-License-Identifier: Apache-2.0
/// A host with actors that do what the test says, on threads of their own, for providers that call them.
#pragma once

#include <condition_variable>
#include <deque>
#include <thread>

#include "tests/plugins/backend.h"

namespace watchglass {

/// A call as an actor got it.
struct Delivered {
    std::string actor, operation;
    Value value;
    std::string body() const { return host::textOf(value["body"].bytes()); }
};

class ActingServices : public host::RememberingServices
{
public:
    /// Without one, every call succeeds.
    using Act = std::function<host::Answer(const Delivered &)>;
    explicit ActingServices(Act act = {});
    ~ActingServices() override;

    void callActor(host::ActorCall call, std::function<void(host::Answer)> done) override;

    /// Waits until there are so many, and some time more for what should not come when `quiet`.
    std::vector<Delivered> await(size_t count, bool quiet = false);
    std::vector<std::string> bodies(size_t count, bool quiet = false);
    void forget();

    std::string capability; ///< in whose form calls are read; to be set before they come

private:
    void work();

    std::mutex m_mutex;
    std::condition_variable m_changed;
    Act m_act;
    bool m_over = false;
    std::deque<std::pair<Delivered, std::function<void(host::Answer)>>> m_waiting;
    std::vector<Delivered> m_delivered;
    std::vector<std::thread> m_threads;
};

} // namespace watchglass
