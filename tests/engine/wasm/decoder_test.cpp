// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "engine/wasm/decoder.h"
#include "engine/wasm/validator.h"
#include "module_builder.h"

namespace watchglass::wasm {

using testing::ModuleBuilder;

TEST(Decoder, theSmallestModule)
{
    const auto result = decode(ModuleBuilder().take());
    ASSERT_TRUE(result);
    EXPECT_TRUE(result.module->sections.empty());
    EXPECT_TRUE(validate(*result.module).empty());
}

TEST(Decoder, whatIsNoModule)
{
    EXPECT_FALSE(decode(nullptr));
    EXPECT_FALSE(decode(std::make_shared<Bytes>()));
    const auto text = decode(std::make_shared<Bytes>(Bytes{'(', 'm', 'o', 'd', 'u', 'l', 'e', ')'}));
    ASSERT_FALSE(text);
    EXPECT_EQ(text.problems.at(0).message,
              "this is not a WebAssembly module: it does not start with the bytes \"\\0asm\"");
    const auto old = decode(std::make_shared<Bytes>(Bytes{0, 'a', 's', 'm', 13, 0, 0, 0}));
    ASSERT_FALSE(old);
    EXPECT_EQ(old.problems.at(0).offset, 4u);
}

TEST(Decoder, placesAndLookUps)
{
    // (module (import "m" "f" (func)) (func (local i32 i32 f64) nop) (export "g" (func 1)))
    const auto bytes = ModuleBuilder()
                           .section(1, {1, 0x60, 0, 0})
                           .section(2, {1, 1, 'm', 1, 'f', 0, 0})
                           .section(3, {1, 0})
                           .section(7, {1, 1, 'g', 0, 1})
                           .section(10, {1, 7, 2, 2, 0x7f, 1, 0x7c, 0x01, 0x0b})
                           .take();
    const auto result = decode(bytes);
    ASSERT_TRUE(result);
    const Module &module = *result.module;
    EXPECT_EQ(module.importedFunctions(), 1u);
    const Function &f = module.functions.at(1);
    EXPECT_EQ(f.code.size(), 2u);
    EXPECT_EQ(f.code.end, bytes->size());
    EXPECT_EQ(module.functionAt(f.code.begin), 1u);
    EXPECT_EQ(module.functionAt(f.body.begin - 1), std::nullopt);
    EXPECT_EQ(module.functionAt(uint32_t(bytes->size())), std::nullopt);
    EXPECT_EQ(module.localTypes(1), (std::vector<ValType>{I32, I32, F64}));
    ASSERT_TRUE(module.findExport("g"));
    EXPECT_EQ(module.findExport("g")->index, 1u);
    EXPECT_EQ(module.findExport("h"), nullptr);
    EXPECT_EQ(module.sections.at(1).name, "import");
}

TEST(Decoder, everyCutIsRefusedOrAWholeModule)
{
    const auto whole = ModuleBuilder().function({0x41, 0xe4, 0x00, 0x1a, 0x0b}).take();
    for (size_t size = 0; size < whole->size(); ++size) {
        const auto result = decode(std::make_shared<Bytes>(whole->begin(), whole->begin() + ptrdiff_t(size)));
        if (!result) {
            EXPECT_LE(result.problems.at(0).offset, size);
            EXPECT_TRUE(result.problems.at(0).malformed);
        }
    }
}

TEST(Decoder, countsThatCannotBeAreRefusedAtOnce)
{
    for (uint8_t id : {1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 13}) {
        const auto result = decode(ModuleBuilder().section(id, {0xff, 0xff, 0xff, 0xff, 0x0f}).take());
        ASSERT_FALSE(result) << int(id);
    }
    // A hundred million locals in ten bytes.
    EXPECT_FALSE(decode(ModuleBuilder().function({0x0b}, {1, 0x80, 0xc2, 0xd7, 0x2f, 0x7f}).take()));
}

TEST(Decoder, sectionsTwiceOrOutOfOrder)
{
    EXPECT_FALSE(decode(ModuleBuilder().section(1, {0}).section(1, {0}).take()));
    EXPECT_FALSE(decode(ModuleBuilder().section(3, {0}).section(1, {0}).take()));
    EXPECT_FALSE(decode(ModuleBuilder().section(14, {}).take()));
    EXPECT_TRUE(decode(ModuleBuilder().section(5, {0}).section(13, {0}).section(6, {0}).take()))
        << "tags before globals";
    const auto custom = ModuleBuilder().section(0, {1, 'x', 7, 7}).section(0, {1, 'x'}).take();
    const auto result = decode(custom);
    ASSERT_TRUE(result);
    EXPECT_EQ(result.module->sections.at(0).name, "x");
    EXPECT_EQ(result.module->sections.at(0).content.size(), 2u);
}

TEST(Decoder, deepNestingCostsNoNativeStack)
{
    for (uint32_t depth : {100'000u, 2'000'000u}) {
        Bytes code;
        for (uint32_t i = 0; i < depth; ++i)
            code.insert(code.end(), {0x02, 0x40});
        code.insert(code.end(), depth + 1, 0x0b);
        const auto result = decode(ModuleBuilder().function(code).take());
        ASSERT_TRUE(result);
        EXPECT_EQ(validate(*result.module).empty(), depth < 1'000'000) << depth;
    }
}

TEST(Decoder, aConstantExpressionMayNotHideBlocks)
{
    // (global i32 (block (result i32) (i32.const 1)))
    const auto result = decode(ModuleBuilder().section(6, {1, 0x7f, 0, 0x02, 0x7f, 0x41, 1, 0x0b, 0x0b}).take());
    ASSERT_TRUE(result);
    const auto problems = validate(*result.module);
    ASSERT_FALSE(problems.empty());
    EXPECT_EQ(problems[0].message, "block may not stand in a constant expression");
}

TEST(InstructionReader, immediates)
{
    const Bytes bytes{0x41, 0x7f, 0x0e, 2, 0, 1,    2,    0xfd, 0x00, 0x44, 1,    0x10, 0x1f,
                      0x40, 1,    0,    5, 3, 0xfb, 0x18, 3,    1,    0x6e, 0x6d, 0xff};
    InstructionReader reader(bytes, {0, uint32_t(bytes.size())});
    Instruction i;
    ASSERT_TRUE(reader.next(i));
    EXPECT_EQ(i.op, Op::I32Const);
    EXPECT_EQ(i.value, 0xffffffffu);
    EXPECT_EQ(i.length, 2u);
    ASSERT_TRUE(reader.next(i));
    EXPECT_EQ(i.op, Op::BrTable);
    EXPECT_EQ(std::vector<uint32_t>(i.labels.begin(), i.labels.end()), (std::vector<uint32_t>{0, 1, 2}));
    ASSERT_TRUE(reader.next(i));
    EXPECT_EQ(i.op, Op::V128Load);
    EXPECT_EQ(i.align, 4u);
    EXPECT_EQ(i.a, 1u);
    EXPECT_EQ(i.value, 16u);
    ASSERT_TRUE(reader.next(i));
    EXPECT_EQ(i.op, Op::TryTable);
    ASSERT_EQ(i.catches.size(), 1u);
    EXPECT_EQ(i.catches[0].tag, 5u);
    EXPECT_EQ(i.catches[0].label, 3u);
    ASSERT_TRUE(reader.next(i));
    EXPECT_EQ(i.op, Op::BrOnCast);
    EXPECT_EQ(i.castFrom, ValType::ref(HeapKind::Any));
    EXPECT_EQ(i.castTo, ValType::ref(HeapKind::Eq));
    EXPECT_FALSE(reader.next(i));
    ASSERT_TRUE(reader.problem());
    EXPECT_EQ(reader.problem()->message, "there is no instruction with this code");
    EXPECT_EQ(reader.problem()->offset, bytes.size() - 1);
}

} // namespace watchglass::wasm
