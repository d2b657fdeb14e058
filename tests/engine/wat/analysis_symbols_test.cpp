// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "analysis_helpers.h"

namespace watchglass::wat::test {
namespace {

uint32_t symbolNamed(const Analysis &analysis, const std::string &name, SymbolKind kind)
{
    for (uint32_t i = 0; i < analysis.symbols.size(); ++i)
        if (analysis.symbols[i].name == name && analysis.symbols[i].kind == kind)
            return i;
    ADD_FAILURE() << "no symbol " << name;
    return 0;
}

std::string renamed(const std::string &text, const std::string &from, SymbolKind kind, const std::string &to,
                    std::string *refusal = nullptr)
{
    const auto analysis = analysed(text);
    return applied(text, analysis->rename(symbolNamed(*analysis, from, kind), to, refusal));
}

TEST(Symbols, StandInTextOrderWithIndicesAndTypes)
{
    const auto analysis =
        analysed("(module $m (import \"a\" \"b\" (func $log (param i32)))\n"
                 "(global $g (mut i64) (i64.const 0))\n"
                 "(func $f (export \"f\") (param $x i32) (result f32) (local $y f64) (block $l) f32.const 0)\n"
                 "(table $t 1 2 funcref) (memory $mem 3) (type $s (struct (field $a (mut i8)))))");
    std::string found;
    for (const Symbol &symbol : analysis->symbols)
        found += symbol.name + " " + std::to_string(symbol.index) + " " + symbol.detail + "\n";
    EXPECT_EQ(found, "$m 0 \n$log 0 (param i32)\n$g 0 mut i64\n$f 1 (param i32) (result f32)\nf 0 func 1\n$x 0 i32\n$y "
                     "1 f64\n$l 0 block\n"
                     "$t 0 1 2 funcref\n$mem 0 3\n$s 0 struct of 1\n$a 0 mut i8\n");
    ASSERT_EQ(analysis->functionSymbols.size(), 2u);
    EXPECT_EQ(analysis->symbols[analysis->functionSymbols[1]].name, "$f");
    EXPECT_EQ(analysis->symbols[symbolNamed(*analysis, "$y", SymbolKind::Local)].parent, analysis->functionSymbols[1]);
    EXPECT_EQ(textOf(*analysis, analysis->symbols[symbolNamed(*analysis, "$l", SymbolKind::Label)].extent),
              "(block $l)");
}

TEST(References, FindUsesByNameAndByNumber)
{
    const std::string text =
        "(func $f (param $x i32) local.get $x local.get 0 drop drop call $f call 0) (export \"f\" (func $f))";
    const auto analysis = analysed(text);
    EXPECT_EQ(analysis->rangesOf(symbolNamed(*analysis, "$f", SymbolKind::Function)).size(), 4u);
    EXPECT_EQ(analysis->rangesOf(symbolNamed(*analysis, "$x", SymbolKind::Parameter)).size(), 3u);
    const Reference *definition = analysis->referenceAt(placeOf(text, "$x") + 1);
    ASSERT_NE(definition, nullptr);
    EXPECT_TRUE(definition->definition);
    const Reference *use = analysis->referenceAt(placeOf(text, "$x", 2) + 2); // right behind it
    ASSERT_NE(use, nullptr);
    EXPECT_FALSE(use->definition);
    EXPECT_EQ(use->symbol, definition->symbol);
    EXPECT_EQ(analysis->referenceAt(0), nullptr);
}

TEST(References, LabelsAreFoundByScope)
{
    const std::string text = "(func block $a block $a br $a br 1 end $a br $a end)";
    const auto analysis = analysed(text);
    const auto symbolAt = [&](uint32_t offset) { return analysis->referenceAt(offset)->symbol; };
    const uint32_t outer = symbolAt(placeOf(text, "$a", 1)), inner = symbolAt(placeOf(text, "$a", 2));
    EXPECT_NE(outer, inner);
    EXPECT_EQ(symbolAt(placeOf(text, "$a", 3)), inner);
    EXPECT_EQ(symbolAt(placeOf(text, "br 1") + 3), outer);
    EXPECT_EQ(symbolAt(placeOf(text, "$a", 4)), inner);
    EXPECT_EQ(symbolAt(placeOf(text, "$a", 5)), outer);
}

TEST(References, ModulesOfOneScriptHaveNamesOfTheirOwn)
{
    const std::string text = "(module (func $f) (func call $f)) (module (func $f) (func call $f))";
    const auto analysis = analysed(text);
    EXPECT_TRUE(analysis->diagnostics.empty());
    EXPECT_NE(analysis->referenceAt(placeOf(text, "$f", 2))->symbol,
              analysis->referenceAt(placeOf(text, "$f", 4))->symbol);
    EXPECT_EQ(renamed(text, "$f", SymbolKind::Function, "$g"),
              "(module (func $g) (func call $g)) (module (func $f) (func call $f))");
}

TEST(Rename, ChangesNamesAndLeavesNumbers)
{
    EXPECT_EQ(renamed("(func $f call $f call 0) (export \"f\" (func $f))", "$f", SymbolKind::Function, "$main"),
              "(func $main call $main call 0) (export \"f\" (func $main))");
    EXPECT_EQ(
        renamed("(func (param $x i32) (drop (local.get $x))) (func (param $x i32))", "$x", SymbolKind::Parameter, "$y"),
        "(func (param $y i32) (drop (local.get $y))) (func (param $x i32))");
    EXPECT_EQ(renamed("(func block $a br $a end $a)", "$a", SymbolKind::Label, "$done"),
              "(func block $done br $done end $done)");
    EXPECT_EQ(
        renamed("(type $s (struct (field $a i32))) (func (param (ref $s)) (drop (struct.get $s $a (local.get 0))))",
                "$a", SymbolKind::Field, "$b"),
        "(type $s (struct (field $b i32))) (func (param (ref $s)) (drop (struct.get $s $b (local.get 0))))");
}

TEST(Rename, RefusesClashesAndIllFormedNames)
{
    const std::string text =
        "(func $f (param $x i32) (local $y i32) block $a block $b end end block $c end) (func $g) (memory $m 1)";
    std::string refusal;
    EXPECT_EQ(renamed(text, "$f", SymbolKind::Function, "$g", &refusal), text);
    EXPECT_NE(refusal, "");
    EXPECT_EQ(renamed(text, "$x", SymbolKind::Parameter, "$y", &refusal), text);
    EXPECT_NE(refusal, "");
    EXPECT_EQ(renamed(text, "$a", SymbolKind::Label, "$b", &refusal), text);
    EXPECT_NE(refusal, "");
    for (const char *name : {"g", "$", "$a b", "$a)", "", "$\"open"}) {
        EXPECT_EQ(renamed(text, "$f", SymbolKind::Function, name, &refusal), text) << name;
        EXPECT_NE(refusal, "") << name;
    }
    EXPECT_NE(renamed(text, "$a", SymbolKind::Label, "$c", &refusal), text); // side by side they do not meet
    EXPECT_EQ(refusal, "");
    EXPECT_NE(renamed(text, "$f", SymbolKind::Function, "$m", &refusal), text); // another index space
}

TEST(Instructions, AreInExecutionOrderWithTheStackAfterThem)
{
    const auto analysis = analysed("(func (param $x i32) (result i64)\n"
                                   "  (i64.add (i64.extend_i32_u (local.get $x)) (i64.const 2))\n"
                                   "  (if (result i64) (local.get 0) (then i64.const 1) (else unreachable))\n"
                                   "  i64.add)");
    std::string found;
    for (const InstructionPlace &place : analysis->instructions) {
        found += std::string(textOf(*analysis, place.extent)) + " :";
        for (const wasm::ValType &type : place.stackAfter)
            found += " " + wasm::toString(type);
        found += place.reachable ? "\n" : " unreachable\n";
    }
    EXPECT_EQ(
        found,
        "local.get $x : i32\ni64.extend_i32_u : i64\ni64.const 2 : i64 i64\ni64.add : i64\nlocal.get 0 : i64 i32\n"
        "if (result i64) :\ni64.const 1 : i64\nelse :\nunreachable : unreachable\n) : i64 i64\ni64.add : i64\n) :\n");
    const InstructionPlace *place = analysis->instructionAt(placeOf(analysis->tree.text(), "i64.extend") + 3);
    ASSERT_NE(place, nullptr);
    EXPECT_EQ(place->op, wasm::Op::I64ExtendI32U);
    EXPECT_EQ(analysis->instructionAt(1), nullptr);
}

TEST(Folds, FormsBlocksAndComments)
{
    const auto analysis =
        analysed(";; one\n;; two\n(module\n  (func\n    i32.const 1\n    if\n      nop\n    else\n      nop\n    end)\n"
                 "  (; a\n     b ;)\n  (func) ;; alone\n  ;; also alone\n)\n");
    std::string found;
    for (const Fold &fold : analysis->folds)
        found += std::to_string(fold.beginLine) + "-" + std::to_string(fold.endLine) + " ";
    EXPECT_EQ(found, "1-2 3-15 4-10 6-7 8-10 11-12 ");
}

TEST(Incremental, UnchangedFunctionsAreTakenOver)
{
    std::string text = "(module (global $g (mut i32) (i32.const 0))\n";
    for (int i = 0; i < 20; ++i)
        text += "(func $f" + std::to_string(i) + " (param $x i32) (result i32) (i32.add (local.get $x) (i32.const " +
                std::to_string(i) + ")))\n";
    text += ")";
    const auto analyseEdit = [](const std::shared_ptr<const Analysis> &before, const std::string &from,
                                const std::string &to) {
        const uint32_t at = placeOf(before->tree.text(), from);
        return analyse(before->tree.edited({{at, at + uint32_t(from.size())}, to}), before.get());
    };
    const auto fresh = analysed(text);
    EXPECT_EQ(fresh->analysedFunctions, 20u);
    EXPECT_TRUE(fresh->diagnostics.empty());

    const auto typed = analyseEdit(fresh, "(i32.const 7)", "(i64.const 77)");
    EXPECT_EQ(typed->analysedFunctions, 1u);
    ASSERT_EQ(typed->diagnostics.size(), 1u);

    const auto commented = analyseEdit(typed, "(global", ";; a comment moves everything\n(global");
    EXPECT_EQ(commented->analysedFunctions, 0u);
    const auto again = analysed(commented->tree.text());
    ASSERT_EQ(commented->diagnostics.size(), 1u);
    EXPECT_EQ(commented->diagnostics[0].range, again->diagnostics[0].range);
    EXPECT_EQ(commented->diagnostics[0].message, again->diagnostics[0].message);
    ASSERT_EQ(commented->references.size(), again->references.size());
    for (size_t i = 0; i < again->references.size(); ++i) {
        EXPECT_EQ(commented->references[i].range, again->references[i].range);
        EXPECT_EQ(commented->references[i].symbol, again->references[i].symbol);
    }

    const auto surroundings = analyseEdit(commented, "(mut i32)", "i32");
    EXPECT_EQ(surroundings->analysedFunctions, 20u); // any of them might set the global
}

} // namespace
} // namespace watchglass::wat::test
