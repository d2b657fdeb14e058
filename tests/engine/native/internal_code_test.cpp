// SPDX-License-Identifier: Apache-2.0
/// What instructions become, and that nothing in fast code is without a name or machine code.
#include "engine/native/internal_code.h"

#include <set>

#include "engine/native/machine_code.h"
#include "tests/engine/exec/random_program.h"

namespace watchglass::native {
namespace {

using namespace exec::test;

InternalCode codeOf(const exec::Instance &instance, const std::string &name)
{
    return internalCode(*function(instance, name), *instance.names);
}

bool isFast()
{
    return exec::fastestDriver() == exec::Driver::Plain;
}

TEST(InternalCode, FoldsWhatOnlyMovesValues)
{
    if (!isFast())
        GTEST_SKIP() << "this build has no fast code";
    Builder b;
    b.names(2, {1, 0, 1, 0, 1, 'x'}); // local 0 of function 0 is $x
    b.function("add", b.type({i32, i32}, {i32}), get(0) + get(1) + Code{0x6a});
    const auto instance = b.instance();
    const InternalCode code = codeOf(*instance, "add");
    ASSERT_TRUE(code.isFast);
    ASSERT_EQ(code.instructions.size(), 2u);
    const InternalInstruction &sum = code.instructions[0];
    EXPECT_EQ(sum.first, offsetOf(*instance, "add", 0));
    EXPECT_EQ(sum.last, offsetOf(*instance, "add", 2));
    EXPECT_EQ(sum.name, "i32.add");
    EXPECT_EQ(sum.operands, "$x, local 1 → acc");
    EXPECT_EQ(code.instructions[1].name, "return");
    EXPECT_EQ(code.instructions[1].operands, "acc");
}

TEST(InternalCode, TellsAddressesBranchesAndPinnedLocals)
{
    if (!isFast())
        GTEST_SKIP() << "this build has no fast code";
    Builder b;
    // (loop (f64.store offset=8 (i32.add (local.get 1) (i32.shl (local.get 0) 3)) (local.get 2))
    //       (br_if 0 (i32.lt_s (local.tee 0 (i32.add (local.get 0) 1)) (local.get 1))))
    b.function("fill", b.type({i32, i32, f64}, {}),
               Code{0x03, nothing} + get(1) + get(0) + i32Const(3) + Code{0x74, 0x6a} + get(2) + access(0x39, 8) +
                   get(0) + i32Const(1) + Code{0x6a, 0x22, 0} + get(1) + Code{0x48, 0x0d, 0, 0x0b});
    b.memory(1);
    const InternalCode code = codeOf(*b.instance(), "fill");
    EXPECT_EQ(code.pinnedInteger, "local 0");
    std::string all;
    for (const InternalInstruction &cell : code.instructions)
        all += cell.name + " " + cell.operands + "\n";
    EXPECT_NE(all.find("f64.store [local 1 + local 0 (register) × 8 + 8], local 2 (register)\n"), all.npos) << all;
    EXPECT_NE(all.find("i32.add local 0 (register), 1 → local 0 (register too)"), all.npos) << all;
    EXPECT_NE(all.find("i32.lt_s and branch acc, local 1 → word "), all.npos) << all;
}

TEST(InternalCode, TheSameWorkIsSharedOutAmongTheCopiesOfItsHandler)
{
    if (!isFast())
        GTEST_SKIP() << "this build has no fast code";
    Builder b;
    Code chain = get(0);
    for (size_t i = 0; i < 12; ++i)
        chain = chain + get(1) + Code{0x6b};
    b.function("chain", b.type({i32, i32}, {i32}), chain);
    const InternalCode code = codeOf(*b.instance(), "chain");
    std::set<Handler> handlers;
    for (size_t i = 1; i < 12; ++i) { // the first takes both from slots
        EXPECT_EQ(code.instructions[i].operands, code.instructions[1].operands);
        handlers.insert(code.instructions[i].handler);
    }
    EXPECT_EQ(handlers.size(), exec::plain::copyCount);
}

TEST(InternalCode, TellsConstants)
{
    if (!isFast())
        GTEST_SKIP() << "this build has no fast code";
    Builder b;
    b.function("half", b.type({}, {f64}), f64Const(0.5));
    b.function("big", b.type({i64}, {i64}), get(0) + i64Const(-1234567890123) + Code{0x7c});
    b.function("store", b.type({i32}, {}),
               get(0) + f64Const(0.25) + access(0x39) + get(0) + i32Const(-7) + access(0x36));
    b.memory(1);
    const auto instance = b.instance();
    EXPECT_EQ(codeOf(*instance, "half").instructions.back().operands, "0.5");
    EXPECT_EQ(codeOf(*instance, "big").instructions[0].operands.substr(0, 24), "local 0, -1234567890123 ");
    const InternalCode store = codeOf(*instance, "store");
    EXPECT_EQ(store.instructions[0].operands, "0.25 → stack 1");
    EXPECT_EQ(store.instructions[2].operands, "[local 0 (register)], -7");
}

TEST(InternalCode, NamesEveryCellAndItsMachineCode)
{
    for (uint32_t seed = 0; seed < 60; ++seed) {
        const auto made = exec::instantiate(RandomProgram(seed).build(), {});
        ASSERT_TRUE(made.ok());
        for (const auto &function : made.instance->functions)
            for (const InternalInstruction &cell : internalCode(*function, *made.instance->names).instructions) {
                ASSERT_FALSE(cell.name.empty()) << "seed " << seed;
                ASSERT_LE(cell.first, cell.last) << "seed " << seed;
                ASSERT_GT(cell.words, 0u) << "seed " << seed;
                if (!cell.asWatched)
                    ASSERT_NE(formOf(cell.handler), nullptr);
                const MachineCode code = machineCode(cell.handler);
                ASSERT_EQ(code.problem, "");
                ASSERT_FALSE(code.instructions.empty()) << cell.name;
                for (const MachineInstruction &row : code.instructions)
                    ASSERT_TRUE(!row.target || std::any_of(code.instructions.begin(), code.instructions.end(),
                                                           [&](const auto &r) { return r.address == *row.target; }))
                        << cell.name << " jumps into the middle of something";
            }
    }
}

} // namespace
} // namespace watchglass::native
