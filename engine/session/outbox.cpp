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
            m_events.erase(std::find_if(m_events.begin(), m_events.end(), [](const Event &event) {
                return std::holds_alternative<ImportCalled>(event);
            }));
            --m_importCalls;
            ++m_dropped;
        }
        m_events.push_back(std::move(call));
        ++m_importCalls;
    }
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
    m_importCalls = 0;
    if (const uint64_t dropped = std::exchange(m_dropped, 0))
        for (Event &event : taken)
            if (auto *call = std::get_if<ImportCalled>(&event)) {
                call->dropped = dropped;
                break;
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
