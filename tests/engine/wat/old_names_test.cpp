// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/wat/analysis.h"
#include "tests/engine/wat/corpus.h"

namespace watchglass::wat {
namespace {

std::string modernised(const std::string &text)
{
    return applied(text, modernise(SyntaxTree::parse(text)));
}

/// Pairs of an old spelling and its current one, as the committed table has them.
std::vector<std::pair<std::string, std::string>> table()
{
    std::vector<std::pair<std::string, std::string>> rows;
    const auto json = nlohmann::json::parse(test::contentOf(WATCHGLASS_LEGACY_NAMES), nullptr, false);
    if (json.contains("map"))
        for (const auto &row : json["map"])
            rows.emplace_back(row[0].get<std::string>(), row[1].get<std::string>());
    return rows;
}

TEST(OldNames, TheTableIsThere)
{
    EXPECT_EQ(table().size(), 44u);
}

TEST(OldNames, EveryRowIsRecognisedAndReplaced)
{
    for (const auto &[old, current] : table()) {
        for (const std::string frame : {"(module (func\n  # ))", "(func (#))", "#", "(module (func (nop)#;;end\n))"}) {
            const size_t at = frame.find('#');
            const std::string before = frame.substr(0, at), after = frame.substr(at + 1);
            const std::string text = before + old + after;
            const std::vector<OldName> found = oldNames(SyntaxTree::parse(text));
            ASSERT_EQ(found.size(), 1u) << text;
            // The last word of "ref.null anyfunc" is the old one.
            EXPECT_EQ(found[0].range.end, before.size() + old.size()) << text;
            EXPECT_EQ(text.substr(found[0].range.begin, found[0].range.size()), found[0].oldName);
            EXPECT_EQ(modernised(text), before + current + after);
            EXPECT_EQ(modernised(before + current + after), before + current + after);
        }
    }
}

TEST(OldNames, StringsCommentsIdentifiersAndAnnotationsAreLeftAlone)
{
    for (const auto &[old, current] : table()) {
        const std::string word = old.substr(old.find(' ') + 1);
        const std::string text = "(module ;; " + old + "\n (; " + old + " (; " + old + " ;) ;)\n (func $" + word +
                                 " $\"" + old + "\" $x" + word + ")\n (data \"" + old + "\") (@note " + old + " (" +
                                 old + ")))";
        EXPECT_EQ(oldNames(SyntaxTree::parse(text)).size(), 0u) << text;
        EXPECT_EQ(modernised(text), text);
    }
}

TEST(OldNames, OnlyWholeWordsCount)
{
    for (const auto &[old, current] : table()) {
        const std::string word = old.substr(old.find(' ') + 1);
        for (const std::string &text : {"(" + word + "x)", "(" + word + "=1)", "(x" + word + ")", "(" + word + "$)"})
            EXPECT_EQ(modernised(text), text);
    }
}

TEST(OldNames, TheTalksProgram)
{
    EXPECT_EQ(modernised(R"((module
  (func $add (param $lhs i32) (param $rhs i32) (result i32)
    get_local $lhs
    get_local $rhs
    i32.add)
  (export "add" (func $add))
)
)"),
              R"((module
  (func $add (param $lhs i32) (param $rhs i32) (result i32)
    local.get $lhs
    local.get $rhs
    i32.add)
  (export "add" (func $add))
)
)");
}

TEST(OldNames, ReplacementsKeepWhatStandsBetweenTheWords)
{
    EXPECT_EQ(modernised("(func ref.null (; why ;) anyfunc)"), "(func ref.null (; why ;) func)");
    EXPECT_EQ(modernised("(func (get_local(;x;)0))"), "(func (local.get(;x;)0))");
}

TEST(OldNames, WhatDependsOnTheWordsAround)
{
    const std::pair<const char *, const char *> cases[] = {
        {"(func f32.const -infinity f64.const infinity)", "(func f32.const -inf f64.const inf)"},
        {"(func (block $a i32 (loop f64)))", "(func (block $a (result i32) (loop (result f64))))"},
        {"(func (call_import $log))", "(func (call $log))"},
        {"(export \"f\" $f) (export \"g\" 1)", "(export \"f\" (func $f)) (export \"g\" (func 1))"},
        {"(table 1 anyfunc)", "(table 1 funcref)"},
        {"(type $t (func)) (func (call_indirect $t (i32.const 0)))",
         "(type $t (func)) (func (call_indirect (type $t) (i32.const 0)))"},
    };
    for (const auto &[old, current] : cases) {
        EXPECT_EQ(modernised(old), current);
        EXPECT_EQ(modernised(current), current);
    }
}

TEST(OldNames, CallIndirectIsLeftAloneWhenTheNameMayBeATable)
{
    for (const std::string text :
         {"(type $t (func)) (table $t 1 funcref) (func (call_indirect $t (i32.const 0)))",
          "(type $t (func)) (func (call_indirect $u (i32.const 0)))",
          "(type $t (func)) (table $u 1 funcref) (func (call_indirect $u (type $t) (i32.const 0)))",
          "(type $t (func)) (import \"a\" \"b\" (table $t 1 funcref)) (func i32.const 0 call_indirect $t)"})
        EXPECT_EQ(modernised(text), text);
}

TEST(OldNames, CurrentTextsHaveNone)
{
    const std::vector<test::Sample> samples = test::specSamples();
    if (samples.empty())
        GTEST_SKIP() << "skipped: not there";
    for (const test::Sample &sample : samples)
        for (const OldName &found : oldNames(SyntaxTree::parse(sample.text)))
            ADD_FAILURE() << sample.name << " at " << found.range.begin << ": " << found.oldName;
}

} // namespace
} // namespace watchglass::wat
