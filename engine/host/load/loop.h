// SPDX-License-Identifier: Apache-2.0
/// The thread of a load: gives requests to connections when they are due, and their ends to the ledger.
#pragma once

#include <atomic>
#include <condition_variable>
#include <thread>

#include "engine/host/load/connection.h"
#include "engine/host/load/generator.h"
#include "engine/host/load/request_text.h"
#include "engine/host/load/witness.h"

namespace watchglass::load {

class Generator::Loop
{
public:
    Loop(Settings settings, const sockaddr_storage &to);
    ~Loop();

    void stop();
    void wait();
    bool running() const;
    Duration now() const { return std::chrono::steady_clock::now() - m_begin; }

private:
    /// A connection with the request it has.
    struct Place {
        Place(int epoll, uint32_t of) : index(of), connection(epoll, of) {}
        const uint32_t index;
        Connection connection;
        uint64_t number = 0;
        Ended request;
        Duration since{};     ///< it has been doing what it does
        bool resting = false; ///< after a failure
    };

    void run();
    void wake();
    bool wantsMore(Duration now) const;
    void dispatch();
    void ask(Place &place, Duration due, Duration now);
    void settle(Place &place);
    void release(Place &place, Duration now);
    void awaitEvents();
    void lookAtDeadlines(Duration now);

    Settings m_settings;
    const sockaddr_storage m_to;
    const std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();

public:
    Ledger ledger;

private:
    RequestText m_text;
    Witness m_witness;
    const int m_epoll, m_wake;
    std::vector<std::unique_ptr<Place>> m_places;
    std::deque<uint32_t> m_idle;
    uint64_t m_sent = 0, m_underWay = 0;
    Duration m_lastLook{};
    std::atomic<bool> m_stop{false}, m_abort{false};
    mutable std::mutex m_mutex;
    std::condition_variable m_ending;
    bool m_ended = false;
    std::thread m_thread; ///< last, since it uses all else
};

} // namespace watchglass::load
