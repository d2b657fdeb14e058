// SPDX-License-Identifier: Apache-2.0
/// What a module is made of and what it needs, as a value and as JSON.
#pragma once

#include <string>
#include <vector>

#include "engine/wasm/features.h"
#include "engine/wasm/module.h"
#include "engine/wasm/names.h"

namespace watchglass::wasm {

/// Human listing of what the module needs and of everything in it, one item a line.
std::string inspectText(const Module &module);
/// The same as JSON (object with types, imports, functions, tables, memories, globals, tags, exports, elements, data,
/// sections, features, needs, hosts, limits, each with indices, names, sizes in bytes and offsets).
std::string inspectJson(const Module &module);

} // namespace watchglass::wasm
