// SPDX-License-Identifier: Apache-2.0
/// Modules made to exhaust the machine: each is refused with a sentence, or ends in a trap, or can be stopped.
#include <gtest/gtest.h>

#include <thread>

#include "engine/wasm/load.h"
#include "tests/engine/exec/builder.h"

namespace watchglass::exec::test {
namespace {

using wasm::Bytes;

class Bombs : public testing::TestWithParam<Driver>
{
protected:
    Stop run(const Instance &instance, const char *name, std::vector<Value> arguments = {}, const Limits &limits = {})
    {
        Machine machine(limits, GetParam());
        machine.start(function(instance, name), arguments);
        return machine.run();
    }
};
INSTANTIATE_TEST_SUITE_P(Drivers, Bombs, testing::Values(Driver::Plain, Driver::Watched, Driver::Single));

Code section(uint8_t id, const Code &content)
{
    return Code{id} + withSize(content);
}

std::string refusal(const Code &sections)
{
    const wasm::DecodeResult loaded =
        wasm::load(std::make_shared<const Bytes>(Code{0, 'a', 's', 'm', 1, 0, 0, 0} + sections));
    return loaded ? "accepted" : loaded.problems.at(0).message;
}

/// Function 0 of type () -> (), with these local declarations and this code.
Code oneFunction(const Code &locals, const Code &code)
{
    return section(1, {1, 0x60, 0, 0}) + section(3, {1, 0}) + section(10, Code{1} + withSize(locals + code));
}

TEST_P(Bombs, RecursionWithoutEndIsATrapWithItsNumbers)
{
    Builder b;
    const uint32_t type = b.type({i64}, {i64});
    b.function("ping", type, get(0) + call(1), {i64, f64, v128});
    b.function("pong", type, get(0) + i64Const(1) + Code{0x7c} + call(0));
    const auto instance = b.instance();
    for (const Limits &limits : {Limits{}, Limits{.callDepth = 1000}, Limits{.stackBytes = 1 << 16}}) {
        const Stop stop = run(*instance, "ping", {Value::i64(0)}, limits);
        ASSERT_EQ(stop.kind, StopKind::Trapped);
        EXPECT_EQ(stop.trap->kind, TrapKind::StackOverflow) << stop.trap->message;
        EXPECT_FALSE(stop.trap->message.empty());
    }
}

TEST_P(Bombs, MemoryGrowsToItsLimitPageByPageAndThenNoMore)
{
    Builder b;
    // (loop (br_if 0 (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))) (memory.size)
    b.function("grow", b.type({}, {i32}),
               Code{0x03, nothing} + i32Const(1) + Code{0x40, 0} + i32Const(-1) + Code{0x47, 0x0d, 0, 0x0b, 0x3f, 0});
    b.memory(0);
    EXPECT_EQ(run(*b.instance(), "grow").results.at(0).asI32(), 65536);
    const InstantiateResult small = instantiate(b.build(), {}, {.memoryPages = 100});
    EXPECT_EQ(run(*small.instance, "grow").results.at(0).asI32(), 100);
}

TEST_P(Bombs, FourBillionIterationsStopWhenAsked)
{
    Builder b;
    b.function("spin", b.type({}, {i32}),
               Code{0x03, nothing} + get(0) + i32Const(1) + Code{0x6a, 0x22, 0, 0x0d, 0, 0x0b} + get(0), {i32});
    const auto instance = b.instance();
    for (const bool cancels : {false, true}) {
        Machine machine({}, GetParam());
        machine.start(function(*instance, "spin"), {});
        std::thread other([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
            cancels ? machine.cancel() : machine.requestPause();
        });
        EXPECT_EQ(machine.run().kind, cancels ? StopKind::Cancelled : StopKind::Paused);
        other.join();
        EXPECT_EQ(machine.active(), !cancels);
    }
}

TEST_P(Bombs, ABranchTableOfAMillionTargetsBranches)
{
    constexpr uint32_t count = 1'000'000;
    Code targets(count, 1);
    targets[count / 2] = 0;
    Builder b;
    // (block (block (br_table …)) (return 7)) 8
    b.function("pick", b.type({i32}, {i32}),
               Code{0x02, nothing, 0x02, nothing} + get(0) + Code{0x0e} + leb(count) + targets + Code{0, 0x0b} +
                   i32Const(7) + Code{0x0f, 0x0b} + i32Const(8));
    const auto instance = b.instance();
    EXPECT_EQ(run(*instance, "pick", {Value::i32(0)}).results.at(0).asI32(), 8);
    EXPECT_EQ(run(*instance, "pick", {Value::i32(count / 2)}).results.at(0).asI32(), 7);
    EXPECT_EQ(run(*instance, "pick", {Value::i32(count - 1)}).results.at(0).asI32(), 8);
    EXPECT_EQ(run(*instance, "pick", {Value::i32(-1)}).results.at(0).asI32(), 7) << "the default";
}

TEST_P(Bombs, ManyBlocksWithinOneAnotherRun)
{
    Builder b;
    Code code;
    for (int i = 0; i < 100'000; ++i)
        code.insert(code.end(), {0x02, nothing});
    code = code + Code{0x0c} + leb(99'999) + Code(100'000, 0x0b);
    b.function("f", b.type({}, {}), code);
    EXPECT_EQ(run(*b.instance(), "f").kind, StopKind::Finished);
}

TEST(Bomb, LocalsBeyondTheLimitAreRefused)
{
    EXPECT_EQ(refusal(oneFunction({0}, {0x0b})), "accepted");
    EXPECT_NE(refusal(oneFunction(Code{1} + leb(1'000'000) + Code{i32}, {0x0b})).find("locals"), std::string::npos);
    const Code most = leb(0xffffffff) + Code{v128};
    EXPECT_NE(refusal(oneFunction(Code{2} + most + most, {0x0b})).find("locals"), std::string::npos);
    // As many as there may be take a frame each: deep recursion ends early, and in a trap.
    const auto loaded = wasm::load(std::make_shared<const Bytes>(
        Code{0, 'a', 's', 'm', 1, 0, 0, 0} + oneFunction(Code{1} + leb(50'000) + Code{v128}, Code{0x10, 0, 0x0b})));
    ASSERT_TRUE(loaded);
    const auto instance = instantiate(loaded.module, {}).instance;
    Machine machine;
    machine.start(instance->functions[0], {});
    const Stop stop = machine.run();
    ASSERT_EQ(stop.kind, StopKind::Trapped);
    EXPECT_EQ(stop.trap->kind, TrapKind::StackOverflow);
}

TEST(Bomb, CountsWithoutContentAreRefused)
{
    for (const uint8_t id : {1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 13}) {
        EXPECT_NE(refusal(section(id, leb(0xffffffff))), "accepted") << int(id);
        EXPECT_NE(refusal(section(id, leb(1'000'000) + Code{0, 0, 0})), "accepted") << int(id);
    }
    EXPECT_NE(refusal(section(12, leb(0xffffffff))), "accepted") << "a data count without data";
    // One segment that says it is four gigabytes long.
    EXPECT_NE(refusal(section(5, {1, 0, 1}) + section(11, Code{1, 0, 0x41, 0, 0x0b} + leb(0xffffffff))), "accepted");
}

TEST(Bomb, SizesBeyondTheLimitsAreRefusedBeforeAnythingIsMade)
{
    EXPECT_NE(refusal(section(5, Code{1, 0} + leb(65537))), "accepted");
    const auto table = wasm::load(std::make_shared<const Bytes>(Code{0, 'a', 's', 'm', 1, 0, 0, 0} +
                                                                section(4, Code{1, 0x70, 0} + leb(0xffffffff))));
    ASSERT_TRUE(table);
    const InstantiateResult made = instantiate(table.module, {});
    ASSERT_TRUE(made.problem);
    EXPECT_NE(made.problem->message.find("4294967295 elements"), std::string::npos) << made.problem->message;
    const auto memory = wasm::load(std::make_shared<const Bytes>(Code{0, 'a', 's', 'm', 1, 0, 0, 0} +
                                                                 section(5, Code{1, 4} + leb(uint64_t(1) << 48))));
    ASSERT_TRUE(memory);
    EXPECT_TRUE(instantiate(memory.module, {}).problem);
}

} // namespace
} // namespace watchglass::exec::test
