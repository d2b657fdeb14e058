// SPDX-License-Identifier: Apache-2.0
/// The events on their way to the client. Stops and answers wake it at once; import calls and output wake it at most 30
/// times a second, and the oldest of them are given up when nobody takes them.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

#include "engine/session/session.h"

namespace watchglass::session {

class Outbox
{
public:
    using Clock = std::chrono::steady_clock;
    static constexpr size_t keptImportCalls = 10'000;
    static constexpr size_t keptLogged = 10'000;
    static constexpr size_t keptOutput = 4 << 20; ///< bytes
    static constexpr std::chrono::milliseconds pace{34};

    /// `interrupt` is called on a thread of the outbox when the guest should come back and call `tick`.
    Outbox(std::function<void()> wake, std::function<void()> interrupt);
    ~Outbox();

    // On the guest's thread.
    void post(Event event);
    void postImportCall(ImportCalled call);
    void postLogged(Logged logged);
    void postOutput(Output output);
    void tick(); ///< wakes the client when a late wake is due

    std::vector<Event> take(); ///< any thread

private:
    void wakeSoon();
    template <class T>
    T takeOldest();
    void remindAt(Clock::time_point when);
    void remind();

    std::function<void()> m_wake, m_interrupt;

    std::mutex m_mutex; ///< guards the queue
    std::deque<Event> m_events;
    size_t m_importCalls = 0, m_logged = 0, m_outputBytes = 0; ///< in the queue
    uint64_t m_droppedCalls = 0, m_droppedLogs = 0, m_droppedBytes = 0;

    Clock::time_point m_lastWake; ///< on the guest's thread only, as is `m_late`
    bool m_late = false;          ///< something waits for its wake

    std::mutex m_reminderMutex; ///< guards what follows
    std::condition_variable m_reminderChanged;
    std::optional<Clock::time_point> m_remindAt;
    bool m_ending = false;
    std::thread m_reminder; ///< made when first needed
};

} // namespace watchglass::session
