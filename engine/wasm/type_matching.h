// SPDX-License-Identifier: Apache-2.0
/// Matching of types (spec §3.3), for whoever numbers defined types: a module by their indices, running code by
/// identities that hold for the whole process.
#pragma once

#include "engine/wasm/module.h"

namespace watchglass::wasm {

/// The top of the hierarchy that an abstract heap type stands in: Any, Func, Extern or Exn.
HeapKind topOf(HeapKind abstract);
/// Whether an abstract heap type is, or stands under, another one.
bool abstractMatches(HeapKind sub, HeapKind super);
/// The abstract type right above the defined types of that kind.
HeapKind abstractOf(SubType::Kind kind);

/// `defined.above(index)` is the abstract type right above a defined one, Bottom when there is none of that number;
/// `defined.matches(sub, super)` compares two defined ones.
template <class Defined>
bool heapMatches(const ValType &sub, const ValType &super, const Defined &defined)
{
    if (sub.heap == HeapKind::Bottom)
        return true;
    if (sub.heap == HeapKind::Defined)
        return super.heap == HeapKind::Defined ? defined.matches(sub.index, super.index)
                                               : abstractMatches(defined.above(sub.index), super.heap);
    if (super.heap != HeapKind::Defined)
        return abstractMatches(sub.heap, super.heap);
    const HeapKind above = defined.above(super.index);
    return above == HeapKind::Func ? sub.heap == HeapKind::NoFunc
                                   : above != HeapKind::Bottom && sub.heap == HeapKind::None;
}

template <class Defined>
bool typeMatches(const ValType &sub, const ValType &super, const Defined &defined)
{
    if (sub.kind == TypeKind::Bottom)
        return true;
    if (sub.kind != super.kind)
        return false;
    return !sub.isRef() || ((!sub.nullable || super.nullable) && heapMatches(sub, super, defined));
}

/// A recursion group of a module as a string that two groups share exactly when they are equal: members by place in
/// the group, other types by their number in `ids`, which holds those known so far.
std::string recursionGroupKey(const Module &module, uint32_t start, uint32_t size, const std::vector<uint32_t> &ids);

} // namespace watchglass::wasm
