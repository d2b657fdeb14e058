// SPDX-License-Identifier: Apache-2.0
/// Random byte edits of the specification's modules: nothing may crash or read outside (meant for ASan and UBSan), and
/// the short cut of the validator must judge exactly as the long way does.
#include <gtest/gtest.h>

#include <random>

#include "engine/wasm/decoder.h"
#include "engine/wasm/inspect.h"
#include "engine/wasm/validator.h"
#include "spec_files.h"

namespace watchglass::wasm {

namespace {

bool same(const Problem &a, const Problem &b)
{
    return a.offset == b.offset && a.message == b.message && a.producers == b.producers && a.malformed == b.malformed;
}

/// The problems of one function, found one instruction at a time.
std::vector<Problem> stepByStep(const Module &module, uint32_t function, const std::vector<bool> &declared)
{
    const auto locals = module.localTypes(function);
    FunctionValidator validator(module, module.functions[function].type, locals, &declared);
    InstructionReader reader(*module.bytes, module.functions[function].code);
    Instruction instruction;
    while (reader.next(instruction))
        validator.feed(instruction);
    if (!reader.problem())
        validator.finish(module.functions[function].code.end);
    std::vector<Problem> problems(validator.problems().begin(), validator.problems().end());
    if (reader.problem())
        problems.push_back(*reader.problem());
    return problems;
}

void compareWays(const Module &module)
{
    const auto declared = declaredFunctions(module);
    for (uint32_t i = module.importedFunctions(); i < module.functions.size(); ++i) {
        auto quick = validateFunction(module, i, 1000);
        if (!quick.empty() && quick[0].offset == module.functions[i].body.begin)
            continue; // about the declared locals: the instructions are not looked at
        // A rule about bytes, not about instructions: text has no data count section.
        std::erase_if(quick,
                      [](const Problem &p) { return p.message.find("data count section") != std::string::npos; });
        const auto slow = stepByStep(module, i, declared);
        ASSERT_EQ(quick.size(), std::min<size_t>(slow.size(), 1000)) << "function " << i;
        EXPECT_TRUE(std::equal(quick.begin(), quick.end(), slow.begin(), same)) << "function " << i;
    }
}

void judge(const std::shared_ptr<const Bytes> &bytes)
{
    const DecodeResult result = decode(bytes);
    if (!result) {
        ASSERT_FALSE(result.problems.empty());
        EXPECT_LE(result.problems[0].offset, bytes->size());
        return;
    }
    const auto problems = validate(*result.module);
    for (const Problem &problem : problems)
        EXPECT_LE(problem.offset, bytes->size());
    inspectText(*result.module);
    inspectJson(*result.module);
    compareWays(*result.module); // also when the rest is invalid: an editor asks function by function
}

Bytes edited(const Bytes &original, std::mt19937 &random)
{
    Bytes bytes = original;
    const unsigned edits = 1 + random() % 4;
    for (unsigned i = 0; i < edits && bytes.size() > 8; ++i) {
        const size_t at = 8 + random() % (bytes.size() - 8);
        switch (random() % 4) {
        case 0:
            bytes[at] = uint8_t(random());
            break;
        case 1:
            bytes[at] ^= uint8_t(1u << random() % 8);
            break;
        case 2:
            bytes.erase(bytes.begin() + ptrdiff_t(at));
            break;
        default:
            bytes.insert(bytes.begin() + ptrdiff_t(at), uint8_t(random()));
            break;
        }
    }
    return bytes;
}

} // namespace

TEST(Mutation, noEditCrashesAndBothWaysAgree)
{
    const auto folder = testing::specFolder();
    if (!folder)
        GTEST_SKIP() << "skipped: not there";
    std::mt19937 random(20260617);
    size_t edits = 0;
    for (const auto &file : testing::specFiles(*folder)) {
        for (const auto &item : testing::specModules(file)) {
            judge(item.bytes);
            const int rounds = item.bytes->size() < 4096 ? 8 : 2;
            for (int round = 0; round < rounds; ++round, ++edits)
                judge(std::make_shared<Bytes>(edited(*item.bytes, random)));
        }
    }
    std::printf("%zu edited modules\n", edits);
}

} // namespace watchglass::wasm
