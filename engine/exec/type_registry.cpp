// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/type_registry.h"

#include <map>
#include <mutex>
#include <string>

namespace watchglass::exec {

using wasm::HeapKind;
using wasm::SubType;
using wasm::ValType;

namespace {

constexpr uint32_t noSuper = 0xffffffff;

/// Groups are found by their text; members of a group have consecutive identities.
struct Registry {
    struct Entry {
        SubType::Kind kind;
        uint32_t super;
    };
    std::mutex mutex;
    std::map<std::string, uint32_t> groups;
    std::vector<Entry> entries;
};

Registry &registry()
{
    static Registry instance;
    return instance;
}

/// Writes a recursion group so that equal groups read the same: members by place in the group, others by identity.
class GroupText
{
public:
    GroupText(uint32_t start, uint32_t size, const std::vector<uint32_t> &ids)
        : m_start(start), m_size(size), m_ids(ids)
    {
    }

    void add(const SubType &type)
    {
        number(uint32_t(type.kind) * 2 + type.isFinal);
        if (type.super)
            index(*type.super);
        else
            text += '-';
        types(type.func.params);
        types(type.func.results);
        number(uint32_t(type.fields.size()));
        for (const wasm::FieldType &field : type.fields) {
            number(field.isMutable);
            add(field.type);
        }
    }
    std::string text;

private:
    void number(uint32_t value) { text += std::to_string(value) + ','; }
    void index(uint32_t type)
    {
        const bool inside = type >= m_start && type - m_start < m_size;
        text += inside ? 'r' : 'g';
        number(inside ? type - m_start : m_ids[type]);
    }
    void types(const std::vector<ValType> &list)
    {
        number(uint32_t(list.size()));
        for (const ValType &type : list)
            add(type);
    }
    void add(const ValType &type)
    {
        number(uint32_t(type.kind));
        if (!type.isRef())
            return;
        number(uint32_t(type.heap) * 2 + type.nullable);
        if (type.heap == HeapKind::Defined)
            index(type.index);
    }

    uint32_t m_start, m_size;
    const std::vector<uint32_t> &m_ids;
};

} // namespace

std::vector<uint32_t> registerTypes(const wasm::Module &module)
{
    std::vector<uint32_t> ids(module.types.size());
    Registry &all = registry();
    const std::lock_guard lock(all.mutex);
    for (uint32_t start = 0; start < module.types.size();) {
        const uint32_t size = std::max(1u, module.types[start].groupSize);
        GroupText group(start, size, ids);
        for (uint32_t i = start; i < start + size; ++i)
            group.add(module.types[i]);
        const auto [at, isNew] = all.groups.try_emplace(group.text, uint32_t(all.entries.size()));
        for (uint32_t i = 0; i < size; ++i)
            ids[start + i] = at->second + i;
        for (uint32_t i = start; isNew && i < start + size; ++i)
            all.entries.push_back(
                {module.types[i].kind, module.types[i].super ? ids[*module.types[i].super] : noSuper});
        start += size;
    }
    return ids;
}

uint32_t registerType(const wasm::FuncType &type)
{
    wasm::Module module;
    module.types.emplace_back().func = type;
    return registerTypes(module)[0];
}

bool isSubtype(uint32_t sub, uint32_t super)
{
    Registry &all = registry();
    const std::lock_guard lock(all.mutex);
    while (sub != super && sub != noSuper)
        sub = all.entries[sub].super;
    return sub == super;
}

ValType processWide(const ValType &type, const std::vector<uint32_t> &ids)
{
    ValType result = type;
    if (type.isRef() && type.heap == HeapKind::Defined)
        result.index = ids[type.index];
    return result;
}

namespace {

HeapKind kindOf(uint32_t id)
{
    Registry &all = registry();
    const std::lock_guard lock(all.mutex);
    switch (all.entries[id].kind) {
    case SubType::Kind::Func:
        return HeapKind::Func;
    case SubType::Kind::Struct:
        return HeapKind::Struct;
    case SubType::Kind::Array:
        return HeapKind::Array;
    }
    return HeapKind::Any;
}

HeapKind topOf(HeapKind kind)
{
    switch (kind) {
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

bool isBottom(HeapKind kind)
{
    return kind == HeapKind::None || kind == HeapKind::NoFunc || kind == HeapKind::NoExtern || kind == HeapKind::NoExn;
}

bool heapMatches(const ValType &sub, const ValType &super)
{
    if (sub.heap == super.heap && (sub.heap != HeapKind::Defined || isSubtype(sub.index, super.index)))
        return true;
    const HeapKind below = sub.heap == HeapKind::Defined ? kindOf(sub.index) : sub.heap;
    const HeapKind above = super.heap == HeapKind::Defined ? kindOf(super.index) : super.heap;
    if (isBottom(below))
        return topOf(below) == topOf(above);
    if (super.heap == HeapKind::Defined)
        return false;
    if (below == above || above == topOf(below))
        return true;
    return above == HeapKind::Eq && topOf(below) == HeapKind::Any && below != HeapKind::Any;
}

} // namespace

bool matchesProcessWide(const ValType &sub, const ValType &super)
{
    if (sub.kind != super.kind)
        return false;
    return !sub.isRef() || ((!sub.nullable || super.nullable) && heapMatches(sub, super));
}

} // namespace watchglass::exec
