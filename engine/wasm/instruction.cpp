// SPDX-License-Identifier: Apache-2.0
#include "engine/wasm/instruction.h"

#include <algorithm>

#include "engine/wasm/byte_reader.h"

namespace watchglass::wasm {

namespace {

using detail::ByteReader;

constexpr Immediate immediates[] = {
#define WG_INSTRUCTION(Id, name, prefix, code, immediate, ...) Immediate::immediate,
#include "engine/wasm/instructions.def"
#undef WG_INSTRUCTION
};

constexpr uint16_t none = 0xffff;

/// One-byte opcodes are nearly all there is: they are looked up here without a call.
constexpr auto oneByteOps = [] {
    std::array<uint16_t, 256> table{};
    table.fill(none);
#define WG_INSTRUCTION(Id, name, prefix, code, ...)                                                                    \
    if (prefix == 0)                                                                                                   \
        table[(code)&0xff] = uint16_t(Op::Id);
#include "engine/wasm/instructions.def"
#undef WG_INSTRUCTION
    return table;
}();

BlockType readBlockType(ByteReader &reader)
{
    BlockType type;
    const uint32_t start = reader.at();
    const uint8_t byte = reader.peek();
    if (byte == 0x40) {
        reader.u8("a block type");
    } else if ((byte & 0xc0) == 0x40) {
        type.kind = BlockType::Kind::Value;
        type.value = detail::readValType(reader);
    } else {
        type.kind = BlockType::Kind::Index;
        const int64_t index = reader.s33("a block type");
        if (index < 0)
            reader.fail(start, "this is not a block type");
        type.index = uint32_t(index);
    }
    return type;
}

void readMemArg(ByteReader &reader, Instruction &out)
{
    const uint32_t start = reader.at();
    const uint32_t flags = reader.u32("an alignment");
    if (flags >= 0x80)
        reader.fail(start, "the flags of a memory access must be below 128");
    out.align = flags & 0x3f;
    out.a = flags & 0x40 ? reader.u32("a memory index") : 0;
    out.value = reader.u64("an offset");
}

void readLanes(ByteReader &reader, Instruction &out)
{
    if (reader.remaining() < out.v128.size()) {
        reader.fail(reader.at(), "the bytes end inside a vector");
        return;
    }
    std::copy_n(reader.here(), out.v128.size(), out.v128.begin());
    reader.skip(uint32_t(out.v128.size()));
}

void readCatches(ByteReader &reader, std::vector<Catch> &catches)
{
    catches.clear();
    for (uint32_t left = reader.count("catch clauses", UINT32_MAX); left && reader.ok(); --left) {
        const uint32_t start = reader.at();
        const uint8_t kind = reader.u8("a catch clause");
        if (kind > 3) {
            reader.fail(start, "the kind of a catch clause must be 0 to 3");
            return;
        }
        Catch item{Catch::Kind(kind), 0, 0};
        if (kind < 2)
            item.tag = reader.u32("a tag index");
        item.label = reader.u32("a label");
        catches.push_back(item);
    }
}

void readCastTypes(ByteReader &reader, Instruction &out)
{
    const uint32_t start = reader.at();
    const uint8_t flags = reader.u8("the flags of a cast");
    if (flags > 3)
        reader.fail(start, "the flags of a cast must be 0 to 3");
    out.a = reader.u32("a label");
    out.castFrom = detail::readHeapType(reader);
    out.castTo = detail::readHeapType(reader);
    out.castFrom.nullable = flags & 1;
    out.castTo.nullable = flags & 2;
}

void readHeapImmediate(ByteReader &reader, Instruction &out)
{
    out.castTo = detail::readHeapType(reader);
    out.castTo.nullable = out.op == Op::RefNull || out.op == Op::RefTestNull || out.op == Op::RefCastNull;
}

} // namespace

InstructionReader::InstructionReader(std::span<const uint8_t> bytes, Range range)
    : m_bytes(bytes), m_at(std::min<size_t>(range.begin, bytes.size())),
      m_end(std::max<uint32_t>(m_at, uint32_t(std::min<size_t>(range.end, bytes.size()))))
{
}

bool InstructionReader::next(Instruction &out)
{
    if (m_at == m_end || m_problem)
        return false;
    ByteReader reader(m_bytes, {m_at, m_end}, m_problem);
    out.offset = m_at;
    const uint8_t first = reader.u8("an instruction");
    if (const uint16_t op = oneByteOps[first]; op != none) {
        out.op = Op(op);
    } else {
        const bool prefixed = first >= 0xfb && first <= 0xfe;
        const uint32_t code = prefixed ? reader.u32("an instruction") : 0;
        const std::optional<Op> found = prefixed && reader.ok() ? opFromCode(first, code) : std::nullopt;
        if (!found) {
            reader.fail(m_at, "there is no instruction with this code");
            return false;
        }
        out.op = *found;
    }
    readImmediates(reader, out);
    m_at = reader.at();
    out.length = m_at - out.offset;
    return reader.ok();
}

void InstructionReader::readImmediates(ByteReader &reader, Instruction &out)
{
    switch (immediates[uint16_t(out.op)]) {
    case Immediate::None:
        break;
    case Immediate::Local:
    case Immediate::Global:
    case Immediate::Label:
    case Immediate::Func:
    case Immediate::Type:
    case Immediate::Table:
    case Immediate::Elem:
    case Immediate::Memory:
    case Immediate::Data:
    case Immediate::Tag:
        out.a = reader.u32("an index");
        break;
    case Immediate::CallIndirect:
    case Immediate::TableTable:
    case Immediate::ElemTable:
    case Immediate::MemoryMemory:
    case Immediate::DataMemory:
    case Immediate::StructField:
    case Immediate::TypeLen:
    case Immediate::TypeData:
    case Immediate::TypeElem:
    case Immediate::TypeType:
        out.a = reader.u32("an index");
        out.b = reader.u32("an index");
        break;
    case Immediate::MemArg:
        readMemArg(reader, out);
        break;
    case Immediate::MemArgLane:
        readMemArg(reader, out);
        out.lane = reader.u8("a lane");
        break;
    case Immediate::Lane:
        out.lane = reader.u8("a lane");
        break;
    case Immediate::I32:
        out.value = uint32_t(reader.s32("an i32"));
        break;
    case Immediate::I64:
        out.value = uint64_t(reader.s64("an i64"));
        break;
    case Immediate::F32:
        out.value = reader.fixed(4, "an f32");
        break;
    case Immediate::F64:
        out.value = reader.fixed(8, "an f64");
        break;
    case Immediate::V128:
    case Immediate::Shuffle:
        readLanes(reader, out);
        break;
    case Immediate::Block:
        out.block = readBlockType(reader);
        break;
    case Immediate::BrTable: {
        m_labels.clear();
        for (uint32_t left = reader.count("labels", UINT32_MAX); left && reader.ok(); --left)
            m_labels.push_back(reader.u32("a label"));
        m_labels.push_back(reader.u32("a label"));
        out.labels = m_labels;
        break;
    }
    case Immediate::HeapType:
        readHeapImmediate(reader, out);
        break;
    case Immediate::SelectTypes: {
        m_types.clear();
        for (uint32_t left = reader.count("types", UINT32_MAX); left && reader.ok(); --left)
            m_types.push_back(detail::readValType(reader));
        out.types = m_types;
        break;
    }
    case Immediate::TryTable:
        out.block = readBlockType(reader);
        readCatches(reader, m_catches);
        out.catches = m_catches;
        break;
    case Immediate::BrOnCast:
        readCastTypes(reader, out);
        break;
    case Immediate::Fence: {
        const uint32_t start = reader.at();
        if (reader.u8("a fence") != 0)
            reader.fail(start, "the byte after atomic.fence must be 0");
        break;
    }
    }
}

} // namespace watchglass::wasm
