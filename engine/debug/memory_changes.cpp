// SPDX-License-Identifier: Apache-2.0
#include "engine/debug/memory_changes.h"

#include <algorithm>

namespace watchglass::debug {

using exec::dirtyPageSize;
using exec::PageBefore;

std::vector<uint8_t> readBytes(const exec::Memory &memory, uint64_t address, uint64_t length)
{
    if (address >= memory.size())
        return {};
    std::vector<uint8_t> bytes(std::min(length, memory.size() - address));
    memory.read(address, bytes);
    return bytes;
}

MemoryChanges::MemoryChanges(std::vector<PageBefore> before) : m_before(std::move(before))
{
    std::sort(m_before.begin(), m_before.end(),
              [](const PageBefore &a, const PageBefore &b) { return a.address < b.address; });
}

std::vector<bool> MemoryChanges::compare(uint64_t address, const std::vector<uint8_t> &now) const
{
    std::vector<bool> changed(now.size());
    const uint64_t end = address + now.size();
    auto page = std::lower_bound(m_before.begin(), m_before.end(), address / dirtyPageSize * dirtyPageSize,
                                 [](const PageBefore &entry, uint64_t wanted) { return entry.address < wanted; });
    for (; page != m_before.end() && page->address < end; ++page)
        for (uint64_t at = std::max(address, page->address); at < std::min(end, page->address + dirtyPageSize); ++at) {
            const uint64_t inPage = at - page->address;
            changed[at - address] =
                !page->bytes || inPage >= page->bytes->size() || (*page->bytes)[inPage] != now[at - address];
        }
    return changed;
}

std::vector<uint64_t> MemoryChanges::pages() const
{
    std::vector<uint64_t> addresses;
    addresses.reserve(m_before.size());
    for (const PageBefore &page : m_before)
        addresses.push_back(page.address);
    return addresses;
}

} // namespace watchglass::debug
