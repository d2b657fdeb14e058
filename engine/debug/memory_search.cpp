// SPDX-License-Identifier: Apache-2.0
#include "engine/debug/memory_search.h"

#include <algorithm>
#include <cstring>

#include "engine/base/interactive.h"

namespace watchglass::debug {

using exec::dirtyPageSize;

/// What looking up one untouched page costs, in bytes searched.
constexpr uint64_t untouchedCost = 64;

MemorySearch::MemorySearch(std::shared_ptr<const exec::Memory> memory, std::vector<uint8_t> pattern, uint64_t from)
    : m_memory(std::move(memory)), m_pattern(std::move(pattern))
{
    auto first = std::find_if(m_pattern.begin(), m_pattern.end(), [](uint8_t byte) { return byte != 0; });
    m_allZero = first == m_pattern.end();
    m_anchor = m_allZero ? 0 : size_t(first - m_pattern.begin());
    if (m_pattern.empty() || m_pattern.size() > m_memory->size())
        return;
    const uint64_t end = m_memory->size() - m_pattern.size() + 1;
    from = from < end ? from : 0;
    m_left = {{0, from}, {from, end}};
}

bool MemorySearch::advance(uint64_t bytes)
{
    longCall("debug::MemorySearch::advance");
    while (!m_left.empty() && bytes > 0) {
        Stretch &stretch = m_left.back();
        if (stretch.begin >= stretch.end) {
            m_left.pop_back();
            continue;
        }
        // Up to the next page border, as the anchor sees it: one page is touched as a whole or not at all.
        const uint64_t anchored = stretch.begin + m_anchor;
        const uint64_t end = std::min(stretch.end, (anchored / dirtyPageSize + 1) * dirtyPageSize - m_anchor);
        const bool worthIt = m_allZero || m_memory->touched(anchored);
        if (worthIt && search(stretch.begin, end)) {
            m_left.clear();
            break;
        }
        bytes -= std::min(bytes, worthIt ? end - stretch.begin : untouchedCost);
        stretch.begin = end;
    }
    return m_left.empty();
}

bool MemorySearch::search(uint64_t begin, uint64_t end)
{
    const uint8_t *base = m_memory->base();
    while (begin < end) {
        const void *hit = std::memchr(base + begin + m_anchor, m_pattern[m_anchor], end - begin);
        if (!hit)
            return false;
        const uint64_t start = uint64_t(static_cast<const uint8_t *>(hit) - base) - m_anchor;
        if (std::memcmp(base + start, m_pattern.data(), m_pattern.size()) == 0) {
            m_found = start;
            return true;
        }
        begin = start + 1;
    }
    return false;
}

} // namespace watchglass::debug
