// SPDX-License-Identifier: Apache-2.0
/// Linking, active segments, what is refused, and the sentences of traps.
#include "engine/exec/instance.h"

#include "tests/engine/exec/programs.h"

namespace watchglass::exec::test {
namespace {

Builder withImport()
{
    Builder b;
    b.import("log", b.type({i32}, {}));
    return b;
}

TEST(Instantiate, saysWhatAnImportWantsAndGot)
{
    const auto module = withImport().build();
    const auto missing = instantiate(module, {});
    ASSERT_TRUE(missing.problem);
    EXPECT_EQ(missing.problem->message, "import env.log: wants a function, got nothing");
    EXPECT_FALSE(missing.instance);
    const auto wrong = instantiate(module, {makeHostFunction({{wasm::I64}, {}}, "log", {})});
    ASSERT_TRUE(wrong.problem);
    EXPECT_EQ(wrong.problem->message, "import env.log: wants (i32) -> (), got (i64) -> ()");
    EXPECT_TRUE(instantiate(module, {makeHostFunction({{wasm::I32}, {}}, "log", {})}).ok());
}

TEST(Instantiate, reportsAnActiveSegmentOutOfBoundsAndKeepsTheEarlierOnes)
{
    Builder b;
    b.memory(1);
    b.data(0, {1, 2, 3});
    b.data(65534, {1, 2, 3});
    const auto result = instantiate(b.build(), {});
    ASSERT_TRUE(result.trap);
    EXPECT_EQ(result.trap->kind, TrapKind::MemoryOutOfBounds);
    EXPECT_EQ(result.trap->message, "data segment 1 writes 3 bytes at 65534, but memory 0 ends at 65536");
    ASSERT_TRUE(result.instance);
    EXPECT_EQ(result.instance->memories[0]->base()[2], 3);
}

TEST(Instantiate, refusesMoreThanTheLimits)
{
    Builder b;
    b.memory(100);
    Limits limits;
    limits.memoryPages = 99;
    const auto result = instantiate(b.build(), {}, limits);
    ASSERT_TRUE(result.problem);
    EXPECT_EQ(result.problem->message, "memory 0 wants 100 pages, but the limit is 99");
}

std::string story(const std::string &name, std::vector<Value> arguments)
{
    const auto instance = sampleInstance();
    const Stop stop = run(function(*instance, name), std::move(arguments));
    EXPECT_EQ(stop.kind, StopKind::Trapped);
    return stop.trap ? stop.trap->message : "";
}

TEST(TrapStory, namesCauseLimitAndValues)
{
    EXPECT_EQ(story("div", {Value::i32(7), Value::i32(0)}), "i32.div_s divides 7 by 0");
    EXPECT_EQ(story("div", {Value::i32(-2147483648), Value::i32(-1)}),
              "i32.div_s: -2147483648 / -1 does not fit in i32");
    EXPECT_EQ(story("load", {Value::i32(65530)}),
              "i32.load reads 4 bytes at 65534 (65530 + offset 4), but memory 0 ends at 65536");
    EXPECT_EQ(story("store", {Value::i32(-1), Value::i64(0)}),
              "i64.store writes 8 bytes at 4294967295, but memory 0 ends at 65536");
    EXPECT_EQ(story("fill", {Value::i32(65536), Value::i32(0), Value::i32(1)}),
              "memory.fill covers 1 byte at 65536, but memory 0 ends at 65536");
    EXPECT_EQ(story("table", {Value::i32(3)}),
              "call_indirect asks for element 3 of table 0, but table 0 has 3 elements");
    EXPECT_EQ(story("table", {Value::i32(2)}), "call_indirect asks for element 2 of table 0, which is null");
    EXPECT_EQ(story("table", {Value::i32(1)}),
              "call_indirect wants () -> (i32), but element 1 of table 0 is $two of type (i32) -> (i32)");
    EXPECT_EQ(story("dive", {}), "the call of $dive finds the call stack full: the limit of 200000 frames is reached");
}

TEST(TrapStory, stopsAtTheInstructionWithOperandsAndFramesAlive)
{
    const auto instance = sampleInstance();
    Machine machine;
    const std::vector<Value> arguments{Value::i32(7), Value::i32(0)};
    machine.start(function(*instance, "div"), arguments);
    const Stop stop = machine.run();
    ASSERT_TRUE(stop.trap);
    EXPECT_EQ(stop.trap->offset, offsetOf(*instance, "div", 2));
    EXPECT_EQ(stop.trap->operands, arguments);
    EXPECT_EQ(machine.depth(), 1u);
    EXPECT_EQ(machine.place(0).offset, stop.trap->offset);
    // What was wrong can be put right, and the instruction runs again.
    EXPECT_TRUE(machine.setOperand(0, 1, Value::i32(2)));
    EXPECT_EQ(machine.run().results, std::vector<Value>{Value::i32(3)});
}

TEST(TrapStory, smallStacksAndDeepCallsTrapInsteadOfCrashing)
{
    const auto instance = sampleInstance();
    for (const Limits limits : {Limits{65536, 1000, 1 << 16, 200'000}, Limits{65536, 1000, 64 << 20, 50}}) {
        Machine machine(limits);
        machine.start(function(*instance, "dive"), {});
        const Stop stop = machine.run();
        ASSERT_TRUE(stop.trap);
        EXPECT_EQ(stop.trap->kind, TrapKind::StackOverflow);
        EXPECT_GT(machine.depth(), 40u);
        EXPECT_EQ(machine.place(machine.depth() - 1).function, function(*instance, "dive")->index);
    }
}

} // namespace
} // namespace watchglass::exec::test
