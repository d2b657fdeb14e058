// SPDX-License-Identifier: Apache-2.0
/// The map between text and code: asked both ways, by hand-made mappings and by assembled texts.
#include <gtest/gtest.h>

#include "tests/engine/wat/modules.h"

namespace watchglass::wat {

namespace {

using namespace test;

/// Assembles and gives, for each instruction in the order of the code, the word of the text it came from.
std::vector<std::string> wordsOf(const std::string &text)
{
    Assembler assembler;
    const Assembled assembled = assembler.assemble(text);
    EXPECT_TRUE(assembled) << (assembled.diagnostics.empty() ? "" : assembled.diagnostics[0].message);
    std::vector<std::string> words;
    if (assembled)
        for (const Mapping &mapping : assembled.map->mappings())
            words.push_back(at(text, mapping.text));
    return words;
}

using Words = std::vector<std::string>;

TEST(SourceMap, FindsTheInstructionThatHoldsAByte)
{
    const SourceMap map({{10, 2, {5, 14}, 1, 0, 6}, {12, 1, {20, 27}, 2, 0, 3}});
    EXPECT_EQ(map.atOffset(9), nullptr);
    ASSERT_NE(map.atOffset(11), nullptr);
    EXPECT_EQ(map.atOffset(11)->offset, 10u);
    EXPECT_EQ(map.atOffset(12)->offset, 12u);
    EXPECT_EQ(map.atOffset(13), nullptr);
}

TEST(SourceMap, APlaceInTheTextMeansTheKeywordThereOrNextOnTheSameLine)
{
    //                     0         1          2
    //                     0123456789012345 6789012345678
    const std::string text = "    (i32.add    \n    (drop   ";
    const SourceMap map({{10, 1, {21, 25}, 2, 0, 6}, {11, 1, {5, 12}, 1, 0, 6}});
    EXPECT_EQ(map.atText(0)->offset, 11u);
    EXPECT_EQ(map.atText(7)->offset, 11u);
    EXPECT_EQ(map.atText(14), nullptr) << "nothing more stands on the first line";
    EXPECT_EQ(map.atText(17)->offset, 10u);
    EXPECT_EQ(map.atText(26), nullptr);
}

TEST(SourceMap, ALineStopsAtWhatIsExecutedFirst)
{
    const std::string text = "(module (func (param i32) (result i32)\n"
                             "  (i32.mul\n"
                             "    (i32.add (local.get 0) (i32.const 2))\n"
                             "    (i32.const 3))))\n";
    Assembler assembler;
    const Assembled assembled = assembler.assemble(text);
    ASSERT_TRUE(assembled);
    ASSERT_NE(assembled.map->onLine(3), nullptr);
    EXPECT_EQ(at(text, assembled.map->onLine(3)->text), "local.get");
    const std::vector<const Mapping *> all = assembled.map->allOnLine(3);
    ASSERT_EQ(all.size(), 3u);
    EXPECT_EQ(at(text, all[0]->text), "i32.add") << "in the order of the text";
    EXPECT_EQ(assembled.map->onLine(5), nullptr);
    EXPECT_EQ(assembled.map->onLine(99), nullptr);
}

TEST(SourceMap, FoldedOperandsComeBeforeTheirOperator)
{
    EXPECT_EQ(wordsOf("(func (param i32) (result i32) (i32.sub (i32.const 1) (local.get 0)))"),
              (Words{"i32.const", "local.get", "i32.sub", ")"}));
}

TEST(SourceMap, BlocksEndAtTheirKeywordOrTheirParenthesis)
{
    EXPECT_EQ(wordsOf("(func block loop nop end end (block (loop (nop))))"),
              (Words{"block", "loop", "nop", "end", "end", "block", "loop", "nop", ")", ")", ")"}));
    EXPECT_EQ(wordsOf("(func (param i32) local.get 0 if nop else unreachable end)"),
              (Words{"local.get", "if", "nop", "else", "unreachable", "end", ")"}));
    EXPECT_EQ(wordsOf("(func (param i32) (if (local.get 0) (then nop) (else unreachable)))"),
              (Words{"local.get", "if", "nop", "else", "unreachable", ")", ")"}));
    EXPECT_EQ(wordsOf("(func (param i32) (if (local.get 0) (then nop)))"), (Words{"local.get", "if", "nop", ")", ")"}));
    EXPECT_EQ(wordsOf("(func (param i32) local.get 0 if nop else end)"), (Words{"local.get", "if", "nop", "else", ")"}))
        << "an empty else is not written: the instruction is the end";
}

TEST(SourceMap, OldExceptionHandlersAreFound)
{
    const std::string tag = "(tag $e (param i32)) ";
    EXPECT_EQ(wordsOf(tag + "(func try nop catch $e drop catch_all nop end)"),
              (Words{"try", "nop", "catch", "drop", "catch_all", "nop", "end", ")"}));
    EXPECT_EQ(wordsOf(tag + "(func (try (do nop) (catch $e drop) (catch_all nop)))"),
              (Words{"try", "nop", "catch", "drop", "catch_all", "nop", ")", ")"}));
    EXPECT_EQ(wordsOf("(func try (drop (block (result i32) i32.const 1)) delegate 0 nop)"),
              (Words{"try", "block", "i32.const", ")", "drop", "delegate", "nop", ")"}));
    EXPECT_EQ(wordsOf("(func (try (do nop) (delegate 0)))"), (Words{"try", "nop", "delegate", ")"}));
}

TEST(SourceMap, CountsFunctionsAfterTheImports)
{
    Assembler assembler;
    const Assembled assembled =
        assembler.assemble("(module (import \"a\" \"b\" (func)) (func nop) (func unreachable))");
    ASSERT_TRUE(assembled);
    ASSERT_EQ(assembled.map->mappings().size(), 4u);
    EXPECT_EQ(assembled.map->mappings()[0].function, 1u);
    EXPECT_EQ(assembled.map->mappings()[2].function, 2u);
}

TEST(SourceMap, LinesAndColumnsAreThoseOfTheTextWithAnyLineEnds)
{
    Assembler assembler;
    for (const std::string end : {"\n", "\r\n"}) {
        const std::string text = "(module" + end + "  (func" + end + "    ;; \xc3\xa4 comment" + end + "  nop))";
        const Assembled assembled = assembler.assemble(text);
        ASSERT_TRUE(assembled);
        const Mapping &nop = assembled.map->mappings()[0];
        EXPECT_EQ(at(text, nop.text), "nop");
        EXPECT_EQ(nop.line, 4u);
        EXPECT_EQ(nop.column, 3u);
    }
}

TEST(SourceMap, EveryInstructionOfTheSuitesTextsComesFromAWordThatNamesIt)
{
    const auto folder = testData("spec/json-3.0");
    if (!folder)
        GTEST_SKIP() << "skipped: not there";
    Assembler assembler;
    uint32_t checked = 0;
    for (const auto &path : filesBelow(*folder / ".." / "wabt-1.0.32-ok", ".wast")) {
        // The suite's files are scripts: their first module, up to where the next command starts.
        const std::string script = fileText(path);
        const size_t begin = script.find("(module");
        const size_t end = script.find("\n(", begin);
        if (begin == script.npos)
            continue;
        const std::string text = script.substr(begin, end == script.npos ? end : end - begin);
        const Assembled assembled = assembler.assemble(text);
        if (!assembled)
            continue;
        const wasm::DecodeResult module = wasm::decode(assembled.bytes);
        ASSERT_TRUE(module) << path;
        for (const Mapping &mapping : assembled.map->mappings()) {
            const auto op = opAt(*module.module, mapping.offset);
            ASSERT_TRUE(op && isSpelling(*op, at(text, mapping.text)))
                << path << " at " << mapping.offset << ": " << at(text, mapping.text);
            ++checked;
        }
    }
    EXPECT_GT(checked, 10000u);
}

} // namespace

} // namespace watchglass::wat
