// SPDX-License-Identifier: Apache-2.0
#include "engine/host/breaker.h"

#include <algorithm>

namespace watchglass::host {

std::string_view nameOf(BreakerState state)
{
    constexpr std::string_view names[] = {"closed", "open", "half-open"};
    return names[size_t(state)];
}

void Breaker::set(const BreakerSettings &settings)
{
    const std::lock_guard lock(m_mutex);
    if (m_settings == settings)
        return;
    m_settings = settings;
    m_state = BreakerState::Closed;
    m_failures = m_opened = 0;
}

void Breaker::close()
{
    const std::lock_guard lock(m_mutex);
    m_state = BreakerState::Closed;
    m_failures = m_opened = 0;
}

bool Breaker::allow(Time now)
{
    const std::lock_guard lock(m_mutex);
    if (m_state == BreakerState::Closed)
        return true;
    if (m_state == BreakerState::Open) {
        if (now < m_until)
            return false;
        m_state = BreakerState::HalfOpen;
        m_trying = m_successes = 0;
    }
    if (m_trying >= std::max(1u, m_settings.tries)) {
        // Some that were let through may never come back; later others are.
        if (now < m_until + m_settings.longestOpen)
            return false;
        m_trying = 0;
    }
    m_until = now;
    ++m_trying;
    return true;
}

void Breaker::open(Time now)
{
    const auto longest = std::max(m_settings.openFor, m_settings.longestOpen);
    const auto time = std::min(longest, m_settings.openFor * (1 << std::min(m_opened, 10u)));
    ++m_opened;
    m_until = now + time;
    m_state = BreakerState::Open;
}

void Breaker::report(bool success, Time now)
{
    const std::lock_guard lock(m_mutex);
    if (m_state == BreakerState::Closed) {
        m_failures = success ? 0 : m_failures + 1;
        if (m_settings.failures && m_failures >= m_settings.failures)
            open(now);
        return;
    }
    if (m_state == BreakerState::Open) // of a call that was made before
        return;
    if (!success)
        return open(now);
    if (m_trying > 0)
        --m_trying;
    if (++m_successes >= m_settings.successes) {
        m_state = BreakerState::Closed;
        m_failures = m_opened = 0;
    }
}

BreakerState Breaker::state(Time now) const
{
    const std::lock_guard lock(m_mutex);
    return m_state == BreakerState::Open && now >= m_until ? BreakerState::HalfOpen : m_state;
}

Breaker::Time Breaker::opensAt() const
{
    const std::lock_guard lock(m_mutex);
    return m_until;
}

} // namespace watchglass::host
