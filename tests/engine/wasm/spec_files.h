// SPDX-License-Identifier: Apache-2.0
/// The specification's core suite as lists of binary modules, found through WATCHGLASS_TEST_DATA.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/wasm/module.h"

namespace watchglass::wasm::testing {

/// One command of a suite file that has a binary module.
struct SpecModule {
    std::string file;    ///< "address.3.wasm"
    std::string command; ///< "module_definition", "assert_invalid", "assert_malformed"
    std::string text;    ///< what the suite calls the problem
    std::shared_ptr<const Bytes> bytes;
};

/// The folder json-3.0, or nothing when the variable is unset or the folder is missing.
std::optional<std::filesystem::path> specFolder();
/// Every JSON file of the suite, sorted.
std::vector<std::filesystem::path> specFiles(const std::filesystem::path &folder);
std::vector<SpecModule> specModules(const std::filesystem::path &json);

} // namespace watchglass::wasm::testing
