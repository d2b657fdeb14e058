// SPDX-License-Identifier: Apache-2.0
/// What a module is made of and what it needs, as a value and as JSON.
#pragma once

#include <string>
#include <vector>

#include "engine/wasm/module.h"
#include "engine/wasm/instruction_table.h"
#include "engine/wasm/names.h"

namespace watchglass::wasm {

/// The features beyond 1.0 that the module uses, in the order of the enum; found by reading every body once.
std::vector<Feature> usedFeatures(const Module &module);
std::string_view featureName(Feature feature);

/// Human listing of everything in the module, one item a line.
std::string inspectText(const Module &module);
/// The same as JSON (object with types, imports, functions, tables, memories, globals, tags, exports, elements, data,
/// sections, features, each with indices, names, sizes in bytes and offsets).
std::string inspectJson(const Module &module);

} // namespace watchglass::wasm
