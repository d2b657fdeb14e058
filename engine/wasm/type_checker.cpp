// SPDX-License-Identifier: Apache-2.0
/// Validation of the type section (spec §3.2.8 – §3.2.12).
#include <algorithm>

#include "engine/wasm/limits.h"
#include "engine/wasm/module_checker.h"

namespace watchglass::wasm::detail {

bool ModuleChecker::known(const ValType &type, uint32_t bound) const
{
    return !type.isRef() || type.heap != HeapKind::Defined || type.index < bound;
}

bool ModuleChecker::checkKnown(const ValType &type, uint32_t offset)
{
    if (known(type, uint32_t(m_module.types.size())))
        return true;
    add(offset, "there is no type " + std::to_string(type.index));
    return false;
}

bool ModuleChecker::isFunctionType(uint32_t index, uint32_t offset)
{
    if (index >= m_module.types.size()) {
        add(offset, "there is no type " + std::to_string(index));
        return false;
    }
    if (m_module.types[index].kind == SubType::Kind::Func)
        return true;
    add(offset, "type " + std::to_string(index) + " is not a function type");
    return false;
}

void ModuleChecker::types()
{
    // First every index, so that the structural comparison after it meets known types only.
    const size_t before = m_problems.size();
    for (uint32_t i = 0; i < m_module.types.size() && !full(); ++i)
        type(i);
    if (m_problems.size() != before)
        return;
    std::vector<uint8_t> depth(m_module.types.size());
    for (uint32_t i = 0; i < m_module.types.size() && !full(); ++i) {
        const SubType &type = m_module.types[i];
        if (!type.super)
            continue;
        superType(i);
        depth[i] = uint8_t(std::min(depth[*type.super] + 1, 255));
        if (depth[i] > wasm::limits::subtypeDepth)
            add(type.at, "type " + std::to_string(i) + " has more than " + std::to_string(wasm::limits::subtypeDepth) +
                             " supertypes above it");
    }
}

/// A type may name those before it and those of its own recursion group.
void ModuleChecker::type(uint32_t index)
{
    const SubType &type = m_module.types[index];
    const uint32_t bound = type.groupStart + type.groupSize;
    const auto check = [&](const ValType &value) {
        if (!known(value, bound))
            add(type.at, "type " + std::to_string(index) + " names type " + std::to_string(value.index) +
                             ", which is not there yet; only types of one recursion group may name each other");
    };
    std::for_each(type.func.params.begin(), type.func.params.end(), check);
    std::for_each(type.func.results.begin(), type.func.results.end(), check);
    for (const FieldType &field : type.fields)
        check(field.type);
    if (type.super && *type.super >= index)
        add(type.at, "the supertype of type " + std::to_string(index) + " must come before it; there is no type " +
                         std::to_string(*type.super) + " yet");
}

bool ModuleChecker::fieldMatches(const FieldType &sub, const FieldType &super) const
{
    if (sub.isMutable != super.isMutable || !matches(m_module, sub.type, super.type))
        return false;
    return !sub.isMutable || matches(m_module, super.type, sub.type);
}

bool ModuleChecker::structureMatches(const SubType &sub, const SubType &super) const
{
    if (sub.kind != super.kind)
        return false;
    if (sub.kind != SubType::Kind::Func) {
        if (sub.fields.size() < super.fields.size())
            return false;
        return std::equal(super.fields.begin(), super.fields.end(), sub.fields.begin(),
                          [this](const FieldType &a, const FieldType &b) { return fieldMatches(b, a); });
    }
    const auto below = [this](const ValType &a, const ValType &b) { return matches(m_module, a, b); };
    const FuncType &a = sub.func, &b = super.func;
    return std::equal(b.params.begin(), b.params.end(), a.params.begin(), a.params.end(), below) &&
           std::equal(a.results.begin(), a.results.end(), b.results.begin(), b.results.end(), below);
}

void ModuleChecker::superType(uint32_t index)
{
    const SubType &type = m_module.types[index];
    const SubType &super = m_module.types[*type.super];
    const std::string names =
        "type " + std::to_string(index) + " cannot be a subtype of type " + std::to_string(*type.super);
    if (super.isFinal)
        add(type.at, names + ": that one is final");
    else if (!structureMatches(type, super))
        add(type.at, names + ": their structures do not match");
}

} // namespace watchglass::wasm::detail
