// SPDX-License-Identifier: Apache-2.0
/// The disassembler against every module of the specification's suite.
#include <gtest/gtest.h>

#include <sstream>

#include "engine/wasm/names.h"
#include "engine/wasm/validator.h"
#include "engine/wat/disassembler.h"
#include "tests/engine/wat/modules.h"

namespace watchglass::wat {

namespace {

using namespace test;

uint32_t instructionsIn(const wasm::Module &module)
{
    uint32_t count = 0;
    for (const wasm::Function &function : module.functions) {
        if (function.imported)
            continue;
        wasm::InstructionReader reader(*module.bytes, function.code);
        for (wasm::Instruction instruction; reader.next(instruction);)
            ++count;
    }
    return count;
}

/// `(ref.func $f)` → `$f`, in a line that lists nothing else.
std::string functionList(std::string line)
{
    const std::string item = "(ref.func ";
    line.replace(line.find("funcref"), 7, "func");
    for (size_t at = line.find(item); at != line.npos; at = line.find(item, at)) {
        line.erase(at, item.size());
        size_t close = line.find(')', at);
        while (line[close - 1] == ';') // the end of a comment
            close = line.find(')', close + 1);
        line.erase(close, 1);
    }
    return line;
}

/// `block (;@1;) (type $t) (result i32)` → `block (;@1;) (result i32)`, when the type has no parameters.
std::string shortBlockType(std::string line)
{
    const size_t type = line.find(" (type ");
    if (type == line.npos || line.find(" (param ", type) != line.npos)
        return line;
    const std::string results = line.substr(line.find(')', type) + 1);
    return results.find(' ', sizeof " (result ") == results.npos ? line.substr(0, type) + results : line;
}

/// The text without what the binary format may say in two ways: wabt chooses the shorter one for block types, and lists
/// of functions for lists of `ref.func`.
std::string normalised(const std::string &text)
{
    std::string same;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const std::string trimmed = line.substr(std::min(line.find_first_not_of(' '), line.size()));
        if (trimmed.starts_with("(elem ") && trimmed.find("funcref (ref.func ") != line.npos)
            line = functionList(line);
        else if (trimmed.starts_with("block ") || trimmed.starts_with("loop ") || trimmed.starts_with("if "))
            line = shortBlockType(line);
        same += line + '\n';
    }
    return same;
}

void expectMapFits(const wasm::Module &module, const Disassembly &whole, const std::string &file)
{
    EXPECT_EQ(whole.map.mappings().size(), instructionsIn(module)) << file;
    const LineIndex lines(whole.text);
    for (const Mapping &mapping : whole.map.mappings()) {
        const std::optional<wasm::Op> op = opAt(module, mapping.offset);
        ASSERT_TRUE(op) << file << " at " << mapping.offset;
        ASSERT_TRUE(isSpelling(*op, at(whole.text, mapping.text)))
            << file << " at " << mapping.offset << ": " << at(whole.text, mapping.text);
        ASSERT_EQ(mapping.line, lines.at(mapping.text.begin).line) << file;
        ASSERT_EQ(whole.map.atOffset(mapping.offset), &mapping) << file;
    }
}

TEST(DisassemblerSuite, EveryModuleOfTheSpecificationBecomesTextThatKnowsItsOffsets)
{
    const auto folder = testData("spec/json-3.0");
    if (!folder)
        GTEST_SKIP() << "skipped: not there";
    uint32_t modules = 0;
    for (const auto &path : filesBelow(*folder, ".wasm")) {
        const wasm::DecodeResult decoded = wasm::decode(fileBytes(path));
        if (!decoded)
            continue;
        ++modules;
        const wasm::Names names = wasm::readNames(*decoded.module);
        const Disassembly whole = disassemble(*decoded.module, names);
        expectMapFits(*decoded.module, whole, path.filename());
        for (uint32_t i = 0; i < decoded.module->functions.size(); ++i)
            EXPECT_FALSE(listing(*decoded.module, names, i).empty()) << path;
    }
    RecordProperty("modules", int(modules));
    EXPECT_GT(modules, 4000u);
}

TEST(DisassemblerSuite, ValidModulesThatWabtAcceptsComeBackTheSame)
{
    const auto folder = testData("spec/json-3.0");
    if (!folder)
        GTEST_SKIP() << "skipped: not there";
    Assembler assembler;
    AssembleOptions options;
    options.nameSection = false;
    uint32_t tried = 0, accepted = 0;
    for (const auto &path : filesBelow(*folder, ".wasm")) {
        const wasm::DecodeResult decoded = wasm::decode(fileBytes(path));
        if (!decoded || !wasm::validate(*decoded.module, 1).empty())
            continue;
        ++tried;
        const wasm::Names names = wasm::readNames(*decoded.module);
        const std::string text = disassemble(*decoded.module, names).text;
        const Assembled assembled = assembler.assemble(text, options);
        if (!assembled) {
            ASSERT_FALSE(assembled.diagnostics.empty()) << path;
            if (std::getenv("WATCHGLASS_TELL"))
                std::printf("%s: %s\n", path.filename().c_str(), assembled.diagnostics[0].message.c_str());
            continue;
        }
        ++accepted;
        const wasm::DecodeResult again = wasm::decode(assembled.bytes);
        ASSERT_TRUE(again) << path;
        EXPECT_EQ(normalised(disassemble(*again.module, names).text), normalised(text)) << path;
    }
    RecordProperty("tried", int(tried));
    RecordProperty("accepted", int(accepted));
    std::printf("%u of %u modules were accepted by wabt\n", accepted, tried);
    EXPECT_GT(accepted, tried / 2);
}

} // namespace

} // namespace watchglass::wat
