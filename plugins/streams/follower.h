// SPDX-License-Identifier: Apache-2.0
/// Brings the events of a stream to an actor, each when the one before was taken.
#pragma once

#include "plugins/kit/delivery.h"
#include "plugins/streams/stream_store.h"

namespace watchglass::streams {

class Follower
{
public:
    Follower(host::Services &services, std::shared_ptr<StreamStore> store, std::string actor, std::string stream,
             std::optional<uint64_t> behind);
    ~Follower(); ///< when the event under way was taken, or failed

    /// Begins no further event; comes back when the one under way is over, or after some time. One that the actor was
    /// not there for counts as if it was not begun.
    void leave();
    const std::string &stream() const { return m_stream; }
    /// The last event that it brought, or that is under way.
    std::optional<uint64_t> place() const;

private:
    void open();
    void run();
    void bring(const Event &event);

    host::Services &m_services;
    const std::shared_ptr<StreamStore> m_store;
    const std::string m_actor, m_stream;
    plugins::DeliveryLog m_log;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::optional<uint64_t> m_place;
    std::unique_ptr<Cursor> m_cursor; ///< of the thread
    bool m_ended = false;
    std::atomic<bool> m_over{false};
    std::thread m_thread;
};

} // namespace watchglass::streams
