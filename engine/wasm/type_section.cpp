// SPDX-License-Identifier: Apache-2.0
/// The type section: recursion groups of function, struct and array types (spec §5.3, §5.5.4).
#include "engine/wasm/limits.h"
#include "engine/wasm/section_reader.h"

namespace watchglass::wasm::detail {

namespace {
constexpr uint8_t recCode = 0x4e, subFinalCode = 0x4f, subCode = 0x50, arrayCode = 0x5e, structCode = 0x5f,
                  funcCode = 0x60;
}

void SectionReader::types()
{
    for (uint32_t left = m_reader.count("types", wasm::limits::types); left && m_reader.ok(); --left) {
        const uint32_t start = uint32_t(m_module.types.size());
        uint32_t size = 1;
        if (m_reader.peek() == recCode) {
            m_reader.u8("a recursion group");
            size = m_reader.count("types in a group", wasm::limits::types);
        }
        for (uint32_t i = 0; i < size && m_reader.ok(); ++i) {
            m_module.types.push_back(subType());
            m_module.types.back().groupStart = start;
            m_module.types.back().groupSize = size;
        }
    }
}

SubType SectionReader::subType()
{
    SubType type;
    type.at = m_reader.at();
    if (m_reader.peek() == subCode || m_reader.peek() == subFinalCode) {
        type.isFinal = m_reader.u8("a type") == subFinalCode;
        const uint32_t start = m_reader.at();
        const uint32_t supers = m_reader.u32("the number of supertypes");
        if (supers > 1)
            m_reader.fail(start, "a type can have one supertype at most");
        if (supers == 1)
            type.super = m_reader.u32("a type index");
    }
    composite(type);
    return type;
}

void SectionReader::composite(SubType &type)
{
    const uint32_t start = m_reader.at();
    switch (m_reader.u8("a type")) {
    case funcCode:
        type.func.params = valTypes("parameters");
        type.func.results = valTypes("results");
        break;
    case structCode:
        type.kind = SubType::Kind::Struct;
        for (uint32_t left = m_reader.count("fields", wasm::limits::fields); left && m_reader.ok(); --left)
            type.fields.push_back(readFieldType(m_reader));
        break;
    case arrayCode:
        type.kind = SubType::Kind::Array;
        type.fields.push_back(readFieldType(m_reader));
        break;
    default:
        m_reader.fail(start, "a type must be a function, a struct or an array");
    }
}

std::vector<ValType> SectionReader::valTypes(const char *what)
{
    const uint32_t count = m_reader.count(what, wasm::limits::params);
    std::vector<ValType> types;
    types.reserve(count);
    for (uint32_t i = 0; i < count && m_reader.ok(); ++i)
        types.push_back(readValType(m_reader));
    return types;
}

} // namespace watchglass::wasm::detail
