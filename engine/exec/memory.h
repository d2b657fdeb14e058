// SPDX-License-Identifier: Apache-2.0
/// A linear memory (spec §4.2.8): reserved address space whose pages appear on first touch, so that a 4 GiB memory
/// costs what it uses, and a record of what was written since it was last asked.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/exec/memory_watch.h"
#include "engine/wasm/types.h"

namespace watchglass::exec {

inline constexpr uint64_t wasmPageSize = 65536;
/// The granule of the written-page record, in bytes.
inline constexpr uint64_t dirtyPageSize = 4096;

/// Bytes of pages as they were that one record keeps; pages beyond that are listed without their bytes.
inline constexpr uint64_t beforeImageBudget = 64u << 20;

/// A page as it was before the first write since `beginEpoch`.
struct PageBefore {
    uint64_t address = 0;                              ///< multiple of dirtyPageSize
    std::shared_ptr<const std::vector<uint8_t>> bytes; ///< null when the record's budget was spent
};

class Memory
{
public:
    struct Range {
        uint64_t begin = 0, end = 0;
    };

    /// Null when the host cannot give the first pages. With `checked`, every access looks at the bounds.
    static std::shared_ptr<Memory> create(const wasm::MemoryType &type, uint64_t maxPages, bool checked = false);
    ~Memory();
    Memory(const Memory &) = delete;

    const wasm::MemoryType &type() const { return m_type; }
    uint64_t size() const { return m_size; } ///< bytes
    uint64_t pages() const { return m_size / wasmPageSize; }
    uint8_t *base() const { return m_base; } ///< never moves
    /// Whether the sum of any 32-bit index and offset lies in address space of the memory, so that an access beyond its
    /// end faults (guard.h) and needs no check.
    bool guarded() const { return m_guarded; }
    /// The old size in pages, or -1 (spec: memory.grow).
    int64_t grow(uint64_t deltaPages);

    /// Goes back to an earlier size, never below the type's least one, or grows.
    void resize(uint64_t pages);

    /// Copy out of / into the memory; false when the range is not inside. Writing counts as a write of the guest; only
    /// in host calls it is told to those who watch, and so is reading.
    bool read(uint64_t address, std::span<uint8_t> out) const;
    bool write(uint64_t address, std::span<const uint8_t> bytes);
    /// To be called before bytes change behind `write`'s back; the store handlers do the same inline. Whether somebody
    /// is to be told when they have.
    bool willWrite(uint64_t address, uint64_t length);
    /// To be called by host functions that look at bytes behind `read`'s back.
    void willRead(uint64_t address, uint64_t length) const
    {
        if (m_watch && m_watch->listening)
            m_watch->note(m_base, address, length, false);
    }

    /// What `write` and `willWrite` are asked for is listed there, too, until that is null again.
    void observe(std::vector<Range> *writes) { m_observer = writes; }

    /// Starts a new record: from here on `written` lists each page once, as it was at this moment. Until the first call
    /// nothing is recorded.
    void beginEpoch();
    std::vector<PageBefore> written() const;
    bool notesWrites() const; ///< whether stores have to look at the dirty map

    /// What this listener watches from now on; nothing: it leaves.
    void watch(AccessListener &listener, AddressSet reads, AddressSet writes);
    MemoryWatch *watched() const { return m_watch.get(); } ///< null when nobody does
    /// The next addresses from `from` up to `end` whose pages were ever touched (resident or swapped out), so that a
    /// search can skip the rest, which is zero: one run of pages, perhaps not all of it. Empty, at `end`, when there
    /// are none.
    Range nextTouched(uint64_t from, uint64_t end) const;

    /// One byte per granule, non-zero once the page is in the record and unless it is watched: read by the store
    /// handlers.
    uint8_t *dirtyMap() const { return m_dirty; }

private:
    Memory();
    bool reserve(uint64_t bytes);
    void record(uint64_t granule);
    void recordWrite(uint64_t address, uint64_t length);
    void markPages(const AddressSet &pages, bool watched);

    wasm::MemoryType m_type;
    uint8_t *m_base = nullptr;
    uint8_t *m_dirty = nullptr;
    uint64_t m_size = 0, m_reserved = 0, m_maxPages = 0;
    bool m_guarded = false;
    std::vector<Range> *m_observer = nullptr;
    struct Record;
    std::unique_ptr<Record> m_record;
    std::unique_ptr<MemoryWatch> m_watch;
};

} // namespace watchglass::exec
