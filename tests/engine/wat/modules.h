// SPDX-License-Identifier: Apache-2.0
/// What the tests of this room share: the public suite's modules, decoded, and how to look at texts and maps.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/wasm/decoder.h"
#include "engine/wasm/instruction.h"
#include "engine/wat/assembler.h"
#include "engine/wat/source_map.h"

namespace watchglass::wat::test {

inline std::string fileText(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline std::shared_ptr<const wasm::Bytes> fileBytes(const std::filesystem::path &path)
{
    const std::string text = fileText(path);
    return std::make_shared<const wasm::Bytes>(text.begin(), text.end());
}

/// A folder of ${WATCHGLASS_TEST_DATA}, nothing when it is not there.
inline std::optional<std::filesystem::path> testData(const std::string &folder)
{
    const char *root = std::getenv("WATCHGLASS_TEST_DATA");
    if (!root || !std::filesystem::is_directory(std::filesystem::path(root) / folder))
        return std::nullopt;
    return std::filesystem::path(root) / folder;
}

inline std::vector<std::filesystem::path> filesBelow(const std::filesystem::path &folder, const std::string &extension)
{
    std::vector<std::filesystem::path> files;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.path().extension() == extension)
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

inline std::string at(std::string_view text, TextRange range)
{
    return std::string(text.substr(range.begin, range.size()));
}

/// The instruction at an offset of a module.
inline std::optional<wasm::Op> opAt(const wasm::Module &module, uint32_t offset)
{
    wasm::InstructionReader reader(*module.bytes, {offset, uint32_t(module.bytes->size())});
    wasm::Instruction instruction;
    if (!reader.next(instruction))
        return std::nullopt;
    return instruction.op;
}

/// Whether a mapped piece of text is how that instruction is written: its name, an old name of it, or what closes it.
inline bool isSpelling(wasm::Op op, const std::string &word)
{
    const wasm::InstructionInfo &row = wasm::info(op);
    if (word == row.name || wasm::opFromLegacyName(word) == op)
        return true;
    return (op == wasm::Op::End && word == ")") || (op == wasm::Op::Else && word == "(");
}

} // namespace watchglass::wat::test
