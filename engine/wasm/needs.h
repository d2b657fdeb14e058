// SPDX-License-Identifier: Apache-2.0
/// The sizes of a module that hosts set limits to.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/wasm/module.h"

namespace watchglass::wasm {

struct Need {
    std::string_view key;  ///< for programs: "locals"
    std::string_view what; ///< for people: "most locals of one function"
    uint64_t amount = 0;
    std::string where; ///< "func 3"; empty for what counts as a whole
};
/// Those that are not zero.
std::vector<Need> needs(const Module &module);

/// "env: 3 functions, 1 memory": what has to be given, by the module it is imported from, in order of first appearance.
std::vector<std::string> importGroups(const Module &module);

} // namespace watchglass::wasm
