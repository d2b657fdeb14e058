// SPDX-License-Identifier: Apache-2.0
/// Translated code. A function becomes a row of *cells*: a handler's address and its operands, in 8-byte words. Slots
/// are counted from the frame pointer:
///
///     [ params | locals | link | operand stack by depth ]     8 bytes a slot, v128 two
///
/// A callee's frame starts at its caller's slot of the first argument, so arguments need no copying and results land
/// where the caller expects them. The link holds the address of the caller's call cell; its low bits are tags.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "engine/exec/instance.h"

namespace watchglass::exec {

using Cell = uint64_t;
using Slot = uint64_t;

/// All forms of call cells are that long:
///     handler | new frame's slot, slot of the index or reference | Function or Table | Code of the caller | type id,
///     link slot | pins of the caller | two words for fast code (plain/)
inline constexpr uint32_t callWords = 8;
inline constexpr Slot crossInstance = 1;   ///< the return changes the instance
inline constexpr Slot knownActivation = 2; ///< was looked at: `Machine::frameId` gave it a number. Calls never set it
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
    std::vector<uint32_t> directCalls; ///< words of cells that enter a callee of the same instance
    std::vector<uint32_t> joints;      ///< words that every activation comes by: the entry, loop heads, after calls
    std::map<uint32_t, Cell> patches;  ///< word → its own handler, where breakpoints lead to watched code
    std::map<uint32_t, std::shared_ptr<const plain::Record>> records; ///< of cells that were looked at
    /// Of both: where loops begin, and their instruction.
    std::vector<Place> loops;

    const Cell *entry() const { return words.data(); }
    /// The place of the cell that holds this word.
    const Place &placeOf(const Cell *pc) const;
    /// Null when no cell was made for an instruction at this offset.
    Cell *cellAt(uint32_t offset);
};

struct Runtime {
    std::vector<uint32_t> typeIds;               ///< process-wide identity of each type of the module
    std::vector<std::vector<uint64_t>> elements; ///< of each element segment, as evaluated; dropped ones are empty
    std::map<const Cell *, Code *> codes;        ///< by first word
    std::unordered_map<const Cell *, Cell> breakpoints; ///< cell of watched code → its own handler
    bool recording = false;                             ///< whether stores of plain code note the pages they write

    /// The code that holds this word, or null.
    Code *codeAt(const Cell *pc) const;
};

/// The watched code of a wasm function, translated when it is not yet there. Its module must be valid and supported.
Code &codeOf(Function &function);
/// The code that a call enters: plain where there is any.
Code &entryOf(Function &function);

} // namespace watchglass::exec
