// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <gtest/gtest.h>

#include "analysis_helpers.h"

namespace watchglass::wat::test {
namespace {

struct Completed {
    std::vector<Completion> items;
    std::string replaced;
    bool has(const std::string &text) const
    {
        return std::any_of(items.begin(), items.end(), [&](const Completion &c) { return c.text == text; });
    }
    std::string names() const
    {
        std::string all;
        for (const Completion &item : items)
            all += item.text + " ";
        return all;
    }
};

/// Completes where the text has a '|'.
Completed completeAt(std::string text)
{
    const size_t caret = text.find('|');
    text.erase(caret, 1);
    const auto analysis = analysed(text);
    TextRange replaced;
    Completed result;
    result.items = complete(*analysis, uint32_t(caret), replaced);
    result.replaced = textOf(*analysis, replaced);
    return result;
}

TEST(Completion, InstructionsWhereCodeStands)
{
    const Completed flat = completeAt("(func (result i32) i32.cons|)");
    EXPECT_EQ(flat.replaced, "i32.cons");
    EXPECT_TRUE(flat.has("i32.const"));
    EXPECT_TRUE(flat.has("end"));
    EXPECT_FALSE(flat.has("get_local"));
    const auto add =
        std::find_if(flat.items.begin(), flat.items.end(), [](const Completion &c) { return c.text == "i32.add"; });
    ASSERT_NE(add, flat.items.end());
    EXPECT_TRUE(add->instruction);
    EXPECT_EQ(add->detail, "i32 i32 -> i32");

    const Completed folded = completeAt("(func (drop (|");
    EXPECT_EQ(folded.replaced, "");
    EXPECT_TRUE(folded.has("i32.add"));
    EXPECT_FALSE(folded.has("end"));
    EXPECT_FALSE(folded.has("param"));
    EXPECT_EQ(
        std::count_if(folded.items.begin(), folded.items.end(), [](const Completion &c) { return c.text == "select"; }),
        1);
}

TEST(Completion, NamesThatFitTheImmediate)
{
    const std::string module =
        "(module (global $g i32 (i32.const 0)) (func $a (param i32)) (func (param $p i32) (local $l f64) ";
    EXPECT_EQ(completeAt(module + "local.get |))").names(), "$p $l ");
    EXPECT_EQ(completeAt(module + "(local.set $|)))").names(), "$p $l ");
    EXPECT_EQ(completeAt(module + "(local.set $|)))").replaced, "$");
    EXPECT_EQ(completeAt(module + "get_local |))").names(), "$p $l ");
    EXPECT_EQ(completeAt(module + "call $|))").names(), "$a 1 ");
    EXPECT_EQ(completeAt(module + "call $|))").items[0].detail, "(param i32)");
    EXPECT_EQ(completeAt(module + "global.get |))").names(), "$g ");
    EXPECT_EQ(completeAt(module + "block $x loop br | end end))").names(), "0 $x ");
    EXPECT_EQ(completeAt(module + "(block $y (br_if $|)))").names(), "$y ");
    EXPECT_EQ(completeAt("(module (func $f) (export \"f\" (func |)))").names(), "$f ");
    EXPECT_EQ(completeAt("(module (func $f) (start |))").names(), "$f ");
    EXPECT_EQ(completeAt("(module (func $f)) (module (func $g) (start |))").names(), "$g ");
}

TEST(Completion, TypesAndForms)
{
    EXPECT_TRUE(completeAt("(func (param $x |))").has("i64"));
    EXPECT_FALSE(completeAt("(func (param $x |))").has("i64.add"));
    EXPECT_TRUE(completeAt("(func (result f|))").has("f32"));
    EXPECT_TRUE(completeAt("(module (|").has("func"));
    EXPECT_TRUE(completeAt("(|").has("module"));
    EXPECT_TRUE(completeAt("(func (|").has("local"));
    EXPECT_TRUE(completeAt("(func (if (i32.const 1) (|").has("then"));
    EXPECT_TRUE(completeAt("(import \"a\" \"b\" (|").has("memory"));
    EXPECT_TRUE(completeAt("(type (|").has("struct"));
}

TEST(Completion, NothingInsideStringsAndComments)
{
    EXPECT_TRUE(completeAt("(func ;; i32.|\n)").items.empty());
    EXPECT_TRUE(completeAt("(func (; i32.| ;))").items.empty());
    EXPECT_TRUE(completeAt("(data \"i32.|\")").items.empty());
    EXPECT_TRUE(completeAt("(func i32.const |)").items.empty());
    EXPECT_TRUE(completeAt("|").items.empty());
}

Hover hoverAt(std::string text)
{
    const size_t caret = text.find('|');
    text.erase(caret, 1);
    return hover(*analysed(text), uint32_t(caret)).value_or(Hover{});
}

TEST(HoverText, ExplainsInstructions)
{
    const Hover load = hoverAt("(memory 1) (func (drop (i32.lo|ad offset=4 (i32.const 0))))");
    EXPECT_EQ(load.title, "i32.load offset=4");
    EXPECT_EQ(load.signature, "addr -> i32");
    EXPECT_EQ(load.sentence, "Reads four bytes from memory as an i32.");
    EXPECT_EQ(load.traps, "the access reaches past the end of memory");
    EXPECT_EQ(load.detail, "opcode 28; stack after it: i32");
    EXPECT_EQ(load.op, wasm::Op::I32Load);
    EXPECT_EQ(hoverAt("(func (param i32) get_lo|cal 0 drop)").detail,
              "opcode 20; old name of local.get; stack after it: i32");
    EXPECT_EQ(hoverAt("(func (param i32) (memory.fi|ll (i32.const 0) (i32.const 0) (i32.const 0)))").signature,
              "addr i32 addr ->");
}

TEST(HoverText, ExplainsNames)
{
    const Hover callee = hoverAt("(func $add (param i32 i32) (result i32) unreachable)\n(func call $a|dd)");
    EXPECT_EQ(callee.title, "$add : (param i32 i32) (result i32)");
    EXPECT_EQ(callee.detail, "defined in line 1");
    EXPECT_EQ(hoverAt("(func (param $x f64) local.get |0 drop)").title, "$x : f64");
    EXPECT_EQ(hoverAt("(func (pa|ram i32))").sentence, "What a function or block takes.");
    EXPECT_EQ(hoverAt("(func no_such_thi|ng)").title, "");
}

TEST(HoverText, ReadsNumbers)
{
    EXPECT_EQ(hoverAt("(func i32.const -|1 drop)").detail,
              "decimal -1; unsigned 4294967295; hex 0xffffffff; as f32 -nan");
    EXPECT_EQ(hoverAt("(func i32.const 0x|41 drop)").detail, "decimal 65; hex 0x41; as f32 9.1e-44; character 'A'");
    EXPECT_EQ(hoverAt("(func f32.const 1|.5 drop)").detail, "decimal 1.5; bits 0x3fc00000");
    EXPECT_EQ(hoverAt("(func f64.const 0x1p|-1 drop)").detail, "decimal 0.5; bits 0x3fe0000000000000");
    EXPECT_EQ(hoverAt("(data \"a\\|00b\")").detail, "3 bytes");
}

} // namespace
} // namespace watchglass::wat::test
