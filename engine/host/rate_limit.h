// SPDX-License-Identifier: Apache-2.0
/// At most so many calls a second, with some at once (token bucket).
#pragma once

#include <algorithm>
#include <chrono>
#include <mutex>

namespace watchglass::host {

struct RateLimit {
    double perSecond = 0; ///< 0 = no limit
    double burst = 1;     ///< that may come at once

    bool operator==(const RateLimit &) const = default;
};

/// Any thread. The time is given, so that it can be told.
class RateLimiter
{
public:
    using Time = std::chrono::steady_clock::time_point;

    bool allow(const RateLimit &limit, Time now)
    {
        if (limit.perSecond <= 0)
            return true;
        const std::lock_guard lock(m_mutex);
        const double most = std::max(1.0, limit.burst);
        const double since = std::chrono::duration<double>(now - m_last).count();
        m_tokens = m_begun ? std::min(most, m_tokens + std::max(0.0, since) * limit.perSecond) : most;
        m_begun = true;
        m_last = now;
        if (m_tokens < 1)
            return false;
        m_tokens -= 1;
        return true;
    }

private:
    std::mutex m_mutex;
    double m_tokens = 0;
    bool m_begun = false;
    Time m_last{};
};

} // namespace watchglass::host
