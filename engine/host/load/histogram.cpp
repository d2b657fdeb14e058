// SPDX-License-Identifier: Apache-2.0
#include "engine/host/load/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace watchglass::load {

namespace {

constexpr unsigned bits = 6; ///< of precision: 64 buckets in each power of two
constexpr uint64_t width = uint64_t(1) << bits;

size_t bucketOf(uint64_t value)
{
    if (value < 2 * width)
        return size_t(value);
    const unsigned shift = unsigned(std::bit_width(value)) - bits - 1;
    return size_t(shift * width + (value >> shift));
}

/// The greatest value that falls into it.
uint64_t lastOf(size_t bucket)
{
    if (bucket < 2 * width)
        return bucket;
    const uint64_t shift = bucket / width - 1;
    const uint64_t top = bucket % width + width;
    return ((top + 1) << shift) - 1;
}

} // namespace

void Histogram::add(Duration duration)
{
    const size_t bucket = bucketOf(uint64_t(std::max<int64_t>(0, duration.count())));
    if (bucket >= m_buckets.size())
        m_buckets.resize(bucket + 1);
    ++m_buckets[bucket];
    ++m_count;
    m_longest = std::max(m_longest, duration);
}

void Histogram::add(const Histogram &other)
{
    if (other.m_buckets.size() > m_buckets.size())
        m_buckets.resize(other.m_buckets.size());
    for (size_t i = 0; i < other.m_buckets.size(); ++i)
        m_buckets[i] += other.m_buckets[i];
    m_count += other.m_count;
    m_longest = std::max(m_longest, other.m_longest);
}

void Histogram::clear()
{
    m_buckets.assign(m_buckets.size(), 0);
    m_count = 0;
    m_longest = Duration(0);
}

Histogram::Duration Histogram::percentile(double share) const
{
    const auto wanted = std::max<uint64_t>(1, uint64_t(std::ceil(share * double(m_count))));
    uint64_t passed = 0;
    for (size_t i = 0; i < m_buckets.size(); ++i)
        if ((passed += m_buckets[i]) >= wanted)
            return std::min(Duration(int64_t(lastOf(i))), m_longest);
    return m_longest;
}

} // namespace watchglass::load
