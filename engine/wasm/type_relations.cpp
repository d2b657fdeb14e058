// SPDX-License-Identifier: Apache-2.0
/// Which types are equal and which stand under which (spec §3.3).
#include <algorithm>
#include <string>
#include <unordered_map>

#include "engine/wasm/type_matching.h"

namespace watchglass::wasm {

namespace {

/// Writes what `recursionGroupKey` returns.
class GroupKey
{
public:
    GroupKey(const Module &module, uint32_t start, uint32_t size, const std::vector<uint32_t> &ids)
        : m_module(module), m_start(start), m_size(size), m_ids(ids)
    {
    }

    std::string take()
    {
        number(m_size);
        for (uint32_t i = m_start; i < m_start + m_size; ++i) {
            const SubType &type = m_module.types[i];
            byte(uint8_t(type.kind));
            byte(uint8_t(type.isFinal));
            byte(uint8_t(type.super.has_value()));
            if (type.super)
                index(*type.super);
            if (type.kind == SubType::Kind::Func) {
                list(type.func.params);
                list(type.func.results);
            } else {
                number(uint32_t(type.fields.size()));
                for (const FieldType &field : type.fields) {
                    byte(uint8_t(field.isMutable));
                    value(field.type);
                }
            }
        }
        return std::move(m_key);
    }

private:
    void byte(uint8_t b) { m_key += char(b); }
    void number(uint32_t n) { m_key.append(reinterpret_cast<const char *>(&n), sizeof n); }
    void index(uint32_t i)
    {
        const bool inside = i - m_start < m_size; // wraps for smaller ones, which are outside
        const bool known = i < m_ids.size();
        byte(inside ? 0 : known ? 1 : 2);
        number(inside ? i - m_start : known ? m_ids[i] : i);
    }
    void value(const ValType &type)
    {
        byte(uint8_t(type.kind));
        if (!type.isRef())
            return;
        byte(uint8_t(type.heap));
        byte(uint8_t(type.nullable));
        if (type.heap == HeapKind::Defined)
            index(type.index);
    }
    void list(const std::vector<ValType> &types)
    {
        number(uint32_t(types.size()));
        for (const ValType &type : types)
            value(type);
    }

    const Module &m_module;
    uint32_t m_start, m_size;
    const std::vector<uint32_t> &m_ids;
    std::string m_key;
};

uint32_t canonicalOf(const Module &module, uint32_t index)
{
    return index < module.canonical.size() ? module.canonical[index] : index;
}

/// Whether defined type `sub` is `super` or has it among its supertypes. Supertypes have smaller indices; anything else
/// is invalid and ends the search.
bool definedMatches(const Module &module, uint32_t sub, uint32_t super)
{
    const uint32_t wanted = canonicalOf(module, super);
    for (;;) {
        if (canonicalOf(module, sub) == wanted)
            return true;
        if (sub >= module.types.size())
            return false;
        const std::optional<uint32_t> &next = module.types[sub].super;
        if (!next || *next >= sub)
            return false;
        sub = *next;
    }
}

/// Types as a module numbers them.
struct OfModule {
    const Module &module;
    HeapKind above(uint32_t index) const
    {
        return index < module.types.size() ? abstractOf(module.types[index].kind) : HeapKind::Bottom;
    }
    bool matches(uint32_t sub, uint32_t super) const { return definedMatches(module, sub, super); }
};

} // namespace

HeapKind topOf(HeapKind abstract)
{
    switch (abstract) {
    case HeapKind::Func:
    case HeapKind::NoFunc:
        return HeapKind::Func;
    case HeapKind::Extern:
    case HeapKind::NoExtern:
        return HeapKind::Extern;
    case HeapKind::Exn:
    case HeapKind::NoExn:
        return HeapKind::Exn;
    default:
        return HeapKind::Any;
    }
}

bool abstractMatches(HeapKind sub, HeapKind super)
{
    if (sub == super)
        return true;
    switch (super) {
    case HeapKind::Any:
        return sub == HeapKind::Eq || abstractMatches(sub, HeapKind::Eq);
    case HeapKind::Eq:
        return sub == HeapKind::I31 || sub == HeapKind::Struct || sub == HeapKind::Array || sub == HeapKind::None;
    case HeapKind::I31:
    case HeapKind::Struct:
    case HeapKind::Array:
        return sub == HeapKind::None;
    case HeapKind::Func:
        return sub == HeapKind::NoFunc;
    case HeapKind::Extern:
        return sub == HeapKind::NoExtern;
    case HeapKind::Exn:
        return sub == HeapKind::NoExn;
    default:
        return false;
    }
}

HeapKind abstractOf(SubType::Kind kind)
{
    switch (kind) {
    case SubType::Kind::Func:
        return HeapKind::Func;
    case SubType::Kind::Struct:
        return HeapKind::Struct;
    case SubType::Kind::Array:
        return HeapKind::Array;
    }
    return HeapKind::Bottom;
}

std::string recursionGroupKey(const Module &module, uint32_t start, uint32_t size, const std::vector<uint32_t> &ids)
{
    return GroupKey(module, start, size, ids).take();
}

void computeCanonical(Module &module)
{
    const uint32_t count = uint32_t(module.types.size());
    module.canonical.clear();
    module.canonical.reserve(count);
    std::unordered_map<std::string, uint32_t> groups;
    for (uint32_t start = 0; start < count;) {
        // A caller may have left the group fields at their defaults: then each type is a group of its own.
        const SubType &first = module.types[start];
        uint32_t size = first.groupStart == start && first.groupSize ? first.groupSize : 1;
        size = std::min(size, count - start);
        const auto [found, isNew] = groups.try_emplace(recursionGroupKey(module, start, size, module.canonical), start);
        for (uint32_t i = 0; i < size; ++i)
            module.canonical.push_back(found->second + i);
        start += size;
    }
}

bool matches(const Module &module, const ValType &sub, const ValType &super)
{
    return typeMatches(sub, super, OfModule{module});
}

} // namespace watchglass::wasm
