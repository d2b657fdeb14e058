// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/host_results.h"

#include <algorithm>

#include "engine/exec/objects.h"
#include "engine/exec/roots.h"
#include "engine/exec/type_registry.h"
#include "engine/wasm/type_matching.h"

namespace watchglass::exec {

namespace {

/// Whether a value of a host may stand where that process-wide type is wanted. Its own type says which hierarchy a
/// reference is of, and may be less exact than what it refers to.
bool fits(const Value &value, const wasm::ValType &wanted)
{
    using wasm::HeapKind;
    if (value.type.kind != wanted.kind)
        return false;
    if (!wanted.isRef())
        return true;
    const HeapKind top = wanted.heap != HeapKind::Defined                              ? wasm::topOf(wanted.heap)
                         : runtimeType(wanted.index).kind == wasm::SubType::Kind::Func ? HeapKind::Func
                                                                                       : HeapKind::Any;
    return (value.type.heap == HeapKind::Defined || wasm::topOf(value.type.heap) == top) &&
           CastTarget(wanted).accepts(value.bits[0]);
}

std::string foreign(const Function &function)
{
    return function.hostName + " hands over a reference that belongs to another store";
}

} // namespace

std::string misfit(const Function &function, std::span<const Value> results, const Store *store)
{
    const auto &types = function.type.results;
    if (results.size() != types.size())
        return function.hostName + " returns " + std::to_string(results.size()) + " values, but its type " +
               wasm::toString(function.type) + " wants " + std::to_string(types.size());
    for (size_t i = 0; i < types.size(); ++i)
        if (!fits(results[i], function.resultIds[i]))
            return function.hostName + " returns " + wasm::toString(results[i].type) + " where its type " +
                   wasm::toString(function.type) + " wants " + wasm::toString(types[i]);
    if (store &&
        !std::all_of(results.begin(), results.end(), [store](const Value &value) { return belongsTo(store, value); }))
        return foreign(function);
    return {};
}

std::string misfitOfException(const Function &function, const Value &exception, const Store *store)
{
    if (exception.bits[0] == 0)
        return function.hostName + " throws a null reference";
    return store && !belongsTo(store, exception) ? foreign(function) : std::string();
}

} // namespace watchglass::exec
