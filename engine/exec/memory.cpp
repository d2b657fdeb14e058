// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/memory.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/exec/guard.h"

namespace watchglass::exec {

namespace {

/// Of a 32-bit memory when it can be had: every index plus every offset stays inside.
constexpr uint64_t fullReservation = (8ull << 30) + wasmPageSize;

uint8_t *reserveBytes(uint64_t bytes, int protection)
{
    void *at = mmap(nullptr, bytes, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return at == MAP_FAILED ? nullptr : static_cast<uint8_t *>(at);
}

uint64_t granules(uint64_t bytes)
{
    return bytes / dirtyPageSize;
}

/// Where the kernel tells which pages of this process exist, swapped-out ones included.
int pageMap()
{
    static const int file = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
    return file;
}

} // namespace

struct Memory::Record {
    bool running = false;
    uint64_t budget = 0;
    std::vector<PageBefore> pages;
};

Memory::Memory() : m_record(std::make_unique<Record>()) {}

Memory::~Memory()
{
    if (m_base)
        munmap(m_base, m_reserved);
    if (m_dirty)
        munmap(m_dirty, granules(m_reserved));
}

std::shared_ptr<Memory> Memory::create(const wasm::MemoryType &type, uint64_t maxPages, bool checked)
{
    std::shared_ptr<Memory> memory(new Memory);
    memory->m_type = type;
    const uint64_t most = std::min(maxPages, type.limits.is64 ? uint64_t(1) << 31 : uint64_t(65536));
    if (type.limits.min > most)
        return nullptr;
    memory->m_maxPages = std::min(most, type.limits.max.value_or(most));
    const uint64_t least = std::max<uint64_t>(type.limits.min, 1) * wasmPageSize;
    uint64_t wanted = std::max(least, memory->m_maxPages * wasmPageSize);
    if (!type.limits.is64 && memory->reserve(fullReservation)) {
        wanted = 0;
        memory->m_guarded = !checked && guardsAccesses();
    }
    while (wanted && !memory->reserve(wanted)) {
        if (wanted == least)
            return nullptr;
        wanted = std::max(least, wanted / 2 / wasmPageSize * wasmPageSize);
    }
    memory->m_maxPages = std::min(memory->m_maxPages, memory->m_reserved / wasmPageSize);
    return memory->grow(type.limits.min) < 0 ? nullptr : memory;
}

bool Memory::reserve(uint64_t bytes)
{
    m_base = reserveBytes(bytes, PROT_NONE);
    m_dirty = m_base ? reserveBytes(granules(bytes), PROT_READ | PROT_WRITE) : nullptr;
    if (m_dirty) {
        m_reserved = bytes;
        return true;
    }
    if (m_base)
        munmap(m_base, bytes);
    m_base = nullptr;
    return false;
}

int64_t Memory::grow(uint64_t deltaPages)
{
    const uint64_t old = pages();
    if (deltaPages > m_maxPages - old)
        return -1;
    const uint64_t more = deltaPages * wasmPageSize;
    if (more && mprotect(m_base + m_size, more, PROT_READ | PROT_WRITE) != 0)
        return -1;
    if (!m_record->running) // so that stores need not ask whether anybody keeps a record
        std::memset(m_dirty + granules(m_size), 1, granules(more));
    m_size += more;
    if (m_watch)
        markPages(m_watch->writes, true);
    return int64_t(old);
}

void Memory::resize(uint64_t wanted)
{
    if (wanted > pages())
        grow(wanted - pages());
    const uint64_t size = wanted * wasmPageSize;
    if (size >= m_size)
        return;
    // A new mapping: the pages beyond are gone, and zero when they come again.
    mmap(m_base + size, m_size - size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
    std::memset(m_dirty + granules(size), 0, granules(m_size - size));
    std::erase_if(m_record->pages, [size](const PageBefore &page) { return page.address >= size; });
    m_size = size;
}

bool Memory::read(uint64_t address, std::span<uint8_t> out) const
{
    if (out.size() > m_size || address > m_size - out.size())
        return false;
    willRead(address, out.size());
    if (!out.empty())
        std::memcpy(out.data(), m_base + address, out.size());
    return true;
}

bool Memory::write(uint64_t address, std::span<const uint8_t> bytes)
{
    if (bytes.size() > m_size || address > m_size - bytes.size())
        return false;
    if (bytes.empty())
        return true;
    recordWrite(address, bytes.size());
    if (m_watch && m_watch->listening)
        m_watch->note(m_base, address, bytes.size(), true);
    std::memcpy(m_base + address, bytes.data(), bytes.size());
    return true;
}

bool Memory::willWrite(uint64_t address, uint64_t length)
{
    if (length == 0)
        return false;
    recordWrite(address, length);
    return m_watch && m_watch->note(m_base, address, length, true);
}

void Memory::recordWrite(uint64_t address, uint64_t length)
{
    if (m_observer)
        m_observer->push_back({address, address + length});
    if (!m_record->running)
        return;
    const uint64_t last = (address + length - 1) / dirtyPageSize;
    for (uint64_t granule = address / dirtyPageSize; granule <= last; ++granule)
        if (!m_dirty[granule])
            record(granule);
}

void Memory::record(uint64_t granule)
{
    PageBefore page{granule * dirtyPageSize, nullptr};
    if (!m_watch || !m_watch->writes.touches(page.address, page.address + dirtyPageSize))
        m_dirty[granule] = 1;
    else if (!m_watch->recorded.insert(granule).second)
        return;
    if (m_record->budget >= dirtyPageSize) {
        m_record->budget -= dirtyPageSize;
        const uint8_t *bytes = m_base + page.address;
        page.bytes = std::make_shared<const std::vector<uint8_t>>(bytes, bytes + dirtyPageSize);
    }
    m_record->pages.push_back(std::move(page));
}

void Memory::beginEpoch()
{
    if (!m_record->running)
        std::memset(m_dirty, 0, granules(m_size));
    for (const PageBefore &page : m_record->pages)
        m_dirty[granules(page.address)] = 0;
    if (m_watch)
        m_watch->recorded.clear();
    m_record->pages.clear();
    m_record->running = true;
    m_record->budget = beforeImageBudget;
}

std::vector<PageBefore> Memory::written() const
{
    return m_record->pages;
}

bool Memory::notesWrites() const
{
    return m_record->running || (m_watch && !m_watch->writes.empty());
}

void Memory::watch(AccessListener &listener, AddressSet reads, AddressSet writes)
{
    if (!m_watch)
        m_watch = std::make_unique<MemoryWatch>();
    markPages(m_watch->writes, false);
    std::erase_if(m_watch->wishes, [&](const MemoryWatch::Wish &wish) { return wish.listener == &listener; });
    if (!reads.empty() || !writes.empty())
        m_watch->wishes.push_back({&listener, std::move(reads), std::move(writes)});
    m_watch->merge();
    if (m_watch->wishes.empty())
        m_watch.reset();
    else
        markPages(m_watch->writes, true);
}

/// Pages that are watched, or are no more, in the dirty map.
void Memory::markPages(const AddressSet &pages, bool watched)
{
    uint64_t granule = 0; // two ranges may share a page
    for (const AddressSet::Range &range : pages.ranges()) {
        const uint64_t end = granules(std::min(range.end, m_size) + dirtyPageSize - 1);
        for (granule = std::max(granule, granules(range.begin)); granule < end; ++granule) {
            if (watched && m_record->running && m_dirty[granule])
                m_watch->recorded.insert(granule);
            m_dirty[granule] = !watched && (!m_record->running || m_watch->recorded.erase(granule));
        }
    }
}

Memory::Range Memory::nextTouched(uint64_t from, uint64_t end) const
{
    constexpr uint64_t present = 1ull << 63, swapped = 1ull << 62;
    const auto isTouched = [](uint64_t entry) { return (entry & (present | swapped)) != 0; };
    static const auto pageSize = uint64_t(sysconf(_SC_PAGESIZE));
    std::array<uint64_t, 4096> entries; // of the page map, one a page
    end = std::min(end, m_size);
    for (uint64_t page = from / pageSize; from < end; from = page * pageSize) {
        const uint64_t wanted = std::min<uint64_t>((end - page * pageSize + pageSize - 1) / pageSize, entries.size());
        const uint64_t at = (reinterpret_cast<uintptr_t>(m_base) / pageSize + page) * sizeof entries[0];
        const ssize_t got = pread(pageMap(), entries.data(), wanted * sizeof entries[0], off_t(at));
        if (got < ssize_t(sizeof entries[0]))
            return {from, end}; // not knowing, all must be looked at
        const auto last = entries.begin() + got / ssize_t(sizeof entries[0]);
        const auto first = std::find_if(entries.begin(), last, isTouched);
        if (first != last) {
            const auto past = std::find_if_not(first, last, isTouched);
            const auto addressOf = [&](auto entry) { return (page + uint64_t(entry - entries.begin())) * pageSize; };
            return {std::max(from, addressOf(first)), std::min(end, addressOf(past))};
        }
        page += uint64_t(last - entries.begin());
    }
    return {end, end};
}

} // namespace watchglass::exec
