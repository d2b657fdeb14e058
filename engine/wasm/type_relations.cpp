// SPDX-License-Identifier: Apache-2.0
/// Which types are equal and which stand under which (spec §3.3).
#include <algorithm>
#include <string>
#include <unordered_map>

#include "engine/wasm/module.h"

namespace watchglass::wasm {

namespace {

/// Writes a recursion group as a string that two groups share exactly when they are equal: references inside the group
/// count from its start, others name the canonical type.
class GroupKey
{
public:
    GroupKey(const Module &module, uint32_t start, uint32_t size) : m_module(module), m_start(start), m_size(size) {}

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
        const bool known = i < m_module.canonical.size();
        byte(inside ? 0 : known ? 1 : 2);
        number(inside ? i - m_start : known ? m_module.canonical[i] : i);
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

/// The abstract type right above a defined one.
HeapKind aboveDefined(const Module &module, uint32_t index)
{
    if (index >= module.types.size())
        return HeapKind::Bottom;
    switch (module.types[index].kind) {
    case SubType::Kind::Func:
        return HeapKind::Func;
    case SubType::Kind::Struct:
        return HeapKind::Struct;
    case SubType::Kind::Array:
        return HeapKind::Array;
    }
    return HeapKind::Bottom;
}

bool abstractMatches(HeapKind sub, HeapKind super)
{
    if (sub == super)
        return true;
    switch (super) {
    case HeapKind::Any:
        return sub == HeapKind::Eq || sub == HeapKind::I31 || sub == HeapKind::Struct || sub == HeapKind::Array ||
               sub == HeapKind::None;
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

bool heapMatches(const Module &module, const ValType &sub, const ValType &super)
{
    if (sub.heap == HeapKind::Bottom)
        return true;
    if (sub.heap == HeapKind::Defined) {
        if (super.heap == HeapKind::Defined)
            return definedMatches(module, sub.index, super.index);
        return abstractMatches(aboveDefined(module, sub.index), super.heap);
    }
    if (super.heap == HeapKind::Defined) {
        const HeapKind above = aboveDefined(module, super.index);
        return above == HeapKind::Func ? sub.heap == HeapKind::NoFunc
                                       : above != HeapKind::Bottom && sub.heap == HeapKind::None;
    }
    return abstractMatches(sub.heap, super.heap);
}

} // namespace

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
        const auto [found, isNew] = groups.try_emplace(GroupKey(module, start, size).take(), start);
        for (uint32_t i = 0; i < size; ++i)
            module.canonical.push_back(found->second + i);
        start += size;
    }
}

bool matches(const Module &module, const ValType &sub, const ValType &super)
{
    if (sub.kind == TypeKind::Bottom)
        return true;
    if (sub.kind != super.kind)
        return false;
    if (!sub.isRef())
        return true;
    if (sub.nullable && !super.nullable)
        return false;
    return heapMatches(module, sub, super);
}

} // namespace watchglass::wasm
