// SPDX-License-Identifier: Apache-2.0
/// The public wasi-testsuite (WebAssembly/wasi-testsuite, branch prod/testsuite-base): its preview 1 programs with what
/// they are to be given and to do, as its doc/specification.md tells. WATCHGLASS_WASI_TESTS names the folder.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace watchglass::wasi {

struct SuiteProgram {
    std::filesystem::path module;
    std::vector<std::string> arguments;
    std::map<std::string, std::string> environment;
    std::filesystem::path root; ///< to be copied and granted as "/"; empty when the program has none
    int exitCode = 0;
    std::string output; ///< when `checksOutput`
    bool checksOutput = false;
};

/// Empty when the suite is not there.
std::vector<SuiteProgram> suitePrograms();

} // namespace watchglass::wasi
