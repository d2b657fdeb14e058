// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/wasi/suite.h"

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

namespace watchglass::wasi {

namespace fs = std::filesystem;

namespace {

SuiteProgram read(const fs::path &module)
{
    SuiteProgram program{module, {}, {}, {}, 0, {}, false};
    fs::path specification = module;
    specification.replace_extension(".json");
    if (!fs::exists(specification))
        return program;
    const auto json = nlohmann::json::parse(std::ifstream(specification));
    program.arguments = json.value("args", program.arguments);
    program.environment = json.value("env", program.environment);
    program.exitCode = json.value("exit_code", 0);
    program.output = json.value("stdout", std::string());
    program.checksOutput = json.contains("stdout");
    if (json.contains("root") && json["root"].is_string())
        program.root = module.parent_path() / json["root"].get<std::string>();
    return program;
}

} // namespace

std::vector<SuiteProgram> suitePrograms()
{
    std::vector<SuiteProgram> programs;
    const char *folder = std::getenv("WATCHGLASS_WASI_TESTS");
    if (!folder || !fs::exists(folder))
        return programs;
    for (const fs::directory_entry &entry : fs::recursive_directory_iterator(folder))
        if (entry.path().extension() == ".wasm" && entry.path().string().find("wasip3") == std::string::npos)
            programs.push_back(read(entry.path()));
    return programs;
}

} // namespace watchglass::wasi
