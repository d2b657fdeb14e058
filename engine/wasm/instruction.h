// SPDX-License-Identifier: Apache-2.0
/// One instruction as a value, and the reader that yields them from the bytes of a body (spec §5.4).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/wasm/instruction_table.h"
#include "engine/wasm/module.h"
#include "engine/wasm/problem.h"

namespace watchglass::wasm {

namespace detail {
class ByteReader;
}

struct BlockType {
    enum class Kind : uint8_t { Empty, Value, Index } kind = Kind::Empty;
    ValType value;
    uint32_t index = 0;
};

/// One clause of try_table.
struct Catch {
    enum class Kind : uint8_t { Catch, CatchRef, CatchAll, CatchAllRef } kind = Kind::Catch;
    uint32_t tag = 0, label = 0;
};

/// The immediates stand in `a`, `b` in the order of the binary format; which of them mean something says
/// `info(op).immediate`: e.g. CallIndirect a=type b=table, MemArg a=memory align=log2 value=offset, TableTable
/// a=destination b=source, BrOnCast a=label castFrom castTo, StructField a=type b=field, Func/Local/Label… a.
/// Constants: `value` holds the bits (i32 zero-extended), v128 stands in `v128`. The spans live until the next read.
struct Instruction {
    Op op = Op::Unreachable;
    uint32_t offset = 0; ///< of the first opcode byte in the module (text front end: the index of its token)
    uint32_t length = 0; ///< bytes, immediates included
    uint32_t a = 0, b = 0, align = 0;
    uint64_t value = 0;
    std::array<uint8_t, 16> v128{}; ///< V128 constant or Shuffle lanes
    uint8_t lane = 0;
    BlockType block;
    ValType castFrom, castTo;         ///< HeapType: castTo
    std::span<const uint32_t> labels; ///< BrTable, the default last
    std::span<const ValType> types;   ///< SelectTypes
    std::span<const Catch> catches;   ///< TryTable
};

class InstructionReader
{
public:
    /// Reads `range` of `bytes`; both must outlive the reader.
    InstructionReader(std::span<const uint8_t> bytes, Range range);
    /// False at the end or on an error; `problem()` tells which.
    bool next(Instruction &out);
    const std::optional<Problem> &problem() const { return m_problem; }
    uint32_t position() const { return m_at; }
    /// Goes on from there: the start of an instruction inside the range.
    void moveTo(uint32_t position) { m_at = position; }

private:
    void readImmediates(detail::ByteReader &reader, Instruction &out);

    std::span<const uint8_t> m_bytes;
    uint32_t m_at, m_end;
    std::optional<Problem> m_problem;
    std::vector<uint32_t> m_labels;
    std::vector<ValType> m_types;
    std::vector<Catch> m_catches;
};

} // namespace watchglass::wasm
