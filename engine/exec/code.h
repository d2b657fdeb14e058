// SPDX-License-Identifier: Apache-2.0
/// Translated code. A function becomes a row of *cells*: a handler's address and its operands, in 8-byte words. Slots
/// are counted from the frame pointer:
///
///     [ params | locals | link | operand stack by depth ]     8 bytes a slot, v128 two
///
/// A callee's frame starts at its caller's slot of the first argument, so arguments need no copying and results land
/// where the caller expects them. The link holds the address of the caller's call cell; its low bits are tags.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "engine/exec/heap.h"
#include "engine/exec/instance.h"

namespace watchglass::exec {

using Cell = uint64_t;
using Slot = uint64_t;
class RootMaps; ///< roots.h
class Probes;   ///< probes.h

/// All forms of call cells are that long:
///     handler | new frame's slot, slot of the index or reference | Function or Table | Code of the caller | type id,
///     link slot | pins of the caller | two words for fast code (plain/)
inline constexpr uint32_t callWords = 8;
inline constexpr Slot crossInstance = 1;   ///< the return changes the instance
inline constexpr Slot knownActivation = 2; ///< was looked at: `Machine::frameId` gave it a number. Calls never set it
inline constexpr Slot watchedCaller = 4;   ///< while counting: the return leads out of counted code. Calls never set it
inline constexpr Slot linkTags = 7;

inline uint32_t lowHalf(Cell word)
{
    return uint32_t(word);
}
inline uint32_t highHalf(Cell word)
{
    return uint32_t(word >> 32);
}
inline Cell pack(uint32_t low, uint32_t high)
{
    return Cell(low) | Cell(high) << 32;
}

namespace plain {
struct Record;
}

struct Code {
    Instance *instance = nullptr;
    uint32_t function = 0;
    uint32_t paramSlots = 0, linkSlot = 0, resultSlots = 0;
    uint32_t frameSlots = 0; ///< the whole frame at its highest
    /// Slots of the pinned locals, integer and f64, which whoever enters the code or returns to it has to load.
    Cell pins = 0;
    std::vector<uint32_t> localSlots;
    std::vector<Cell> words;
    /// Where each cell starts and which instruction it is, ascending in both. Of plain code: the last of those that the
    /// cell stands for, listed when somebody asks.
    struct Place {
        uint32_t word, offset;
    };
    mutable std::vector<Place> places;

    // Of plain code: what is needed to get to watched code and back (plain/change_over.h).
    bool plain = false;
    bool counted = false;              ///< plain code whose basic blocks begin with counters (plain/count.h)
    std::vector<uint32_t> directCalls; ///< words of cells that enter a callee of the same instance
    std::vector<uint32_t> joints;      ///< words that every activation comes by: the entry, loop heads, after calls
    std::map<uint32_t, Cell> patches;  ///< word → its own handler, where probes lead to watched code or are called
    std::map<uint32_t, std::shared_ptr<const plain::Record>> records; ///< of cells that were looked at
    /// Of both: where loops begin, and their instruction.
    std::vector<Place> loops;

    /// A basic block of counted code, whose cells begin at `word` with its counter. Its instructions are those that
    /// watched code has cells for, from the one at `first` on.
    struct Block {
        uint32_t word, first, count = 0;
        bool returns = false; ///< the last of them is the function's end, where a branch leads
    };
    std::vector<Block> blocks;           ///< ascending in both
    std::unique_ptr<uint64_t[]> entries; ///< of each block: how often it began
    /// Of watched code: by place, executions that no block accounts for, less those it accounts for but that were not
    /// made. Empty: none.
    std::vector<int64_t> corrections;

    /// What catches the exceptions thrown between two words.
    struct Catcher {
        enum class Kind : uint8_t { Tag, TagRef, All, AllRef, Delegate } kind = Kind::All;
        const Tag *tag = nullptr; ///< Tag, TagRef
        uint32_t word = 0;        ///< where it goes on
        uint32_t slot = 0;        ///< of the first value it pushes
        uint32_t keep = noSlot;   ///< where the exception is kept for rethrow
        uint32_t outer = 0;       ///< block it goes to; Delegate: only regions of at most this depth come next
    };
    struct TryRegion {
        uint32_t begin = 0, end = 0;
        uint32_t depth = 0; ///< number of open blocks around it
        std::vector<Catcher> catchers;
    };
    static constexpr uint32_t noSlot = 0xffffffff;
    std::vector<TryRegion> tries; ///< inner ones first
    std::unique_ptr<RootMaps> rootMaps;

    Code();
    ~Code();
    const Cell *entry() const { return words.data(); }
    /// The place of the cell that holds this word.
    const Place &placeOf(const Cell *pc) const;
    /// Null when no cell was made for an instruction at this offset.
    Cell *cellAt(uint32_t offset);
    // Of watched code.
    size_t indexOf(uint32_t offset) const; ///< in `places`, of the first one not before the offset
    /// In `places`, of the n-th instruction of a block of the function's counted code.
    size_t placeInBlock(const Block &block, uint32_t n) const;
};

struct Runtime final : RootSource {
    explicit Runtime(Instance &instance);
    ~Runtime();
    void markRoots(Heap &heap) override;

    Instance &owner;
    std::vector<uint32_t> typeIds;               ///< process-wide identity of each type of the module
    std::vector<std::vector<uint64_t>> elements; ///< of each element segment, as evaluated; dropped ones are empty
    std::map<const Cell *, Code *> codes;        ///< by first word; `add` puts them in
    std::atomic<bool> codesChange = false;       ///< right now: who has interrupted that must not look
    std::unique_ptr<Probes> probes;
    bool recording = false; ///< whether stores of plain code note the pages they write

    void add(Code &code);
    /// The code that holds this word, or null.
    Code *codeAt(const Cell *pc) const;
};

/// The watched code of a wasm function, translated when it is not yet there. Its module must be valid and supported.
Code &codeOf(Function &function);
/// The code that a call enters: plain where there is any.
Code &entryOf(Function &function);

} // namespace watchglass::exec
