// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cctype>
#include <map>
#include <set>

#include "engine/wasm/instruction_table.h"

namespace watchglass::wasm {

namespace {

constexpr const char *ids[] = {
#define WG_INSTRUCTION(Id, ...) #Id,
#include "engine/wasm/instructions.def"
#undef WG_INSTRUCTION
};

std::string idOf(std::string_view name)
{
    std::string id;
    bool start = true;
    for (char c : name) {
        if (c == '.' || c == '_') {
            start = true;
            continue;
        }
        id += start ? char(std::toupper(c)) : c;
        start = false;
    }
    return id;
}

} // namespace

TEST(InstructionTable, idsFollowFromNames)
{
    const std::map<std::string, std::string> own = {
        {"SelectT", "select"}, {"RefTestNull", "ref.test"}, {"RefCastNull", "ref.cast"}};
    for (const InstructionInfo &row : allInstructions()) {
        const std::string id = ids[size_t(row.op)];
        if (const auto found = own.find(id); found != own.end())
            EXPECT_EQ(row.name, found->second);
        else
            EXPECT_EQ(id, idOf(row.name));
    }
}

TEST(InstructionTable, everyRowIsFoundByItsCodeAndName)
{
    std::set<std::string_view> seen;
    for (const InstructionInfo &row : allInstructions()) {
        EXPECT_EQ(opFromCode(row.prefix, row.code), row.op) << row.name;
        const auto byName = opFromName(row.name);
        ASSERT_TRUE(byName) << row.name;
        if (seen.insert(row.name).second)
            EXPECT_EQ(byName, row.op) << row.name;
        EXPECT_EQ(info(row.op).name, row.name);
    }
    EXPECT_EQ(opFromName("select"), Op::Select);
    EXPECT_EQ(opFromName("ref.test"), Op::RefTest);
    EXPECT_EQ(opFromName("i32.nonsense"), std::nullopt);
    EXPECT_EQ(opFromName(""), std::nullopt);
    EXPECT_EQ(opFromCode(0, 0xff), std::nullopt);
    EXPECT_EQ(opFromCode(0xfd, 0x10000), std::nullopt);
    EXPECT_EQ(opFromCode(7, 0), std::nullopt);
}

TEST(InstructionTable, numberOfInstructionsOfEachProposal)
{
    std::map<Feature, int> count;
    for (const InstructionInfo &row : allInstructions())
        ++count[row.feature];
    EXPECT_EQ(count[Feature::Mvp], 172);
    EXPECT_EQ(count[Feature::Simd], 236);
    EXPECT_EQ(count[Feature::RelaxedSimd], 20);
    EXPECT_EQ(count[Feature::Threads], 67);
    EXPECT_EQ(count[Feature::SatFloatToInt], 8);
    EXPECT_EQ(count[Feature::SignExt], 5);
}

TEST(InstructionTable, oldSpellings)
{
    EXPECT_EQ(opFromLegacyName("get_local"), Op::LocalGet);
    EXPECT_EQ(opFromLegacyName("i32.trunc_s:sat/f32"), Op::I32TruncSatF32S);
    EXPECT_EQ(opFromLegacyName("f64.promote/f32"), Op::F64PromoteF32);
    EXPECT_EQ(opFromLegacyName("i32.atomic.wait"), Op::MemoryAtomicWait32);
    EXPECT_EQ(opFromLegacyName("local.get"), std::nullopt);
    EXPECT_EQ(opFromName("get_local"), std::nullopt);
}

TEST(InstructionTable, accessWidths)
{
    EXPECT_EQ(accessWidth(Op::I32Load8S), 1u);
    EXPECT_EQ(accessWidth(Op::I64Load32U), 4u);
    EXPECT_EQ(accessWidth(Op::F64Store), 8u);
    EXPECT_EQ(accessWidth(Op::V128Load), 16u);
    EXPECT_EQ(accessWidth(Op::V128Load8x8S), 8u);
    EXPECT_EQ(accessWidth(Op::V128Load16Splat), 2u);
    EXPECT_EQ(accessWidth(Op::V128Store64Lane), 8u);
    EXPECT_EQ(accessWidth(Op::I64AtomicRmw16AddU), 2u);
    EXPECT_EQ(accessWidth(Op::MemoryAtomicWait64), 8u);
    EXPECT_EQ(accessWidth(Op::MemoryAtomicNotify), 4u);
    EXPECT_EQ(accessWidth(Op::MemoryFill), 0u);
    EXPECT_EQ(accessWidth(Op::I32Add), 0u);
}

TEST(InstructionTable, everyRowIsDocumented)
{
    for (const InstructionInfo &row : allInstructions()) {
        EXPECT_TRUE(row.doc.ends_with('.')) << row.name;
        EXPECT_TRUE(row.signature.starts_with('*') || row.signature.find("->") != std::string_view::npos) << row.name;
        EXPECT_FALSE(row.traps.ends_with('.')) << row.name;
        EXPECT_EQ(accessWidth(row.op) != 0,
                  row.immediate == Immediate::MemArg || row.immediate == Immediate::MemArgLane)
            << row.name;
    }
}

} // namespace watchglass::wasm
