// SPDX-License-Identifier: Apache-2.0
/// The clock of a run: counted code and one instruction at a time agree, whatever happens meanwhile.
#include "engine/exec/counting.h"

#include "tests/engine/exec/execution.h"
#include "tests/engine/exec/random_program.h"

namespace watchglass::exec::test {
namespace {

std::vector<Value> argumentsOf(uint32_t seed)
{
    return {Value::i32(int32_t(seed * 2654435761u)), Value::f64(double(seed) - 7.5)};
}

std::string countsOf(Instance &instance)
{
    std::string text;
    for (const auto &function : instance.functions) {
        text += "func " + std::to_string(function->index);
        for (const ExecutionCount &row : executionCounts(*function))
            text += " " + std::to_string(row.offset) + ":" + std::to_string(row.count);
        text += "\n";
    }
    return text;
}

/// Step by step to the end: how many instructions were completed.
uint64_t steps(Execution &execution)
{
    uint64_t n = 0;
    while (execution.machine.step().kind == StopKind::Stepped)
        ++n;
    return n;
}

class Counted : public testing::TestWithParam<uint32_t>
{
protected:
    uint32_t first() const { return GetParam() * 20; }
};
INSTANTIATE_TEST_SUITE_P(Seeds, Counted, testing::Range(0u, 20u));

TEST_P(Counted, everyInstructionOnce)
{
    for (uint32_t seed = first(); seed < first() + 20; ++seed) {
        const auto module = RandomProgram(seed).build();
        Execution counted(module, Driver::Plain), single(module, Driver::Single), plain(module, Driver::Plain);
        for (Execution *execution : {&counted, &single}) {
            execution->machine.setCounting(true);
            execution->start("main", argumentsOf(seed));
        }
        plain.start("main", argumentsOf(seed));
        const Stop wanted = single.machine.run(), found = counted.machine.run();
        ASSERT_EQ(counted.look(found), single.look(wanted)) << "seed " << seed;
        ASSERT_EQ(plain.look(plain.machine.run()), single.look(wanted)) << "seed " << seed;
        ASSERT_EQ(counted.machine.instructions(), single.machine.instructions()) << "seed " << seed;
        ASSERT_EQ(countsOf(*counted.instance), countsOf(*single.instance)) << "seed " << seed;
        ASSERT_TRUE(contents(*counted.instance) == contents(*single.instance)) << "seed " << seed;
        Execution stepped(module, Driver::Plain);
        stepped.start("main", argumentsOf(seed));
        const uint64_t n = steps(stepped); // the last one finishes or traps
        ASSERT_EQ(single.machine.instructions(), found.kind == StopKind::Trapped ? n : n + 1) << "seed " << seed;
    }
}

TEST_P(Counted, stopsAtAnyNumberOfInstructions)
{
    for (uint32_t seed = first(); seed < first() + 20; ++seed) {
        std::mt19937 random(seed);
        const auto module = RandomProgram(seed).build();
        Execution whole(module, Driver::Single);
        whole.machine.setCounting(true);
        whole.start("main", argumentsOf(seed));
        const Stop wanted = whole.machine.run();
        const uint64_t all = whole.machine.instructions();
        Execution counted(module, Driver::Plain), single(module, Driver::Single);
        for (Execution *execution : {&counted, &single}) {
            execution->machine.setCounting(true);
            execution->start("main", argumentsOf(seed));
        }
        uint64_t at = 0;
        for (int stops = 0; stops < 20; ++stops) {
            at += random() % (all / 8 + 3);
            for (Execution *execution : {&counted, &single})
                execution->machine.setInstructionLimit(at);
            const Stop reached = single.machine.run(), found = counted.machine.run();
            ASSERT_EQ(counted.look(found), single.look(reached)) << "seed " << seed << " at " << at;
            ASSERT_EQ(counted.machine.instructions(), std::min(at, all)) << "seed " << seed;
            if (counted.over(found)) {
                ASSERT_EQ(counted.look(found), whole.look(wanted)) << "seed " << seed;
                break;
            }
            ASSERT_EQ(found.kind, StopKind::LimitReached);
        }
    }
}

TEST_P(Counted, whateverHappensMeanwhile)
{
    for (uint32_t seed = first(); seed < first() + 20; ++seed) {
        std::mt19937 random(seed);
        const auto module = RandomProgram(seed).build();
        Execution single(module, Driver::Single), counted(module, Driver::Plain);
        single.machine.setCounting(true);
        counted.machine.setCounting(true);
        single.start("main", argumentsOf(seed));
        counted.start("main", argumentsOf(seed));
        const Stop wanted = single.machine.run();
        std::vector<uint32_t> places;
        for (const ExecutionCount &row : executionCounts(*single.instance->functions.back()))
            places.push_back(row.offset);
        Stop found;
        do {
            if (random() % 3 == 0)
                counted.machine.requestPause();
            const uint32_t place = places[random() % places.size()];
            if (random() % 3 == 0)
                counted.machine.setBreakpoint(*counted.instance, place);
            else
                counted.machine.clearBreakpoint(*counted.instance, place);
            if (random() % 4 == 0)
                counted.machine.setInstructionLimit(counted.machine.instructions() + random() % 50);
            else
                counted.machine.setInstructionLimit(~uint64_t(0));
            found = random() % 4 ? counted.machine.run() : counted.machine.step();
            if (random() % 8 == 0)
                stateOf(counted.machine);
        } while (!counted.over(found));
        ASSERT_EQ(counted.look(found), single.look(wanted)) << "seed " << seed;
        ASSERT_EQ(counted.machine.instructions(), single.machine.instructions()) << "seed " << seed;
        ASSERT_EQ(countsOf(*counted.instance), countsOf(*single.instance)) << "seed " << seed;
    }
}

TEST(Counting, canBeSwitchedWhileFramesWait)
{
    const auto instance = sampleInstance();
    Machine machine;
    const std::vector<Value> arguments{Value::i64(20)};
    machine.setBreakpoint(*instance, offsetOf(*instance, "fac", 4)); // else: reached when n is 0
    machine.start(function(*instance, "fac"), arguments);
    ASSERT_EQ(machine.run().kind, StopKind::Breakpoint);
    machine.setCounting(true);
    EXPECT_EQ(machine.run().results, std::vector<Value>{Value::i64(2432902008176640000)});
    // The innermost: else, end, end. The twenty others: i64.mul and twice end.
    EXPECT_EQ(machine.instructions(), 3u + 20u * 3u);
    machine.setCounting(false);
    machine.start(function(*instance, "fac"), arguments);
    ASSERT_EQ(machine.run().kind, StopKind::Breakpoint);
    EXPECT_EQ(machine.run().results, std::vector<Value>{Value::i64(2432902008176640000)});
    EXPECT_EQ(machine.instructions(), 63u) << "the clock stands while nobody counts";
}

TEST(Counting, breakpointsAndStepsGetPastLoops)
{
    const auto instance = sampleInstance();
    Machine machine;
    machine.setCounting(true);
    const uint32_t loop = offsetOf(*instance, "sum", 1);
    machine.setBreakpoint(*instance, loop);
    const std::vector<Value> arguments{Value::i32(3)};
    machine.start(function(*instance, "sum"), arguments);
    for (int n = 3; n >= 0; --n) {
        ASSERT_EQ(machine.run().kind, StopKind::Breakpoint);
        EXPECT_EQ(machine.local(0, 0), Value::i32(n)) << "once in each round";
        if (n % 2 == 0)
            continue;
        ASSERT_EQ(machine.step().kind, StopKind::Stepped);
        EXPECT_EQ(machine.place(0).offset, offsetOf(*instance, "sum", 2));
    }
    EXPECT_EQ(machine.run().results, std::vector<Value>{Value::i32(6)});
}

TEST(Counting, goesOnWhenAnotherMachineRunsInTheSameStore)
{
    const auto instance = sampleInstance();
    Machine counting, other;
    counting.setCounting(true);
    const std::vector<Value> arguments{Value::i32(100)};
    counting.setInstructionLimit(500);
    counting.start(function(*instance, "sum"), arguments);
    ASSERT_EQ(counting.run().kind, StopKind::LimitReached);
    other.start(function(*instance, "sum"), arguments);
    EXPECT_EQ(other.run().kind, StopKind::Finished);
    counting.setInstructionLimit(700);
    ASSERT_EQ(counting.run().kind, StopKind::LimitReached);
    EXPECT_EQ(counting.instructions(), 700u);
    counting.setInstructionLimit(~uint64_t(0));
    EXPECT_EQ(counting.run().kind, StopKind::Finished);
    const uint64_t all = counting.instructions();
    counting.start(function(*instance, "sum"), arguments);
    EXPECT_EQ(counting.run().kind, StopKind::Finished);
    EXPECT_EQ(counting.instructions(), 2 * all);
}

TEST(Counting, endsAnEndlessLoop)
{
    const auto instance = sampleInstance();
    Machine machine;
    machine.setCounting(true);
    machine.setInstructionLimit(1'000'001);
    machine.start(function(*instance, "forever"), {});
    EXPECT_EQ(machine.run().kind, StopKind::LimitReached);
    EXPECT_EQ(machine.instructions(), 1'000'001u);
    machine.setInstructionLimit(2'000'000);
    EXPECT_EQ(machine.run().kind, StopKind::LimitReached);
    EXPECT_EQ(machine.instructions(), 2'000'000u);
    const auto counts = executionCounts(*function(*instance, "forever"));
    ASSERT_EQ(counts.size(), 3u); // loop, br, the function's end
    EXPECT_EQ(counts[0].count, 1'000'000u);
    EXPECT_EQ(counts[1].count, 1'000'000u);
    resetExecutionCounts(*instance);
    EXPECT_EQ(executionCounts(*function(*instance, "forever"))[0].count, 0u);
}

TEST(Counting, aCallIsCompletedWhenItsHostHasAnswered)
{
    Builder b;
    const uint32_t type = b.type({}, {i32});
    b.import("ask", type);
    b.function("main", type, call(0) + i32Const(1) + Code{0x6a});
    const auto module = b.build();
    const wasm::FuncType asked{{}, {wasm::I32}};
    HostResult::Kind kind = HostResult::Kind::Suspend;
    const auto ask = makeHostFunction(asked, "env.ask", [&](HostCall &call) {
        call.results = {Value::i32(41)};
        return HostResult{kind, "", 0};
    });
    const auto instance = instantiate(module, {ask}).instance;
    Machine machine;
    machine.setCounting(true);
    machine.start(function(*instance, "main"), {});
    ASSERT_EQ(machine.run().kind, StopKind::HostCall);
    EXPECT_EQ(machine.instructions(), 0u);
    machine.answer(std::vector<Value>{Value::i32(41)});
    EXPECT_EQ(machine.instructions(), 1u);
    EXPECT_EQ(machine.run().results, std::vector<Value>{Value::i32(42)});
    EXPECT_EQ(machine.instructions(), 4u);
    kind = HostResult::Kind::Return;
    machine.start(function(*instance, "main"), {});
    EXPECT_EQ(machine.run().results, std::vector<Value>{Value::i32(42)});
    EXPECT_EQ(machine.instructions(), 8u);
    kind = HostResult::Kind::Exit;
    machine.start(function(*instance, "main"), {});
    EXPECT_EQ(machine.run().kind, StopKind::Exited);
    EXPECT_EQ(machine.instructions(), 8u);
    EXPECT_EQ(executionCounts(*function(*instance, "main"))[1].count, 2u);
}

} // namespace
} // namespace watchglass::exec::test
