// SPDX-License-Identifier: Apache-2.0
/// Ranges of a memory that somebody watches, and the accesses to them that were not told yet. Pages with a watched byte
/// never count as written (Memory::dirtyMap), so stores to them come by here, and others pay nothing.
#pragma once

#include <cstdint>
#include <unordered_set>
#include <vector>

namespace watchglass::exec {

struct Context;
class Memory;

/// Ranges of addresses, apart and ascending.
class AddressSet
{
public:
    struct Range {
        uint64_t begin = 0, end = 0;
    };
    AddressSet() = default;
    explicit AddressSet(std::vector<Range> ranges);
    bool touches(uint64_t begin, uint64_t end) const;
    bool empty() const { return m_ranges.empty(); }
    const std::vector<Range> &ranges() const { return m_ranges; }

private:
    std::vector<Range> m_ranges;
};

struct MemoryAccess {
    bool write = false;
    uint64_t address = 0, length = 0;
    std::vector<uint8_t> before; ///< of writes
};

class AccessListener
{
public:
    virtual ~AccessListener() = default;
    /// After it was made.
    virtual void accessed(Context &context, Memory &memory, const MemoryAccess &access) = 0;
};

struct MemoryWatch {
    struct Wish {
        AccessListener *listener = nullptr;
        AddressSet reads, writes;
    };
    std::vector<Wish> wishes;
    AddressSet reads, writes;              ///< of all wishes
    std::unordered_set<uint64_t> recorded; ///< watched pages in the record of written ones
    std::vector<MemoryAccess> accesses;    ///< not told yet
    bool listening = false;                ///< a host call is being made

    void merge(); ///< of the wishes
    /// Whether it is watched.
    bool note(const uint8_t *base, uint64_t address, uint64_t length, bool write);
};

} // namespace watchglass::exec
