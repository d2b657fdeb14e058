// SPDX-License-Identifier: Apache-2.0
/// Any earlier moment of a run comes again, exactly.
#include "engine/debug/time_line.h"

#include "engine/exec/roots.h"
#include "tests/engine/exec/execution.h"
#include "tests/engine/exec/random_program.h"

namespace watchglass::exec::test {
namespace {

using debug::TimeLine;

std::vector<Value> argumentsOf(uint32_t seed)
{
    return {Value::i32(int32_t(seed * 2654435761u)), Value::f64(double(seed) - 7.5)};
}

std::string stateOfAll(Machine &machine, const Instance &instance)
{
    return stateOf(machine) + std::to_string(std::hash<std::string>{}(contents(instance)));
}

class Moments : public testing::TestWithParam<uint32_t>
{
};
INSTANTIATE_TEST_SUITE_P(Seeds, Moments, testing::Range(0u, 20u));

TEST_P(Moments, comeAgain)
{
    for (uint32_t seed = GetParam() * 10; seed < GetParam() * 10 + 10; ++seed) {
        std::mt19937 random(seed);
        const auto module = RandomProgram(seed).build();
        Execution once(module, Driver::Single), run(module, Driver::Plain);
        once.machine.setCounting(true);
        once.start("main", argumentsOf(seed));
        std::vector<std::string> states{stateOfAll(once.machine, *once.instance)};
        while (once.machine.step().kind == StopKind::Stepped)
            states.push_back(stateOfAll(once.machine, *once.instance));
        run.start("main", argumentsOf(seed));
        TimeLine line({run.machine}, {4, 50});
        const uint64_t end = states.size() / 2;
        run.machine.setBreakpoint(*run.instance, run.machine.place(0).offset);
        while (line.now() < end) { // some of the way, by runs and steps
            const Stop stop = random() % 3 ? run.machine.step() : line.run();
            if (run.over(stop))
                break;
        }
        if (!run.machine.active())
            continue;
        ASSERT_EQ(line.problem(), "");
        for (int n = 0; n < 30; ++n) {
            const uint64_t moment = random() % (line.last() + 1);
            ASSERT_TRUE(line.goTo(moment)) << "seed " << seed << ", moment " << moment;
            ASSERT_EQ(stateOfAll(run.machine, *run.instance), states[moment]) << "seed " << seed << " at " << moment;
            if (random() % 4 == 0) {
                const Stop stop = run.machine.step();
                if (run.over(stop))
                    break;
                ASSERT_EQ(stateOfAll(run.machine, *run.instance), states[moment + 1]) << "seed " << seed;
            }
        }
    }
}

/// main: a loop that adds up what the host answers and keeps what it writes, n times.
struct Asking {
    int calls = 0;
    std::shared_ptr<Instance> instance;
    HostResult::Kind kind = HostResult::Kind::Return;

    Asking()
    {
        Builder b;
        const uint32_t ask = b.type({}, {i32}), main = b.type({i32}, {i32});
        b.import("ask", ask);
        b.function("main", main,
                   Code{0x03, nothing} + call(0) + get(1) + Code{0x6a} + set(1) + get(0) + i32Const(1) + Code{0x6b} +
                       Code{0x22, 0} + Code{0x0d, 0, 0x0b} + get(1) + i32Const(0) + access(0x28, 0) + Code{0x6a},
                   {i32});
        b.memory(1);
        const wasm::FuncType type{{}, {wasm::I32}};
        instance = b.instance({makeHostFunction(type, "env.ask", [this](HostCall &call) {
            ++calls;
            const auto bytes = std::bit_cast<std::array<uint8_t, 4>>(calls * 1000);
            call.caller->memories[0]->write(0, bytes);
            if (calls == 3)
                call.caller->memories[0]->grow(1);
            call.results = {Value::i32(calls * calls)};
            return HostResult{kind, "", 0};
        })});
    }
};

TEST(TimeLine, theHostIsNotAskedAgain)
{
    Asking asking;
    Machine machine;
    const std::vector<Value> arguments{Value::i32(5)};
    machine.setBreakpoint(*asking.instance, offsetOf(*asking.instance, "main", 10)); // the loop's end
    machine.start(function(*asking.instance, "main"), arguments);
    TimeLine line({machine});
    ASSERT_EQ(line.run().kind, StopKind::Breakpoint);
    EXPECT_EQ(asking.calls, 5);
    EXPECT_EQ(machine.local(0, 1), Value::i32(1 + 4 + 9 + 16 + 25));
    EXPECT_EQ(asking.instance->memories[0]->pages(), 2u);
    const uint64_t end = line.now();
    ASSERT_TRUE(line.goTo(0));
    EXPECT_EQ(asking.instance->memories[0]->pages(), 1u);
    EXPECT_EQ(machine.local(0, 1), Value::i32(0));
    ASSERT_TRUE(line.goTo(end));
    EXPECT_EQ(asking.calls, 5);
    EXPECT_EQ(asking.instance->memories[0]->pages(), 2u);
    EXPECT_EQ(machine.local(0, 1), Value::i32(55));
    EXPECT_EQ(line.run().results, std::vector<Value>{Value::i32(55 + 5000)});
}

TEST(TimeLine, anAnswerFromOutsideIsRemembered)
{
    Asking asking;
    asking.kind = HostResult::Kind::Suspend;
    Machine machine;
    const std::vector<Value> arguments{Value::i32(2)};
    machine.start(function(*asking.instance, "main"), arguments);
    TimeLine line({machine});
    ASSERT_EQ(line.run().kind, StopKind::HostCall);
    machine.answer(std::vector<Value>{Value::i32(10)});
    ASSERT_EQ(line.run().kind, StopKind::HostCall);
    const uint64_t asked = line.now();
    machine.answer(std::vector<Value>{Value::i32(20)});
    machine.step();
    const uint64_t later = line.now();
    ASSERT_TRUE(line.goTo(0));
    ASSERT_TRUE(line.goTo(later));
    EXPECT_EQ(asking.calls, 2) << "nobody was asked again";
    ASSERT_TRUE(line.goTo(asked));
    line.forgetWhatFollows();
    ASSERT_EQ(line.run().kind, StopKind::HostCall);
    EXPECT_EQ(asking.calls, 3) << "the way goes another way from there";
}

TEST(TimeLine, goesBackFromBreakpointToBreakpoint)
{
    const auto instance = sampleInstance();
    Machine machine;
    const uint32_t place = offsetOf(*instance, "sum", 5); // s +=
    const std::vector<Value> arguments{Value::i32(40)};
    machine.start(function(*instance, "sum"), arguments);
    debug::Breakpoints breakpoints(machine);
    breakpoints.attach(instance.get());
    breakpoints.set({{1, place}});
    TimeLine line({.machine = machine, .breakpoints = &breakpoints}, {8, 20});
    for (int n = 0; n < 30; ++n)
        ASSERT_EQ(line.run().kind, StopKind::Breakpoint);
    const auto goal = std::make_shared<debug::BreakpointGoal>();
    for (int n = 29; n > 0; --n) {
        ASSERT_TRUE(line.goBack(goal));
        EXPECT_EQ(machine.local(0, 0), Value::i32(41 - n));
    }
    EXPECT_FALSE(line.goBack(goal));
    EXPECT_EQ(line.now(), 0u);
    ASSERT_EQ(line.run().kind, StopKind::Breakpoint);
    EXPECT_EQ(machine.local(0, 0), Value::i32(40));
    breakpoints.set({});
    EXPECT_EQ(line.run().results, std::vector<Value>{Value::i32(820)});
}

TEST(TimeLine, saysHowFarAMomentIs)
{
    const auto instance = sampleInstance();
    Machine machine;
    const std::vector<Value> arguments{Value::i32(10'000)};
    machine.setBreakpoint(*instance, offsetOf(*instance, "sum", 16)); // behind the loop
    machine.start(function(*instance, "sum"), arguments);
    TimeLine line({machine}, {8, 1000});
    ASSERT_EQ(line.run().kind, StopKind::Breakpoint);
    const uint64_t now = line.now();
    EXPECT_EQ(line.distanceTo(now), 0u);
    for (uint64_t moment = 0; moment < now; moment += 777) {
        const uint64_t far = line.distanceTo(moment);
        EXPECT_LE(far, moment);
        EXPECT_LT(far, now / 4) << "eight checkpoints, spread over the run";
    }
    EXPECT_FALSE(line.goTo(now + 1));
}

/// main(n): makes n structs, keeps every eighth in a list, and as many large arrays that it drops; then adds the list
/// up.
std::shared_ptr<Instance> makesObjects(const Limits &limits)
{
    constexpr uint8_t node = 0, bytes = 1, anyref = 0x6e;
    Builder b;
    b.rawType({0x5f, 2, i32, 1, 0x63, node, 1});
    b.rawType({0x5e, 0x78, 1});
    const Code list = get(1) + Code{0xfb, 0x17, node};
    b.function("main", b.type({i32}, {i32}),
               Code{0x03, nothing} + get(0) + list + Code{0xfb, 0x00, node} + get(1) + get(0) + i32Const(7) +
                   Code{0x71, 0x45, 0x1c, 1, anyref} + set(1) + i32Const(20000) + Code{0xfb, 0x07, bytes, 0x1a} +
                   get(0) + i32Const(1) + Code{0x6b, 0x22, 0, 0x0d, 0, 0x0b} + //
                   Code{0x02, nothing, 0x03, nothing} + get(1) + Code{0xd1, 0x0d, 1} + list +
                   Code{0xfb, 0x02, node, 0} + get(2) + Code{0x6a} + set(2) + list + Code{0xfb, 0x02, node, 1} +
                   set(1) + Code{0x0c, 0, 0x0b, 0x0b} + get(2),
               {anyref, i32});
    b.memory(1);
    return b.instance({}, limits);
}

TEST(TimeLine, bringsObjectsBackWhateverWasCollectedMeanwhile)
{
    for (const bool always : {false, true}) {
        Limits limits;
        limits.heapBytes = 1u << 20;
        limits.collectAlways = always;
        const auto instance = makesObjects(limits);
        Machine machine(limits);
        const std::vector<Value> arguments{Value::i32(400)};
        const uint32_t added = offsetOf(*instance, "main", 34); // the struct.get of a number
        machine.setBreakpoint(*instance, added);
        machine.start(function(*instance, "main"), arguments);
        TimeLine line({machine}, {8, 300});
        ASSERT_EQ(line.run().kind, StopKind::Breakpoint);
        ASSERT_EQ(line.problem(), "");
        EXPECT_GT(instance->store->heap().collections(), 5u);
        const Value newest = machine.local(0, 1);
        const uint64_t end = line.now();
        std::mt19937 random(7);
        for (int n = 0; n < 20; ++n) {
            const uint64_t moment = random() % end;
            ASSERT_TRUE(line.goTo(moment));
            EXPECT_EQ(machine.instructions(), moment);
            EXPECT_TRUE(newest.referent->root.isGone()) << "it is not there yet, or was made again";
            if (n % 3 == 0)
                instance->store->heap().collect();
            if (n % 4)
                ASSERT_TRUE(line.goTo(end));
        }
        ASSERT_TRUE(line.goTo(end));
        machine.clearBreakpoint(*instance, added);
        EXPECT_EQ(machine.run().results, std::vector<Value>{Value::i32(8 * 50 * 51 / 2)});
    }
}

TEST(TimeLine, keepsFewerCheckpointsOfMuchMemory)
{
    const auto instance = makesObjects({});
    Machine machine;
    const std::vector<Value> arguments{Value::i32(400)};
    machine.setBreakpoint(*instance, offsetOf(*instance, "main", 34));
    machine.start(function(*instance, "main"), arguments);
    TimeLine line({machine}, {64, 100, 1u << 20});
    ASSERT_EQ(line.run().kind, StopKind::Breakpoint);
    EXPECT_GT(line.distanceTo(line.now() / 2 - 1), 500u) << "400 arrays of 20 kB are 8 MB";
    EXPECT_TRUE(line.goTo(line.now() / 2));
}

TEST(TimeLine, saysWhenTheHostHandedObjectsOver)
{
    Builder b;
    b.importTag("oops", b.type({}, {}));
    const uint32_t empty = b.type({}, {});
    b.import("thrower", empty);
    b.function("main", empty, Code{0x02, nothing, 0x1f, nothing, 1, 2, 0} + call(0) + Code{0x0b, 0x0b, 0x01});
    b.memory(1);
    const auto tag = makeTag({{}, {}}, "env.oops");
    const auto thrower = makeHostFunction({{}, {}}, "env.thrower", [&](HostCall &call) {
        HostResult result;
        result.kind = HostResult::Kind::Throw;
        result.exception = makeException(*call.caller, tag, {});
        return result;
    });
    const auto instance = b.instance({tag, thrower});
    Machine machine;
    machine.setBreakpoint(*instance, offsetOf(*instance, "main", 5));
    machine.start(function(*instance, "main"), {});
    TimeLine line({machine});
    ASSERT_EQ(line.run().kind, StopKind::Breakpoint);
    EXPECT_NE(line.problem().find("handed"), std::string::npos);
    EXPECT_FALSE(line.goTo(0));
}

TEST(TimeLine, goesBackIntoACallThatIsOver)
{
    const auto instance = sampleInstance();
    Machine machine;
    const std::vector<Value> arguments{Value::i32(1000)};
    machine.start(function(*instance, "sum"), arguments);
    TimeLine line({machine, function(*instance, "sum"), arguments}, {8, 1000});
    ASSERT_EQ(line.run().kind, StopKind::Finished);
    for (const uint64_t moment : {line.end(), uint64_t(5000), uint64_t(0)}) {
        ASSERT_TRUE(line.goTo(moment)) << moment;
        EXPECT_EQ(line.now(), moment);
        Stop stop = line.run();
        if (stop.kind == StopKind::Paused) // as somebody may have asked for before the call began anew
            stop = line.run();
        EXPECT_EQ(stop.results, std::vector<Value>{Value::i32(500500)});
    }
}

TEST(TimeLine, saysWhatItCannotBringBack)
{
    Machine machine;
    const auto instance = sampleInstance();
    const std::vector<Value> arguments{Value::i32(3)};
    TimeLine line({machine});
    EXPECT_EQ(line.problem(), "nothing runs that could be returned to");
    EXPECT_FALSE(line.goTo(0));
}

} // namespace
} // namespace watchglass::exec::test
