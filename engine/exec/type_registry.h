// SPDX-License-Identifier: Apache-2.0
/// One identity for every type in the process: modules that meet compare types by number, with recursion groups equal
/// as a whole (spec §3.3, iso-recursive equality). Safe from any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/wasm/module.h"

namespace watchglass::exec {

/// Type index → identity.
std::vector<uint32_t> registerTypes(const wasm::Module &module);
/// The identity of a lone function type that names no types of a module.
uint32_t registerType(const wasm::FuncType &type);
/// Whether `sub` is `super` or declared below it.
bool isSubtype(uint32_t sub, uint32_t super);

/// The type with its index replaced by the identity.
wasm::ValType processWide(const wasm::ValType &type, const std::vector<uint32_t> &ids);
/// Matching of process-wide types.
bool matchesProcessWide(const wasm::ValType &sub, const wasm::ValType &super);

} // namespace watchglass::exec
