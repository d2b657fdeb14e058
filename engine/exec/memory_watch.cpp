// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/memory_watch.h"

#include <algorithm>

namespace watchglass::exec {

AddressSet::AddressSet(std::vector<Range> ranges)
{
    std::sort(ranges.begin(), ranges.end(), [](const Range &a, const Range &b) { return a.begin < b.begin; });
    for (const Range &range : ranges) {
        if (range.begin >= range.end)
            continue;
        if (!m_ranges.empty() && range.begin <= m_ranges.back().end)
            m_ranges.back().end = std::max(m_ranges.back().end, range.end);
        else
            m_ranges.push_back(range);
    }
}

bool AddressSet::touches(uint64_t begin, uint64_t end) const
{
    const auto next = std::partition_point(m_ranges.begin(), m_ranges.end(),
                                           [begin](const Range &range) { return range.end <= begin; });
    return next != m_ranges.end() && next->begin < end;
}

void MemoryWatch::merge()
{
    std::vector<AddressSet::Range> allReads, allWrites;
    for (const Wish &wish : wishes) {
        allReads.insert(allReads.end(), wish.reads.ranges().begin(), wish.reads.ranges().end());
        allWrites.insert(allWrites.end(), wish.writes.ranges().begin(), wish.writes.ranges().end());
    }
    reads = AddressSet(std::move(allReads));
    writes = AddressSet(std::move(allWrites));
}

bool MemoryWatch::note(const uint8_t *base, uint64_t address, uint64_t length, bool write)
{
    const AddressSet &watched = write ? writes : reads;
    if (!watched.touches(address, address + length))
        return false;
    // A fill of gigabytes over one watched byte need not be kept whole.
    const uint64_t begin = std::max(address, watched.ranges().front().begin);
    const uint64_t end = std::min(address + length, watched.ranges().back().end);
    MemoryAccess access{write, begin, end - begin, {}};
    if (write)
        access.before.assign(base + begin, base + end);
    accesses.push_back(std::move(access));
    return true;
}

} // namespace watchglass::exec
