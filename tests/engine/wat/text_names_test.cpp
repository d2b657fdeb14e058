// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/text_names.h"

#include <gtest/gtest.h>

#include "analysis_helpers.h"
#include "engine/wasm/decoder.h"
#include "engine/wasm/difference.h"
#include "engine/wat/assembler.h"

namespace watchglass::wat::test {
namespace {

wasm::Names namesOf(const std::string &text)
{
    wasm::Names names;
    addTextNames(*analysed(text), names);
    return names;
}

TEST(TextNames, LabelsAreNumberedAsTheBlocksOfTheirFunctionAreInTheBytes)
{
    const wasm::Names names = namesOf("(import \"a\" \"b\" (func $imported))"
                                      "(func $f (param $x i32)"
                                      "  (block (loop $next (br_if $next (local.get $x))))"
                                      "  (if $maybe (block $condition (result i32) i32.const 1) (then nop)))"
                                      "(func block $plain end)");
    EXPECT_EQ(names.functions, (wasm::Names::Map{{0, "imported"}, {1, "f"}}));
    EXPECT_EQ(names.locals.at(1), (wasm::Names::Map{{0, "x"}}));
    // In the bytes the condition of an `if` comes before it.
    EXPECT_EQ(names.labels.at(1), (wasm::Names::Map{{1, "next"}, {2, "condition"}, {3, "maybe"}}));
    EXPECT_EQ(names.labels.at(2), (wasm::Names::Map{{0, "plain"}}));
}

TEST(TextNames, WhatTheModuleCallsAThingStays)
{
    wasm::Names names;
    names.functions[0] = "ofTheModule";
    addTextNames(*analysed("(func $ofTheText)"), names);
    EXPECT_EQ(names.functions.at(0), "ofTheModule");
}

TEST(Stack, IsNotKnownAfterANameThatWasNotUnderstood)
{
    const auto analysis = analysed("(func (block call $nowhere i32.const 1 drop) i32.const 2 drop)");
    std::string found;
    for (const InstructionPlace &place : analysis->instructions)
        found += std::string(textOf(*analysis, place.keyword)) + (place.known ? " " : "? ");
    EXPECT_EQ(found, "block call? i32.const? drop? ) i32.const drop ) ");
    const auto hover = wat::hover(*analysis, placeOf(analysis->tree.text(), "i32.const"));
    ASSERT_TRUE(hover);
    EXPECT_NE(hover->detail.find("not known"), std::string::npos) << hover->detail;
}

class Difference : public testing::Test
{
protected:
    size_t between(const std::string &before, const std::string &now)
    {
        const Program a = program(before), b = program(now);
        return wasm::differingFunctions(*a.module, a.names, *b.module, b.names);
    }

private:
    struct Program {
        std::shared_ptr<const wasm::Module> module;
        wasm::Names names;
    };
    Program program(const std::string &text)
    {
        const Assembled assembled = assembler.assemble(text);
        EXPECT_TRUE(assembled) << text;
        Program made{wasm::decode(assembled.bytes).module, {}};
        made.names = wasm::readNames(*made.module);
        return made;
    }
    Assembler assembler;
};

TEST_F(Difference, CountsFunctionsByWhatTheyDo)
{
    const std::string f = "(func $f (result i32) i32.const 1)", g = "(func $g (result i32) call $f)";
    EXPECT_EQ(between(f + g, f + ";; why\n" + g), 0u);
    EXPECT_EQ(between(f + g, "(func $f (result i32) i32.const 2)" + g), 1u);
    EXPECT_EQ(between(f + g, f), 1u) << "one is gone";
    EXPECT_EQ(between(f + g, "(func $new)" + f + g), 1u) << "callers mean the same although indices moved";
    EXPECT_EQ(between("(func $f (local i32))", "(func $f (local i64))"), 1u);
}

TEST(SecondModule, IsSaidInWords)
{
    Assembler assembler;
    const Assembled assembled = assembler.assemble("(module)\n(module)\n");
    ASSERT_EQ(assembled.diagnostics.size(), 1u);
    EXPECT_EQ(assembled.diagnostics[0].message, "a text holds one module, and the one before this has ended");
    EXPECT_EQ(assembled.diagnostics[0].range.begin, 9u);
}

} // namespace
} // namespace watchglass::wat::test
