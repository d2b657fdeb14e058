// SPDX-License-Identifier: Apache-2.0
/// The one table of instructions (instructions.def) as typed values, and the ways to find a row (spec §5.4, §6.5).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace watchglass::wasm {

/// One value per row of the table, in its order, from 0 without holes: fit to index arrays of `OpCount`.
enum class Op : uint16_t {
#define WG_INSTRUCTION(Id, ...) Id,
#include "engine/wasm/instructions.def"
#undef WG_INSTRUCTION
};

inline constexpr uint32_t OpCount = 0
#define WG_INSTRUCTION(Id, ...) +1
#include "engine/wasm/instructions.def"
#undef WG_INSTRUCTION
    ;

// clang-format off: one line each would hide the list
/// What follows the opcode, in the order of the binary format. `Instruction` says where each part is kept.
enum class Immediate : uint8_t {
    None,
    Block,
    Label,
    BrTable,
    Func,
    CallIndirect, ///< type, table
    Type,
    Local,
    Global,
    Table,
    TableTable, ///< destination, source
    ElemTable,  ///< element segment, table
    Elem,
    Memory,
    MemoryMemory, ///< destination, source
    DataMemory,   ///< data segment, memory
    Data,
    MemArg,     ///< alignment as log2 of bytes, memory, offset
    MemArgLane, ///< MemArg, lane
    Lane,
    Shuffle, ///< sixteen lane numbers below 32
    I32,
    I64,
    F32,
    F64,
    V128,
    HeapType,
    SelectTypes, ///< a list of result types
    Tag,
    TryTable,    ///< block type, catch clauses
    StructField, ///< type, field
    TypeLen,     ///< type, number of operands
    TypeData,    ///< type, data segment
    TypeElem,    ///< type, element segment
    TypeType,    ///< destination type, source type
    BrOnCast,    ///< nullability of both types, label, source type, target type
    Fence,       ///< one zero byte
};

/// A step of the language beyond version 1.0, named after the proposal that brought it.
enum class Feature : uint8_t {
    Mvp,
    SignExt,
    SatFloatToInt,
    BulkMemory,
    RefTypes,
    MultiValue,
    Simd,
    RelaxedSimd,
    TailCall,
    FuncRefs,
    Gc,
    Exceptions,
    LegacyExceptions,
    Threads,
    MultiMemory,
    Memory64,
    ExtendedConst,
};
// clang-format on

/// A row. All text lives as long as the program; instructions.def says what the columns mean.
struct InstructionInfo {
    Op op;
    std::string_view name; ///< as in the text format; not unique ("select", "ref.test", "ref.cast")
    uint8_t prefix;        ///< 0 for one-byte opcodes, else 0xfb … 0xfe
    uint32_t code;         ///< the opcode byte, or the number after the prefix
    Immediate immediate;
    std::string_view signature; ///< "i32 i32 -> i32"; `addr` is i32 or i64; a leading '*' starts text for people
    Feature feature;
    std::string_view legacyNames; ///< separated by spaces
    std::string_view traps;       ///< separated by "; ", empty when it never traps
    std::string_view doc;         ///< one sentence
};

const InstructionInfo &info(Op op);
std::span<const InstructionInfo> allInstructions();

/// Nothing when no instruction has this code. Constant time.
std::optional<Op> opFromCode(uint8_t prefix, uint32_t code);
/// The first row of that name: `Select`, `RefTest` and `RefCast` for the shared ones.
std::optional<Op> opFromName(std::string_view name);
/// What an old spelling ("get_local") stands for; nothing for current names.
std::optional<Op> opFromLegacyName(std::string_view name);

/// Bytes that a load, store or atomic access touches, which is also its natural alignment; 0 for all others.
unsigned accessWidth(Op op);

} // namespace watchglass::wasm
