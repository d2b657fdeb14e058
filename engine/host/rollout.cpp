// SPDX-License-Identifier: Apache-2.0
#include "engine/host/rollout.h"

#include <algorithm>
#include <cstdio>

namespace watchglass::host {

std::string toString(const ErrorRate &rate)
{
    char share[32];
    std::snprintf(share, sizeof share, "%.*f %%", rate.share() < 0.1 ? 1 : 0, 100 * rate.share());
    return std::to_string(rate.errors) + " of " + std::to_string(rate.calls) + " calls failed (" + share + ")";
}

std::string_view nameOf(Rollout::State state)
{
    constexpr std::string_view names[] = {"none", "watched", "good", "rolled back"};
    return names[size_t(state)];
}

void ErrorWindow::forget(Time now)
{
    while (!m_slices.empty() && m_slices.front().begin + m_settings.time < now) {
        m_inTime.calls -= m_slices.front().rate.calls;
        m_inTime.errors -= m_slices.front().rate.errors;
        m_slices.pop_front();
    }
}

void ErrorWindow::add(Time now, bool failed)
{
    forget(now);
    if (m_slices.empty() || m_slices.back().begin + m_settings.time / 100 <= now)
        m_slices.push_back({now, {}});
    for (ErrorRate *rate : {&m_slices.back().rate, &m_inTime}) {
        ++rate->calls;
        rate->errors += failed;
    }
    m_last.push_back(failed);
    m_lastErrors += failed;
    if (m_last.size() > m_settings.calls) {
        m_lastErrors -= m_last.front();
        m_last.pop_front();
    }
}

ErrorRate ErrorWindow::rate(Time now)
{
    forget(now);
    return m_inTime.calls >= m_last.size() ? m_inTime : ErrorRate{m_last.size(), m_lastErrors};
}

Rollout::State RolloutWatch::add(Time now, bool failed)
{
    m_window.add(now, failed);
    ++m_calls;
    if (m_state != Rollout::State::Watched)
        return m_state;
    const ErrorRate rate = m_window.rate(now);
    if (failed && rate.calls >= m_settings.least && rate.share() > m_settings.errors &&
        rate.share() > m_settings.times * m_before.share())
        m_state = Rollout::State::RolledBack;
    else if (m_calls >= m_settings.calls && now >= m_begun + m_settings.time)
        m_state = Rollout::State::Good;
    return m_state;
}

Rollout RolloutWatch::report(Time now)
{
    return {m_state, m_before, m_window.rate(now), {}};
}

} // namespace watchglass::host
