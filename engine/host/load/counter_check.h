// SPDX-License-Identifier: Apache-2.0
/// Whether the numbers that a counter answers are those it should: each once, none left out, and never one that is not
/// greater than what was known already when it was asked.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace watchglass::load {

struct CounterReport {
    uint64_t seen = 0;           ///< answers with a number
    int64_t first = 0, last = 0; ///< of the count that goes on now
    uint64_t skipped = 0;        ///< numbers that nobody got between those that somebody got
    uint64_t repeated = 0;       ///< numbers that more than one got
    uint64_t wentBack = 0;       ///< answers that were not greater than one that had come before they were asked for
    uint64_t startedOver = 0;    ///< how often it may have begun anew: stores that were changed without their content
};

/// Numbers that were seen, as ranges: many when some are missing, else one.
class Ranges
{
public:
    bool add(int64_t number); ///< false: it was there
    bool has(int64_t number) const;
    bool empty() const { return m_ranges.empty(); }
    int64_t first() const { return m_ranges.begin()->first; }
    int64_t last() const { return m_ranges.rbegin()->second; }
    uint64_t size() const { return m_size; }
    uint64_t missing() const { return m_ranges.empty() ? 0 : uint64_t(last() - first()) + 1 - m_size; }

private:
    std::map<int64_t, int64_t> m_ranges; ///< first to last
    uint64_t m_size = 0;
};

class CounterCheck
{
public:
    /// What is known when a request is sent, to be given back with its answer.
    int64_t known() const { return m_known; }
    /// Whether it was greater than what was known.
    bool take(int64_t number, int64_t known);
    /// An answer about which nobody can say whether the counter had begun anew.
    void takeUncertain(int64_t number);
    void startOver();
    CounterReport report() const;

private:
    struct Count {
        Ranges certain;
        std::vector<int64_t> uncertain;
        uint64_t skipped() const;
    };
    Count m_before, m_now; ///< the one before can still get answers
    int64_t m_known = INT64_MIN;
    CounterReport m_sums;
};

} // namespace watchglass::load
