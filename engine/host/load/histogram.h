// SPDX-License-Identifier: Apache-2.0
/// How often which duration was met, within 1.6 %, however many there are. The scheme is that of HdrHistogram: buckets
/// of equal width within each power of two.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

namespace watchglass::load {

class Histogram
{
public:
    using Duration = std::chrono::nanoseconds;

    void add(Duration duration);
    void add(const Histogram &other);
    void clear();

    uint64_t count() const { return m_count; }
    Duration longest() const { return m_longest; }
    /// The duration that `share` (from 0 to 1) of all do not exceed; zero when there are none.
    Duration percentile(double share) const;

private:
    std::vector<uint64_t> m_buckets; ///< as many as were needed so far
    uint64_t m_count = 0;
    Duration m_longest{0};
};

} // namespace watchglass::load
