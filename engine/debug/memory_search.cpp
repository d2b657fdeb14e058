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
        // As the anchor sees it: a match has it in a touched page.
        const uint64_t begin = stretch.begin + m_anchor;
        const uint64_t end = std::min(stretch.end + m_anchor, begin + (bytes / untouchedCost + 1) * dirtyPageSize);
        exec::Memory::Range touched{begin, end};
        if (!m_allZero)
            touched = m_memory->nextTouched(begin, end);
        touched.end = std::min(touched.end, touched.begin + bytes);
        if (search(touched.begin - m_anchor, touched.end - m_anchor)) {
            m_left.clear();
            break;
        }
        const uint64_t cost = (touched.begin - begin) / dirtyPageSize * untouchedCost + touched.end - touched.begin;
        bytes -= std::min(bytes, cost);
        stretch.begin = touched.end - m_anchor;
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
