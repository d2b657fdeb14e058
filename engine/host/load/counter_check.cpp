// SPDX-License-Identifier: Apache-2.0
#include "engine/host/load/counter_check.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace watchglass::load {

bool Ranges::has(int64_t number) const
{
    const auto after = m_ranges.upper_bound(number);
    return after != m_ranges.begin() && std::prev(after)->second >= number;
}

bool Ranges::add(int64_t number)
{
    const auto after = m_ranges.upper_bound(number);
    const bool hasBefore = after != m_ranges.begin();
    const auto before = hasBefore ? std::prev(after) : after;
    if (hasBefore && before->second >= number)
        return false;
    ++m_size;
    const bool joinsBefore = hasBefore && before->second == number - 1;
    const bool joinsAfter = after != m_ranges.end() && after->first == number + 1;
    const int64_t last = joinsAfter ? after->second : number;
    if (joinsAfter)
        m_ranges.erase(after);
    if (joinsBefore)
        before->second = last;
    else
        m_ranges.emplace(number, last);
    return true;
}

bool CounterCheck::take(int64_t number, int64_t known)
{
    ++m_sums.seen;
    if (!m_now.certain.add(number))
        ++m_sums.repeated;
    m_known = std::max(m_known, number);
    if (number > known)
        return true;
    ++m_sums.wentBack;
    return false;
}

void CounterCheck::takeUncertain(int64_t number)
{
    ++m_sums.seen;
    m_before.uncertain.push_back(number);
    m_now.uncertain.push_back(number);
}

void CounterCheck::startOver()
{
    m_sums.skipped += m_before.skipped();
    m_before = std::exchange(m_now, {});
    m_known = INT64_MIN;
    ++m_sums.startedOver;
}

/// Those that nobody got for certain, nor perhaps.
uint64_t CounterCheck::Count::skipped() const
{
    Ranges filled;
    if (certain.empty())
        return 0;
    for (const int64_t number : uncertain)
        if (number > certain.first() && number < certain.last() && !certain.has(number))
            filled.add(number);
    return certain.missing() - filled.size();
}

CounterReport CounterCheck::report() const
{
    CounterReport made = m_sums;
    made.skipped += m_before.skipped() + m_now.skipped();
    if (!m_now.certain.empty()) {
        made.first = m_now.certain.first();
        made.last = m_now.certain.last();
    }
    return made;
}

} // namespace watchglass::load
