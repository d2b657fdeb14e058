// SPDX-License-Identifier: Apache-2.0
#include "engine/wasm/byte_reader.h"

namespace watchglass::wasm::detail {

void ByteReader::fail(uint32_t offset, std::string message)
{
    if (!m_problem)
        m_problem = Problem{offset, std::move(message), {}, true};
    m_at = m_end;
}

void ByteReader::failEnd(uint32_t offset, const char *what)
{
    fail(offset, std::string("the bytes end inside ") + what);
}

uint64_t ByteReader::leb(unsigned bits, bool isSigned, const char *what)
{
    const uint32_t start = m_at;
    uint64_t result = 0;
    for (unsigned shift = 0;; shift += 7) {
        if (m_at == m_end) {
            failEnd(start, what);
            return 0;
        }
        const uint8_t byte = m_data[m_at++];
        result |= uint64_t(byte & 0x7f) << shift;
        // Only the last byte a width allows has bits left over; they must repeat the sign or be 0.
        if (const unsigned left = bits - shift; left < 7) {
            if (byte & 0x80) {
                fail(start, std::string("the number of ") + what + " is written with too many bytes");
                return 0;
            }
            const uint8_t spare = isSigned ? uint8_t(0x7f << (left - 1)) & 0x7f : uint8_t(0x7f << left) & 0x7f;
            if ((byte & spare) != 0 && !(isSigned && (byte & spare) == spare)) {
                fail(start,
                     std::string("the number of ") + what + " does not fit in " + std::to_string(bits) + " bits");
                return 0;
            }
        }
        if (byte & 0x80)
            continue;
        if (isSigned && (byte & 0x40) && shift + 7 < 64)
            result |= ~uint64_t(0) << (shift + 7);
        return result;
    }
}

uint64_t ByteReader::fixed(unsigned size, const char *what)
{
    if (remaining() < size) {
        failEnd(m_at, what);
        return 0;
    }
    uint64_t value = 0;
    for (unsigned i = 0; i < size; ++i)
        value |= uint64_t(m_data[m_at + i]) << (8 * i);
    m_at += size;
    return value;
}

uint32_t ByteReader::count(const char *what, uint32_t limit)
{
    const uint32_t start = m_at;
    const uint32_t value = u32(what);
    if (value > remaining())
        fail(start, "there cannot be " + std::to_string(value) + " " + what + " in the bytes that are left");
    else if (value > limit)
        fail(start, std::to_string(value) + " " + what + " are more than the limit of " + std::to_string(limit));
    return ok() ? value : 0;
}

Range ByteReader::block(const char *what)
{
    const uint32_t start = m_at;
    const uint32_t size = u32(what);
    if (size > remaining()) {
        fail(start, std::string(what) + " of " + std::to_string(size) + " bytes reaches past the end");
        return {m_end, m_end};
    }
    const Range range{m_at, m_at + size};
    m_at = range.end;
    return range;
}

std::string ByteReader::name(const char *what)
{
    const uint32_t start = m_at;
    const Range range = block(what);
    if (!ok())
        return {};
    std::string text(reinterpret_cast<const char *>(m_data) + range.begin, range.size());
    if (!isUtf8(text))
        fail(start, std::string(what) + " is not well-formed UTF-8");
    return text;
}

bool isUtf8(std::string_view bytes)
{
    for (size_t i = 0; i < bytes.size();) {
        const uint8_t lead = uint8_t(bytes[i++]);
        if (lead < 0x80)
            continue;
        const unsigned more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
        if (lead < 0xc2 || lead > 0xf4 || bytes.size() - i < more)
            return false;
        uint32_t point = lead & (0x3f >> more);
        for (unsigned k = 0; k < more; ++k) {
            const uint8_t next = uint8_t(bytes[i++]);
            if ((next & 0xc0) != 0x80)
                return false;
            point = point << 6 | (next & 0x3f);
        }
        constexpr uint32_t least[] = {0, 0x80, 0x800, 0x10000};
        if (point < least[more] || point > 0x10ffff || (point >= 0xd800 && point < 0xe000))
            return false;
    }
    return true;
}

namespace {

std::optional<HeapKind> heapFromByte(uint8_t byte)
{
    switch (byte) {
    case 0x69:
        return HeapKind::Exn;
    case 0x6a:
        return HeapKind::Array;
    case 0x6b:
        return HeapKind::Struct;
    case 0x6c:
        return HeapKind::I31;
    case 0x6d:
        return HeapKind::Eq;
    case 0x6e:
        return HeapKind::Any;
    case 0x6f:
        return HeapKind::Extern;
    case 0x70:
        return HeapKind::Func;
    case 0x71:
        return HeapKind::None;
    case 0x72:
        return HeapKind::NoExtern;
    case 0x73:
        return HeapKind::NoFunc;
    case 0x74:
        return HeapKind::NoExn;
    default:
        return std::nullopt;
    }
}

} // namespace

ValType readHeapType(ByteReader &reader)
{
    const uint32_t start = reader.at();
    if (const auto heap = heapFromByte(reader.peek())) {
        reader.u8("a heap type");
        return ValType::ref(*heap, false);
    }
    const int64_t index = reader.s33("a heap type");
    if (index < 0)
        reader.fail(start, "this is not a heap type");
    return ValType::ref(HeapKind::Defined, false, uint32_t(index));
}

ValType readValType(ByteReader &reader)
{
    const uint32_t start = reader.at();
    const uint8_t byte = reader.u8("a value type");
    switch (byte) {
    case 0x7f:
        return I32;
    case 0x7e:
        return I64;
    case 0x7d:
        return F32;
    case 0x7c:
        return F64;
    case 0x7b:
        return V128;
    case 0x63:
    case 0x64: {
        ValType type = readHeapType(reader);
        type.nullable = byte == 0x63;
        return type;
    }
    default:
        if (const auto heap = heapFromByte(byte))
            return ValType::ref(*heap);
        reader.fail(start, "this is not a value type");
        return {};
    }
}

ValType readRefType(ByteReader &reader)
{
    const uint32_t start = reader.at();
    const ValType type = readValType(reader);
    if (!type.isRef())
        reader.fail(start, "this is not a reference type");
    return type;
}

FieldType readFieldType(ByteReader &reader)
{
    FieldType field;
    if (reader.peek() == 0x78 || reader.peek() == 0x77)
        field.type.kind = reader.u8("a field type") == 0x78 ? TypeKind::I8 : TypeKind::I16;
    else
        field.type = readValType(reader);
    const uint32_t start = reader.at();
    const uint8_t mutability = reader.u8("the mutability of a field");
    if (mutability > 1)
        reader.fail(start, "the mutability of a field must be 0 or 1");
    field.isMutable = mutability == 1;
    return field;
}

} // namespace watchglass::wasm::detail
