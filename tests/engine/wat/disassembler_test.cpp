// SPDX-License-Identifier: Apache-2.0
/// The disassembler: how things are written, under which names, and what it does with code it cannot read.
#include <gtest/gtest.h>

#include "engine/wasm/names.h"
#include "engine/wat/disassembler.h"
#include "tests/engine/wat/modules.h"

namespace watchglass::wat {

namespace {

using namespace test;

struct Decoded {
    std::shared_ptr<const wasm::Module> module;
    wasm::Names names;
};

Decoded assembled(const std::string &text)
{
    Assembler assembler;
    const Assembled result = assembler.assemble(text);
    EXPECT_TRUE(result) << (result.diagnostics.empty() ? "" : result.diagnostics[0].message);
    Decoded decoded;
    decoded.module = wasm::decode(result.bytes).module;
    decoded.names = wasm::readNames(*decoded.module);
    return decoded;
}

std::string again(const std::string &text)
{
    const Decoded decoded = assembled(text);
    return disassemble(*decoded.module, decoded.names).text;
}

/// A module of one function without parameters or results, with this code.
Decoded withCode(const std::vector<uint8_t> &code)
{
    wasm::Bytes bytes{0, 'a', 's', 'm', 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10};
    bytes.push_back(uint8_t(code.size() + 3));
    bytes.push_back(1);
    bytes.push_back(uint8_t(code.size() + 1));
    bytes.push_back(0);
    bytes.insert(bytes.end(), code.begin(), code.end());
    Decoded decoded;
    decoded.module = wasm::decode(std::make_shared<const wasm::Bytes>(bytes)).module;
    EXPECT_TRUE(decoded.module);
    return decoded;
}

/// The instruction between the lines of `(func …)` and `)`.
std::string onlyInstruction(std::vector<uint8_t> code)
{
    code.push_back(0x0b);
    const Decoded decoded = withCode(code);
    const std::vector<ListingRow> rows = listing(*decoded.module, {}, 0);
    return rows.size() == 3 ? rows[1].text : std::to_string(rows.size()) + " rows";
}

TEST(Disassembler, WritesAWholeModuleThatIsItsOwnDisassembly)
{
    const std::string text = R"((module
  (type (;0;) (func (param i32)))
  (type $binary (func (param i32 i32) (result i32)))
  (import "env" "log" (func $log (type 0) (param i32)))
  (func $add (type $binary) (param $a i32) (param $b i32) (result i32)
    (local $sum i64) (local f32 f32)
    local.get $a
    local.get $b
    i32.add
    if (;@1;)
      i32.const -1
      call $log
    else
      block (;@2;)
        br 1 (;@1;)
      end
    end
    i32.const 0
    i32.load offset=4 align=2
  )
  (table $t 1 8 funcref)
  (memory $m 1)
  (global $g (mut f64) (f64.const 0.1))
  (export "add" (func $add))
  (elem (;0;) (i32.const 0) func $add $log)
  (data $d (i32.const 16) "a\"\\\00\ff")
)
)";
    EXPECT_EQ(again(text), text);
}

TEST(Disassembler, NamesThatAreNoIdentifiersStandInComments)
{
    Decoded decoded = assembled("(module (func nop) (func call 0) (func) (func))");
    decoded.names.functions = {{0, "two words"}, {1, "same"}, {2, "same"}, {3, "a;)\n(func"}};
    const std::string text = disassemble(*decoded.module, decoded.names).text;
    EXPECT_NE(text.find("(func (;0;) (; two words ;) (type 0)"), std::string::npos) << text;
    EXPECT_NE(text.find("call 0 (; two words ;)"), std::string::npos) << text;
    EXPECT_NE(text.find("(func $same (type 0)"), std::string::npos) << "the first keeps the name";
    EXPECT_NE(text.find("(func (;2;) (; same ;) (type 0)"), std::string::npos) << text;
    Assembler assembler;
    EXPECT_TRUE(assembler.assemble(text)) << "whatever a name holds, the text stays a module";
}

TEST(Disassembler, LabelsHaveTheirNamesUnlessAnInnerOneHidesThem)
{
    Decoded decoded = assembled("(func block block block br 0 br 1 br 2 br 3 end end end)");
    decoded.names.labels[0] = {{0, "outer"}, {1, "same"}, {2, "same"}};
    std::vector<std::string> rows;
    for (const ListingRow &row : listing(*decoded.module, decoded.names, 0))
        rows.push_back(row.text);
    EXPECT_EQ(rows, (std::vector<std::string>{"func (;0;) (type 0)", "block $outer", "block $same", "block $same",
                                              "br $same", "br 1", "br $outer", "br 3", "end", "end", "end", "end"}));
}

TEST(Disassembler, NumbersReadBackAsTheSameBits)
{
    EXPECT_EQ(onlyInstruction({0x41, 0x7f}), "i32.const -1");
    EXPECT_EQ(onlyInstruction({0x43, 0, 0, 0, 0x80}), "f32.const -0");
    EXPECT_EQ(onlyInstruction({0x43, 0, 0, 0x80, 0xff}), "f32.const -inf");
    EXPECT_EQ(onlyInstruction({0x43, 0, 0, 0xc0, 0x7f}), "f32.const nan");
    EXPECT_EQ(onlyInstruction({0x43, 1, 0, 0xa0, 0xff}), "f32.const -nan:0x200001");
    EXPECT_EQ(onlyInstruction({0x43, 0xcd, 0xcc, 0xcc, 0x3d}), "f32.const 0.1");
    EXPECT_EQ(onlyInstruction({0x44, 1, 0, 0, 0, 0, 0, 0, 0}), "f64.const 5e-324");
    EXPECT_EQ(onlyInstruction({0xfd, 12, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0x80}),
              "v128.const i32x4 0x1 0x2 0x3 0x80000000");
}

TEST(Disassembler, ImmediatesBeyondWabtAreWritten)
{
    EXPECT_EQ(onlyInstruction({0xd0, 0x6e}), "ref.null any");
    EXPECT_EQ(onlyInstruction({0xd0, 0x00}), "ref.null 0");
    EXPECT_EQ(onlyInstruction({0xfb, 0x14, 0x6d}), "ref.test (ref eq)");
    EXPECT_EQ(onlyInstruction({0xfb, 0x17, 0x6c}), "ref.cast i31ref");
    EXPECT_EQ(onlyInstruction({0xfb, 0x18, 0x01, 0x00, 0x6e, 0x6c}), "br_on_cast 0 anyref (ref i31)");
    EXPECT_EQ(onlyInstruction({0xfb, 0x02, 0x00, 0x01}), "struct.get 0 1");
    EXPECT_EQ(onlyInstruction({0xfb, 0x08, 0x00, 0x03}), "array.new_fixed 0 3");
    EXPECT_EQ(onlyInstruction({0x14, 0x00}), "call_ref 0");
    EXPECT_EQ(onlyInstruction({0x1c, 1, 0x70}), "select (result funcref)");
    EXPECT_EQ(onlyInstruction({0x0e, 2, 0, 0, 0}), "br_table 0 0 0");
    EXPECT_EQ(onlyInstruction({0x11, 0, 1}), "call_indirect 1 (type 0)");
    EXPECT_EQ(onlyInstruction({0x28, 0x42, 1, 8}), "i32.load 1 offset=8");
    EXPECT_EQ(onlyInstruction({0xfd, 0x57, 0x03, 0, 1}), "v128.load64_lane 1");
    EXPECT_EQ(onlyInstruction({0xfe, 0x00, 0x02, 0}), "memory.atomic.notify");
    const Decoded table = withCode({0x1f, 0x40, 2, 0, 0, 0, 3, 0, 0x0b, 0x0b});
    EXPECT_EQ(listing(*table.module, {}, 0).at(1).text, "try_table (;@1;) (catch 0 0) (catch_all_ref 0)");
}

TEST(Disassembler, CodeThatCannotBeReadEndsInAComment)
{
    const Decoded decoded = withCode({0x01, 0x02, 0x40, 0xff, 0x0b});
    const std::string text = disassemble(*decoded.module, {}).text;
    EXPECT_NE(text.find("    nop\n    block (;@1;)\n    ;; offset 0x1a: "), std::string::npos) << text;
    const std::vector<ListingRow> rows = listing(*decoded.module, {}, 0);
    EXPECT_TRUE(rows.back().text.starts_with(";; offset 0x1a: ")) << rows.back().text;
    for (uint32_t first = 0; first < 256; ++first)
        for (uint32_t second : {0x00, 0x0b, 0x40, 0x7f, 0xff}) {
            const Decoded any = withCode({uint8_t(first), uint8_t(second), 0x0b});
            EXPECT_FALSE(disassemble(*any.module, {}).text.empty());
        }
}

TEST(Disassembler, IndicesOfNothingStayNumbers)
{
    EXPECT_EQ(onlyInstruction({0x10, 99}), "call 99");
    EXPECT_EQ(onlyInstruction({0x20, 99}), "local.get 99");
    EXPECT_EQ(onlyInstruction({0x0c, 99}), "br 99");
    EXPECT_EQ(onlyInstruction({0x11, 99, 0}), "call_indirect (type 99)");
    const Decoded ends = withCode({0x0b, 0x0b, 0x01, 0x0b});
    EXPECT_EQ(listing(*ends.module, {}, 0).size(), 5u);
}

TEST(Disassembler, OneFunctionIsADocumentOfItsOwn)
{
    const Decoded decoded =
        assembled("(module (import \"a\" \"b\" (func $i)) (func $f (param $x i32) local.get $x drop))");
    const Disassembly imported = disassembleFunction(*decoded.module, decoded.names, 0);
    EXPECT_EQ(imported.text, "(import \"a\" \"b\" (func $i (type 0)))\n");
    const Disassembly own = disassembleFunction(*decoded.module, decoded.names, 1);
    EXPECT_EQ(own.text, "(func $f (type 1) (param $x i32)\n  local.get $x\n  drop\n)\n");
    ASSERT_EQ(own.map.mappings().size(), 3u);
    EXPECT_EQ(own.map.mappings()[1].line, 3u);
    EXPECT_EQ(own.map.mappings()[1].offset, disassemble(*decoded.module, decoded.names).map.mappings()[1].offset);
    EXPECT_TRUE(disassembleFunction(*decoded.module, decoded.names, 2).text.empty());
}

TEST(Disassembler, ListingRowsCoverTheBodyWithoutGaps)
{
    const Decoded decoded =
        assembled("(func (result i32) (local i64) (if (result i32) (i32.const 1) (then (i32.const 2))"
                  "(else (i32.const 3))))");
    const std::vector<ListingRow> rows = listing(*decoded.module, decoded.names, 0);
    uint32_t at = decoded.module->functions[0].body.begin;
    for (const ListingRow &row : rows) {
        EXPECT_EQ(row.offset, at) << row.text;
        at += row.length;
    }
    EXPECT_EQ(at, decoded.module->functions[0].body.end);
    EXPECT_EQ(rows.at(3).indent, 2u) << rows.at(3).text;
    EXPECT_EQ(rows.at(4).text, "else");
    EXPECT_EQ(rows.at(4).indent, 1u);
}

TEST(Disassembler, DeepNestingCostsNeitherStackNorEndlessIndentation)
{
    std::string text = "(module (func ";
    constexpr size_t depth = 100000;
    for (size_t i = 0; i < depth; ++i)
        text += "block ";
    for (size_t i = 0; i < depth; ++i)
        text += "end ";
    const Decoded decoded = assembled(text + "))");
    const Disassembly whole = disassemble(*decoded.module, decoded.names);
    EXPECT_EQ(whole.map.mappings().size(), 2 * depth + 1);
    EXPECT_LT(whole.text.size(), depth * 250);
}

TEST(Disassembler, EveryInstructionOfTheTableIsWrittenByItsName)
{
    uint32_t written = 0;
    for (const wasm::InstructionInfo &row : wasm::allInstructions()) {
        std::vector<uint8_t> code;
        if (row.prefix)
            code.push_back(row.prefix);
        for (uint32_t rest = row.code;; rest >>= 7) {
            code.push_back(uint8_t((rest & 0x7f) | (row.prefix && rest >= 0x80 ? 0x80 : 0)));
            if (!row.prefix || rest < 0x80) {
                if (!row.prefix)
                    code.back() = uint8_t(row.code);
                break;
            }
        }
        code.insert(code.end(), 17, 0); // immediates: zeros are an index, an empty list, a number …
        const Decoded decoded = withCode(code);
        const std::vector<ListingRow> rows = listing(*decoded.module, {}, 0);
        const std::string text = rows.at(1).text;
        written += text.starts_with(row.name);
        // A block type or heap type must be right to be read.
        EXPECT_TRUE(text.starts_with(row.name) || text.starts_with(";; offset")) << row.name << ": " << text;
    }
    EXPECT_EQ(written, wasm::OpCount);
}

} // namespace

} // namespace watchglass::wat
