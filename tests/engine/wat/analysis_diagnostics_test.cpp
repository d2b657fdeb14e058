// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "analysis_helpers.h"
#include "tests/engine/wat/repeated.h"

namespace watchglass::wat::test {
namespace {

struct Case {
    const char *name;
    const char *text;
    const char *expected;
};

void PrintTo(const Case &c, std::ostream *out)
{
    *out << c.name;
}

class Diagnostics : public testing::TestWithParam<Case>
{
};

TEST_P(Diagnostics, AreExactlyThese)
{
    EXPECT_EQ(diagnosticsOf(GetParam().text), GetParam().expected);
}

const Case valid[] = {
    {"Empty", "", ""},
    {"EmptyModule", "(module)", ""},
    {"Add", "(module (func $add (param $a i32) (param $b i32) (result i32) local.get $a local.get $b i32.add))", ""},
    {"FieldsWithoutModule", "(func $f) (memory 0) (export \"f\" (func $f))", ""},
    {"MixedFoldedAndFlat",
     "(func (param i32) (result i32) (i32.add (local.get 0)) (i32.const 1) i32.add (drop (i32.const 0)) i32.const 2 "
     "i32.mul)",
     "1:33 error i32.add wants i32 but the stack is empty\n"},
    {"ScriptCommandsAreNotOurs",
     "(module $m)\n(register \"m\" $m)\n(assert_return (invoke \"f\" (i32.const 1)) (i32.const nonsense))", ""},
    {"ForwardReferences", "(func $a call $b) (func $b global.get $g drop) (global $g i32 (i32.const 1))", ""},
    {"QuotedNamesAreTheSameName", "(func $f call $\"f\")", ""},
    {"LabelsRepeatTheirName", "(func block $a loop $b end $b end $a i32.const 0 if $c else $c end $c)", ""},
    {"ConditionDoesNotSeeItsLabel",
     "(func (result i32) (if $l (result i32) (br $l (i32.const 1)) (then (br $l (i32.const 2))) (else (i32.const 3))))",
     "1:44 error there is no label $l\n"},
    {"ImplicitTypesByNumber", "(type (func)) (func (param i64)) (func (type 1) (drop (local.get 0)))", ""},
    {"TryTable",
     "(tag $t (param i32)) (func (result i32) (block $h (result i32) (try_table (catch $t $h) (throw $t (i32.const "
     "1))) (i32.const 0)))",
     ""},
    {"SelectWithType",
     "(func (result funcref) (select (result funcref) (ref.null func) (ref.null func) (i32.const 1)))", ""},
    {"CallIndirectWithoutType", "(table 1 funcref) (func (call_indirect (param i32) (i32.const 1) (i32.const 0)))", ""},
    {"Annotations", "(module (@custom \"x\" (func $f)) (func $f (@note) nop))", ""},
};

const Case names[] = {
    {"UnknownFunction", "(func $fob)\n(func\n  call $foo)",
     "3:8 error there is no function $foo; did you mean $fob?\n"},
    {"UnknownNumber", "(func call 3)", "1:12 error there is no function 3; there is only one, 0\n"},
    {"UnknownLocal", "(func (param $width i32) (local $w i32) local.get $widht drop)",
     "1:51 error there is no local $widht; did you mean $width?\n"},
    {"LabelTooFar", "(func block br 5 end)",
     "1:16 error there is no label 5; the outermost one here, the function's own, is 1\n"},
    {"LabelOutOfScope", "(func block $a end br $a)", "1:23 error there is no label $a\n"},
    {"UnknownInstruction", "(func i32.const 1 i32.const 2 i32.ad drop)",
     "1:31 error unknown instruction i32.ad; did you mean i32.add?\n"},
    {"UnknownFoldedInstruction", "(func (drop (i32.ad (i32.const 1) (local.get $x))))",
     "1:14 error unknown instruction i32.ad; did you mean i32.add?\n1:46 error there is no local $x\n"},
    {"UnknownField", "(module (fun $f))", "1:10 error there is no field fun in a module; did you mean func?\n"},
    {"UnknownForm", "(modul)", "1:2 error there is no form modul; did you mean module?\n"},
    {"UnknownType", "(func (param i33))", "1:14 error there is no type i33; did you mean i32?\n"},
    {"DuplicateFunction", "(func $f)\n(func $f)", "2:7 error $f is already the name of a function\n"},
    {"DuplicateLocal", "(func (param $x i32) (local $x i32))", "1:29 error $x is already the name of a local\n"},
    {"DuplicateField", "(type (struct (field $a i32) (field $a i32)))",
     "1:37 error $a is already the name of a field\n"},
    {"MissingImmediate", "(func call)", "1:7 error call needs a function: its $name or its number\n"},
    {"MissingNumber", "(func i32.const drop)", "1:7 error i32.const needs a number\n"},
    {"TooMuch", "(func nop 5)", "1:11 error 5 is too much here: the instruction before it takes no more\n"},
    {"IntegerTooLarge", "(func i32.const 4294967296 drop)", "1:17 error 4294967296 does not fit into an i32\n"},
    {"IntegerTooSmall", "(func i32.const -2147483649 drop)", "1:17 error -2147483649 does not fit into an i32\n"},
    {"FloatForInteger", "(func i32.const 1.5 drop)", "1:17 error 1.5 is not an i32\n"},
    {"FloatTooLarge", "(func f32.const 1e39 drop)", "1:17 error 1e39 does not fit into an f32\n"},
    {"AlignmentNoPowerOfTwo", "(memory 1) (func (drop (i32.load align=3 (i32.const 0))))",
     "1:34 error an alignment is a power of two, and 3 is none\n"},
    {"TooFewLanes", "(func v128.const i32x4 1 2 3 drop)",
     "1:7 error v128.const needs 4 numbers for i32x4, and here are 3\n"},
    {"EndWithoutBlock", "(func end)", "1:7 error there is no block here that this could end\n"},
    {"BlockWithoutEnd", "(func block nop)", "1:7 error this block has no end\n"},
    {"EndOfAnotherBlock", "(func block $a block $b end $a end)", "1:29 error the block here is $b, not $a\n"},
    {"IfWithoutThen", "(func (if (i32.const 1) (nop)))", "1:8 error this if has no (then …)\n"},
    {"FlatOperandInFoldedOne", "(func (drop i32.const 1))",
     "1:13 error inside (drop …) each operand needs its own parentheses\n"},
    {"LocalsAfterCode", "(func nop (local i32))",
     "1:12 error (local …) stands before the instructions, in the order type, param, result, local\n"},
    {"ImportAfterDefinition", "(func) (import \"a\" \"b\" (func))",
     "1:25 error imports stand before all functions, tables, memories, globals and tags that are defined here\n"},
    {"TypeUseSaysOtherwise", "(type $t (func (param i32))) (func (type $t) (param f32))",
     "1:42 error type $t is (i32) -> () but the types written out say (f32) -> ()\n"},
    {"NamedParamWithTwoTypes", "(func (param $x i32 i32))",
     "1:21 error a named param has one type; write another (param …) for the next\n"},
};

const Case types[] = {
    {"WrongOperand", "(func (param $x f64) (result i32)\n  local.get $x\n  i32.const 1\n  i32.add)",
     "4:3 error i32.add wants i32 but local.get $x gives f64 in line 2\n"},
    {"MissingResult", "(func (result i32))", "1:19 error the end of the function wants i32 but the stack is empty\n"},
    {"EveryFunctionIsChecked",
     "(func $a i32.add drop)\n(func $b (result i64) i32.const 1)\n(func $c call $d)\n(func $e f32.const 1)",
     "1:10 error i32.add wants i32 but the stack is empty\n"
     "2:34 error the end of the function wants i64 but i32.const 1 gives i32\n"
     "3:15 error there is no function $d\n"
     "4:21 error the end of the function leaves 1 value too many on the stack, from f32.const\n"},
    {"NoFollowOnAfterSomethingUnknown", "(func (result i32) frobnicate i32.add call $no f64.neg drop i32.eqz)",
     ""
     "1:20 error unknown instruction frobnicate\n1:44 error there is no function $no\n"},
    {"OnlyTheRestOfTheBlockIsUnknown", "(func (result i32) block call $no i32.add drop end i64.const 1)",
     "1:31 error there is no function $no\n1:63 error the end of the function wants i32 but i64.const 1 gives i64\n"},
    {"CallersOfABrokenTypeAreSpared",
     "(func $f (param i33) (result i32) i32.const 1)\n(func (call $f (i64.const 1)) drop)",
     "1:17 error there is no type i33; did you mean i32?\n"},
    {"AnyResultsFitABlockOfUnknownType", "(func (block (result i33) i32.const 1 f32.const 2) drop)",
     "1:22 error there is no type i33; did you mean i32?\n"},
    {"ImmutableGlobal", "(global $g i32 (i32.const 1)) (func (global.set $g (i32.const 2)))",
     "1:38 error global.set cannot set global 0: it is immutable\n"},
    {"GlobalOfAnotherType", "(global i32 (i64.const 1))",
     "1:13 error the end of the expression wants i32 but i64.const 1 gives i64\n"},
    {"ConstantThatIsNone", "(global i32 (i32.eqz (i32.const 1)))",
     "1:14 error i32.eqz may not stand in a constant expression\n"},
    {"ExportTwice", "(func $f) (export \"a\" (func $f)) (export \"a\" (func $f))",
     "1:42 error the name \"a\" is exported twice\n"},
    {"StartWithParameters", "(func $f (param i32)) (start $f)",
     "1:24 error the start function must take and give nothing, but is (i32) -> ()\n"},
    {"MemoryTooLarge", "(memory 65537)", "1:2 error a memory, in pages of 64 KiB, may have at most 65536\n"},
    {"LimitsTheWrongWayRound", "(memory 2 1)",
     "1:2 error a memory, in pages of 64 KiB, must have a maximum of at least 2, its minimum\n"},
    {"DataOffsetType", "(memory 1) (data (i64.const 0) \"a\")",
     "1:18 error the end of the expression wants i32 but i64.const 0 gives i64\n"},
    {"NoMemory", "(func (drop (i32.load (i32.const 0))))", "1:14 error there is no memory 0: the module has none\n"},
};

const Case oldSpellings[] = {
    {"TheProgramOfTheTalk",
     "(module\n  (func $add (param $lhs i32) (param $rhs i32) (result i32)\n    get_local $lhs\n    get_local $rhs\n   "
     " i32.add)\n"
     "  (export \"add\" (func $add))\n)\n",
     "3:5 warning get_local is the old name of local.get\n4:5 warning get_local is the old name of local.get\n"},
    {"TypesAreCheckedAsInTheNewNames", "(func (param f64) (result i32) get_local 0)",
     "1:32 warning get_local is the old name of local.get\n1:43 error the end of the function wants i32 but get_local "
     "0 gives f64\n"},
};

std::string nameOf(const testing::TestParamInfo<Case> &info)
{
    return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Valid, Diagnostics, testing::ValuesIn(valid), nameOf);
INSTANTIATE_TEST_SUITE_P(Names, Diagnostics, testing::ValuesIn(names), nameOf);
INSTANTIATE_TEST_SUITE_P(Types, Diagnostics, testing::ValuesIn(types), nameOf);
INSTANTIATE_TEST_SUITE_P(OldSpellings, Diagnostics, testing::ValuesIn(oldSpellings), nameOf);

TEST(DiagnosticFixes, MendWhatTheyPromise)
{
    const auto analysis = analysed("(module (func $fob) (func (param i32) call $foo get_local 0 drop))");
    std::vector<TextEdit> edits;
    for (const Diagnostic &diagnostic : analysis->diagnostics) {
        ASSERT_EQ(diagnostic.fixes.size(), 1u) << diagnostic.message;
        edits.insert(edits.end(), diagnostic.fixes[0].edits.begin(), diagnostic.fixes[0].edits.end());
    }
    EXPECT_EQ(edits.size(), 2u);
    EXPECT_EQ(applied(analysis->tree.text(), edits),
              "(module (func $fob) (func (param i32) call $fob local.get 0 drop))");
}

TEST(DiagnosticPlaces, ProducersAndFirstDefinitionsAreRelated)
{
    const auto wrong = analysed("(func (param $x f64) (result i32) (i32.eqz (local.get $x)))");
    ASSERT_EQ(wrong->diagnostics.size(), 1u);
    EXPECT_EQ(wrong->diagnostics[0].source, DiagnosticSource::Types);
    EXPECT_EQ(textOf(*wrong, wrong->diagnostics[0].range), "i32.eqz");
    ASSERT_EQ(wrong->diagnostics[0].related.size(), 1u);
    EXPECT_EQ(textOf(*wrong, wrong->diagnostics[0].related[0].range), "local.get $x");

    const auto twice = analysed("(func $f) (func $f)");
    ASSERT_EQ(twice->diagnostics.size(), 1u);
    ASSERT_EQ(twice->diagnostics[0].related.size(), 1u);
    EXPECT_EQ(twice->diagnostics[0].related[0].range.begin, 6u);
}

TEST(DiagnosticDepth, CostsNoStack)
{
    constexpr int depth = 100'000;
    EXPECT_EQ(diagnosticsOf("(func " + repeated("(block ", depth) + repeated(")", depth) + ")"), "");
    EXPECT_EQ(diagnosticsOf("(func " + repeated("block ", depth) + repeated("end ", depth) + ")"), "");
    EXPECT_EQ(diagnosticsOf("(func " + repeated("(if (i32.const 1) (then ", depth) + repeated("))", depth) + ")"), "");
    EXPECT_EQ(diagnosticsOf("(func " + repeated("i32.const 1 if ", depth) + repeated("end ", depth) + ")"), "");
    EXPECT_FALSE(analysed(std::string(500'000, '('))->diagnostics.empty());
}

std::string lastMessage(const Analysis &analysis)
{
    return analysis.diagnostics.empty() ? "" : analysis.diagnostics.back().message;
}

TEST(DiagnosticBounds, WhatFollowsTooManySyntaxErrorsIsLeftAlone)
{
    const auto analysis = analysed(repeated("(func ", 20'000) + "get_local 0");
    EXPECT_EQ(lastMessage(*analysis), "too many syntax errors: what follows is not analysed");
    EXPECT_LE(analysis->analysedFunctions, SyntaxTree::MostSyntaxErrors);
    EXPECT_TRUE(analysis->oldNames.empty());
    EXPECT_EQ(analysed(repeated("(func ", 900))->analysedFunctions, 900u);
}

TEST(DiagnosticBounds, FieldsAndBlocksBeyondAMillionAreLeftAlone)
{
    EXPECT_NE(diagnosticsOf(repeated("(start 0)", 1'000'010))
                  .find("a module of more than a million fields: what follows is not analysed"),
              std::string::npos);
    EXPECT_EQ(diagnosticsOf("(func " + repeated("block ", 1'000'010) + ")"),
              "1:6000001 error more than a million blocks inside one another: the function is not analysed further\n");
}

TEST(DiagnosticBounds, NobodyReadsAMillionErrors)
{
    for (const char *part : {"call $x ", "foo ", "br 7 ", "(foo) ", "i32.add ", "local.get 9 ", "get_local 9 "})
        EXPECT_LE(analysed("(func " + repeated(part, 100'000) + ")")->diagnostics.size(), Analysis::MostDiagnostics)
            << part;
    EXPECT_LE(analysed("(func (param " + repeated("foo ", 100'000) + "))")->diagnostics.size(),
              Analysis::MostDiagnostics);
    EXPECT_NE(diagnosticsOf("(func (local " + repeated("i32 ", 100'000) + "))").find("more than 50000 types"),
              std::string::npos);
}

} // namespace
} // namespace watchglass::wat::test
