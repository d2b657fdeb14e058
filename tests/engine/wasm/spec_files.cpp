// SPDX-License-Identifier: Apache-2.0
#include "spec_files.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include <nlohmann/json.hpp>

namespace watchglass::wasm::testing {

std::optional<std::filesystem::path> specFolder()
{
    const char *data = std::getenv("WATCHGLASS_TEST_DATA");
    if (!data)
        return std::nullopt;
    const std::filesystem::path folder = std::filesystem::path(data) / "spec" / "json-3.0";
    if (!std::filesystem::is_directory(folder))
        return std::nullopt;
    return folder;
}

std::vector<std::filesystem::path> specFiles(const std::filesystem::path &folder)
{
    std::vector<std::filesystem::path> files;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.path().extension() == ".json")
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

std::vector<SpecModule> specModules(const std::filesystem::path &json)
{
    std::ifstream stream(json);
    const nlohmann::json suite = nlohmann::json::parse(stream);
    std::vector<SpecModule> modules;
    for (const auto &command : suite.at("commands")) {
        if (command.value("module_type", "") != "binary")
            continue;
        SpecModule module;
        module.file = command.at("filename");
        module.command = command.at("type");
        module.text = command.value("text", "");
        std::ifstream wasm(json.parent_path() / module.file, std::ios::binary);
        module.bytes = std::make_shared<Bytes>(std::istreambuf_iterator<char>(wasm), std::istreambuf_iterator<char>());
        modules.push_back(std::move(module));
    }
    return modules;
}

} // namespace watchglass::wasm::testing
