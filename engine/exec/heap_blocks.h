// SPDX-License-Identifier: Apache-2.0
/// What the heap's memory is cut into.
#pragma once

#include "engine/exec/heap.h"

namespace watchglass::exec {

inline constexpr uint32_t granule = 16;

/// Lies at a multiple of its size, its cells behind it. Marks count granules from the start of the block.
struct Heap::Block {
    std::array<uint64_t, blockBytes / granule / 64> marks{};
    uint32_t cellBytes = 0, sizeClass = 0;
    uint32_t marked = 0; ///< cells
    uint32_t scan = 0;   ///< cells before it are not free, or were given out

    static constexpr uint32_t first = 640;
    uint32_t cells() const { return (blockBytes - first) / cellBytes; }
    uint32_t end() const { return first + cells() * cellBytes; }
    uint8_t *at(uint32_t offset) { return reinterpret_cast<uint8_t *>(this) + offset; }
    bool isMarked(uint32_t offset) const { return marks[offset / granule / 64] >> (offset / granule % 64) & 1; }
    bool mark(uint32_t offset)
    {
        uint64_t &word = marks[offset / granule / 64];
        const uint64_t bit = uint64_t(1) << (offset / granule % 64);
        const bool isNew = !(word & bit);
        word |= bit;
        return isNew;
    }
    static Block *of(const Object *object)
    {
        return reinterpret_cast<Block *>(reinterpret_cast<uintptr_t>(object) & ~uintptr_t(blockBytes - 1));
    }
};

/// Precedes an object that fits no block.
struct alignas(16) Heap::Large {
    uint64_t bytes = 0;
    bool marked = false;
    Object *object() { return reinterpret_cast<Object *>(this + 1); }
    static Large *of(Object *object) { return reinterpret_cast<Large *>(object) - 1; }
};

} // namespace watchglass::exec
