// SPDX-License-Identifier: Apache-2.0
/// Structs, arrays and casts: how their instructions find them, and the handlers (spec §4.4.3 – §4.4.5).
#pragma once

#include "engine/exec/control.h"
#include "engine/exec/heap.h"
#include "engine/exec/type_registry.h"

namespace watchglass::exec {

inline uint64_t arrayBytes(const RuntimeType &type, uint64_t length)
{
    return objectHeader + length * type.fields[0].width;
}

/// What a cast asks for, small enough for a cell.
struct CastTarget {
    enum class Kind : uint8_t { None, I31, Eq, Struct, Array, Whole, Object, Function } kind = Kind::None;
    bool nullable = false;
    uint32_t type = 0; ///< process-wide; of Object and Function

    CastTarget() = default;
    /// From a process-wide type.
    explicit CastTarget(const wasm::ValType &wanted);
    explicit CastTarget(Cell cell) : kind(Kind(lowHalf(cell) >> 1)), nullable(cell & 1), type(highHalf(cell)) {}
    Cell cell() const { return pack(uint32_t(kind) << 1 | nullable, type); }
    bool accepts(uint64_t reference) const;
};

/// A new object, or null; then `noRoom` says at the instruction why. The registers must be saved.
WG_RARE Object *makeRoom(Context *ctx, uint64_t bytes);
WG_HANDLER void noRoom(WG_PARAMETERS);
/// A number of no size class: `Heap::bump` never has one, whatever the size.
inline constexpr uint32_t noClass = Heap::classCount;

// Cells, after the handler:
//   struct.new          slot, number of words | size class, its bytes | the object's header | per word: offset, slot
//   struct.new_default  the same, no words
//   get and set         slot, offset of the field or 0
//   ref.i31, casts      slot, - | target
//   br_on_cast          slot, distance | target | from, to | number of slots
//   ranges              first slot, - | two objects or numbers: rangeHandlers in control.h
inline constexpr uint32_t castBranchWords = 5;

HandlerPair structNewHandlers(bool defaults);
/// For struct.get, struct.get_s, struct.get_u, struct.set and their like for arrays.
HandlerPair fieldHandlers(wasm::Op op, const RuntimeType::Field &field);
HandlerPair makeI31Handlers();
HandlerPair castHandlers(bool test);
HandlerPair castBranchHandlers(bool onFail, bool back);
/// Instructions that make or work through whole arrays; nothing for others.
HandlerPair arrayRangeHandlers(wasm::Op op);
/// All of the above, for `singleForm`.
std::vector<HandlerPair> allObjectHandlers();

} // namespace watchglass::exec
