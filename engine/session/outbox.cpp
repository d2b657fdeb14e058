// SPDX-License-Identifier: Apache-2.0
#include "engine/session/outbox.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace watchglass::session {

Outbox::Outbox(std::function<void()> wake, std::function<void()> interrupt)
    : m_wake(std::move(wake)), m_interrupt(std::move(interrupt))
{
}

Outbox::~Outbox()
{
    {
        std::lock_guard lock(m_reminderMutex);
        m_ending = true;
    }
    m_reminderChanged.notify_all();
    if (m_reminder.joinable())
        m_reminder.join();
}

void Outbox::post(Event event)
{
    {
        std::lock_guard lock(m_mutex);
        m_events.push_back(std::move(event));
    }
    m_lastWake = Clock::now();
    m_late = false;
    if (m_wake)
        m_wake();
}

void Outbox::postImportCall(ImportCalled call)
{
    {
        std::lock_guard lock(m_mutex);
        if (m_importCalls == keptImportCalls) {
            takeOldest<ImportCalled>();
            --m_importCalls;
            ++m_droppedCalls;
        }
        m_events.push_back(std::move(call));
        ++m_importCalls;
    }
    wakeSoon();
}

void Outbox::postLogged(Logged logged)
{
    {
        std::lock_guard lock(m_mutex);
        if (m_logged == keptLogged) {
            takeOldest<Logged>();
            --m_logged;
            ++m_droppedLogs;
        }
        m_events.push_back(std::move(logged));
        ++m_logged;
    }
    wakeSoon();
}

void Outbox::postOutput(Output output)
{
    {
        std::lock_guard lock(m_mutex);
        m_outputBytes += output.bytes.size();
        Output *last = m_events.empty() ? nullptr : std::get_if<Output>(&m_events.back());
        if (last && last->error == output.error && last->bytes.size() < keptOutput / 16)
            last->bytes += output.bytes;
        else
            m_events.push_back(std::move(output));
        while (m_outputBytes > keptOutput) {
            const size_t given = takeOldest<Output>().bytes.size();
            m_outputBytes -= given;
            m_droppedBytes += given;
        }
    }
    wakeSoon();
}

/// Of the events of a kind that there must be.
template <class T>
T Outbox::takeOldest()
{
    const auto oldest = std::find_if(m_events.begin(), m_events.end(),
                                     [](const Event &event) { return std::holds_alternative<T>(event); });
    T taken = std::get<T>(std::move(*oldest));
    m_events.erase(oldest);
    return taken;
}

void Outbox::wakeSoon()
{
    if (!std::exchange(m_late, true))
        remindAt(m_lastWake + pace);
    tick();
}

void Outbox::tick()
{
    const auto now = Clock::now();
    if (!m_late || now < m_lastWake + pace)
        return;
    m_late = false;
    m_lastWake = now;
    if (m_wake)
        m_wake();
}

std::vector<Event> Outbox::take()
{
    std::lock_guard lock(m_mutex);
    std::vector<Event> taken(std::make_move_iterator(m_events.begin()), std::make_move_iterator(m_events.end()));
    m_events.clear();
    m_importCalls = m_logged = m_outputBytes = 0;
    uint64_t calls = std::exchange(m_droppedCalls, 0), logs = std::exchange(m_droppedLogs, 0),
             bytes = std::exchange(m_droppedBytes, 0);
    for (Event &event : taken) {
        if (auto *call = std::get_if<ImportCalled>(&event))
            call->dropped = std::exchange(calls, 0);
        else if (auto *logged = std::get_if<Logged>(&event))
            logged->dropped = std::exchange(logs, 0);
        else if (auto *output = std::get_if<Output>(&event))
            output->dropped = std::exchange(bytes, 0);
    }
    return taken;
}

void Outbox::remindAt(Clock::time_point when)
{
    {
        std::lock_guard lock(m_reminderMutex);
        m_remindAt = when;
        if (!m_reminder.joinable())
            m_reminder = std::thread([this] { remind(); });
    }
    m_reminderChanged.notify_all();
}

/// A guest that computes for a long time after its last import call would keep that call to itself.
void Outbox::remind()
{
    std::unique_lock lock(m_reminderMutex);
    while (!m_ending) {
        if (!m_remindAt) {
            m_reminderChanged.wait(lock);
        } else if (m_reminderChanged.wait_until(lock, *m_remindAt) == std::cv_status::timeout && m_remindAt &&
                   Clock::now() >= *m_remindAt) {
            m_remindAt.reset();
            m_interrupt();
        }
    }
}

} // namespace watchglass::session
