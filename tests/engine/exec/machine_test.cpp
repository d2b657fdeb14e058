// SPDX-License-Identifier: Apache-2.0
/// Stopping anywhere: breakpoints, steps, pauses, host calls; and that none of it changes what a program computes.
#include "engine/exec/machine.h"

#include <map>
#include <set>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <poll.h>
#include <thread>

#include "engine/exec/interrupt.h"
#include "tests/engine/exec/programs.h"

namespace watchglass::exec::test {
namespace {

class Machines : public testing::TestWithParam<Driver>
{
protected:
    std::shared_ptr<Instance> instance = sampleInstance();
    Machine machine{Limits{}, GetParam()};
    void start(const std::string &name, std::vector<Value> arguments = {})
    {
        machine.start(function(*instance, name), arguments);
    }
    static std::vector<Value> one(Value value) { return {value}; }
};
INSTANTIATE_TEST_SUITE_P(Drivers, Machines, testing::Values(Driver::Plain, Driver::Watched, Driver::Single));

TEST_P(Machines, run)
{
    start("add", {Value::i32(2), Value::i32(2)});
    EXPECT_TRUE(machine.active());
    const Stop stop = machine.run();
    EXPECT_EQ(stop.kind, StopKind::Finished);
    EXPECT_EQ(stop.results, one(Value::i32(4)));
    EXPECT_FALSE(machine.active());
    start("fac", {Value::i64(20)});
    EXPECT_EQ(machine.run().results, one(Value::i64(2432902008176640000)));
    start("sum", {Value::i32(100'000)});
    EXPECT_EQ(machine.run().results, one(Value::i32(705082704)));
}

TEST_P(Machines, stepsVisitEveryInstructionInOrder)
{
    start("sum", {Value::i32(1)});
    std::vector<size_t> visited; // as place in the body
    std::vector<uint32_t> offsets;
    for (size_t i = 0; i < 19; ++i)
        offsets.push_back(offsetOf(*instance, "sum", i));
    Stop stop;
    do {
        const auto found = std::find(offsets.begin(), offsets.end(), machine.place(0).offset);
        ASSERT_NE(found, offsets.end());
        visited.push_back(size_t(found - offsets.begin()));
        stop = machine.step();
    } while (stop.kind == StopKind::Stepped);
    // once around the loop, then out of the block behind its end
    EXPECT_EQ(visited, (std::vector<size_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 1, 2, 3, 4, 16, 17}));
    EXPECT_EQ(stop.kind, StopKind::Finished);
    EXPECT_EQ(stop.results, one(Value::i32(1)));
}

TEST_P(Machines, stepsEnterCallsAndShowFrames)
{
    start("fac", {Value::i64(3)});
    size_t deepest = 0;
    std::vector<uint64_t> ids;
    Stop stop;
    do {
        if (machine.depth() > deepest) {
            deepest = machine.depth();
            ids.push_back(machine.frameId(0));
        }
        for (size_t frame = 0; frame < machine.depth(); ++frame) {
            EXPECT_EQ(machine.place(frame).function, function(*instance, "fac")->index);
            EXPECT_EQ(machine.frameId(frame), ids[machine.depth() - 1 - frame]);
            if (frame > 0)
                EXPECT_EQ(machine.place(frame).offset, offsetOf(*instance, "fac", 9));
        }
        stop = machine.step();
    } while (stop.kind == StopKind::Stepped);
    EXPECT_EQ(deepest, 4u);
    EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
    EXPECT_EQ(stop.results, one(Value::i64(6)));
}

TEST_P(Machines, successiveCallsAtOnePlaceOfTheStackAreDifferentActivations)
{
    Builder b;
    const uint32_t empty = b.type({}, {});
    b.function("callee", empty, Code{0x01, 0x01}, {i32});
    b.function("twice", empty, call(0) + call(0));
    instance = b.instance();
    start("twice", {});
    std::map<uint32_t, std::set<uint64_t>> ids; // by function
    Stop stop;
    do {
        ids[machine.place(0).function].insert(machine.frameId(0));
        EXPECT_EQ(machine.frameId(machine.depth() - 1), *ids[1].begin());
        stop = machine.step();
    } while (stop.kind == StopKind::Stepped);
    EXPECT_EQ(ids[0].size(), 2u);
    EXPECT_EQ(ids[1].size(), 1u);
    const uint64_t first = *ids[1].begin();
    start("twice", {});
    EXPECT_GT(machine.frameId(0), first) << "nor is a later call the same";
}

TEST_P(Machines, breakpointsStopBeforeTheirInstructionEveryTime)
{
    const uint32_t multiply = offsetOf(*instance, "fac", 10);
    ASSERT_TRUE(machine.setBreakpoint(*instance, multiply));
    EXPECT_FALSE(machine.setBreakpoint(*instance, multiply + 100'000));
    start("fac", {Value::i64(5)});
    int hits = 0;
    Stop stop = machine.run();
    for (; stop.kind == StopKind::Breakpoint; stop = machine.run()) {
        EXPECT_EQ(machine.place(0).offset, multiply);
        ++hits;
    }
    EXPECT_EQ(hits, 5);
    EXPECT_EQ(stop.results, one(Value::i64(120)));
    machine.clearBreakpoint(*instance, multiply);
    start("fac", {Value::i64(5)});
    EXPECT_EQ(machine.run().kind, StopKind::Finished);
}

TEST_P(Machines, aBreakpointOnTheFirstInstructionStopsAFreshRunOnce)
{
    ASSERT_TRUE(machine.setBreakpoint(*instance, offsetOf(*instance, "add", 0)));
    start("add", {Value::i32(1), Value::i32(2)});
    EXPECT_EQ(machine.run().kind, StopKind::Breakpoint);
    EXPECT_EQ(machine.run().results, one(Value::i32(3)));
}

TEST_P(Machines, aBreakpointOnACallIsLeftByEnteringTheCall)
{
    const uint32_t recursion = offsetOf(*instance, "fac", 9);
    ASSERT_TRUE(machine.setBreakpoint(*instance, recursion));
    start("fac", {Value::i64(2)});
    EXPECT_EQ(machine.run().kind, StopKind::Breakpoint);
    EXPECT_EQ(machine.step().kind, StopKind::Stepped);
    EXPECT_EQ(machine.depth(), 2u);
    EXPECT_EQ(machine.run().kind, StopKind::Breakpoint);
    EXPECT_EQ(machine.run().results, one(Value::i64(2)));
}

TEST_P(Machines, changedLocalsAndOperandsCount)
{
    start("add", {Value::i32(1), Value::i32(2)});
    machine.step();
    EXPECT_EQ(machine.local(0, 1), Value::i32(2));
    EXPECT_TRUE(machine.setLocal(0, 1, Value::i32(40)));
    EXPECT_FALSE(machine.setLocal(0, 1, Value::i64(40)));
    EXPECT_FALSE(machine.setLocal(0, 2, Value::i32(0)));
    EXPECT_EQ(machine.operand(0, 0, wasm::I32), Value::i32(1));
    EXPECT_TRUE(machine.setOperand(0, 0, Value::i32(-10)));
    EXPECT_EQ(machine.run().results, one(Value::i32(30)));
}

TEST_P(Machines, describeNamesOperandsAndBlocks)
{
    const auto fac = function(*instance, "fac")->index;
    const StateShape shape = describe(*instance->module, fac, offsetOf(*instance, "fac", 9));
    ASSERT_EQ(shape.operands.size(), 2u);
    EXPECT_EQ(shape.operands[1].type, wasm::I64);
    EXPECT_EQ(shape.operands[1].producer, offsetOf(*instance, "fac", 8));
    EXPECT_EQ(shape.firstSlots, (std::vector<uint32_t>{0, 1}));
    ASSERT_EQ(shape.control.size(), 2u);
    EXPECT_EQ(shape.control[1].op, wasm::Op::Else);
}

TEST_P(Machines, anEndlessLoopIsPausedResumedAndCancelledFromAnotherThread)
{
    start("forever");
    for (int i = 0; i < 20; ++i) {
        std::thread other([&] { machine.requestPause(); });
        EXPECT_EQ(machine.run().kind, StopKind::Paused);
        EXPECT_EQ(machine.place(0).offset, offsetOf(*instance, "forever", 1));
        other.join();
    }
    std::thread other([&] { machine.cancel(); });
    EXPECT_EQ(machine.run().kind, StopKind::Cancelled);
    other.join();
    EXPECT_FALSE(machine.active());
    start("add", {Value::i32(1), Value::i32(1)});
    EXPECT_EQ(machine.run().kind, StopKind::Finished);
}

TEST_P(Machines, randomPausesAndStepsChangeNothing)
{
    std::atomic<bool> done = false;
    start("sum", {Value::i32(300'000)});
    std::thread other([&] {
        while (!done) {
            machine.requestPause();
            std::this_thread::yield();
        }
    });
    Stop stop;
    do {
        stop = machine.run();
        for (int i = 0; i < 7 && stop.kind != StopKind::Finished; ++i)
            stop = machine.step();
    } while (stop.kind != StopKind::Finished);
    done = true;
    other.join();
    EXPECT_EQ(stop.results, one(Value::i32(int32_t(300'000ll * 300'001 / 2))));
}

TEST_P(Machines, steppingAFillDoesAllOfIt)
{
    instance->memories[0]->grow(63);
    start("fill", {Value::i32(0), Value::i32(9), Value::i32(4 << 20)});
    for (int i = 0; i < 3; ++i)
        machine.step();
    machine.requestPause();
    EXPECT_EQ(machine.step().kind, StopKind::Stepped);
    EXPECT_EQ(instance->memories[0]->base()[(4 << 20) - 1], 9);
    EXPECT_EQ(machine.step().kind, StopKind::Finished);
}

TEST_P(Machines, aPausedRangeGoesOnWhereItWas)
{
    Memory &memory = *instance->memories[0];
    memory.grow(255);
    for (uint64_t i = 0; i < 8u << 20; ++i)
        memory.base()[i] = uint8_t(i * 7 + i / 4096);
    std::vector<uint8_t> wanted(memory.base(), memory.base() + (8u << 20));
    for (const auto &[name, to, from] : {std::tuple{"move", 1000, 0}, {"move", 0, 999}, {"fill", 5, 3}}) {
        const uint32_t count = (8u << 20) - 1000;
        if (std::string_view(name) == "move")
            std::memmove(wanted.data() + to, wanted.data() + from, count);
        else
            std::memset(wanted.data() + to, from, count);
        start(name, {Value::i32(to), Value::i32(from), Value::i32(int32_t(count))});
        int pauses = 0;
        for (int i = 0; i < 3; ++i)
            machine.step();
        machine.requestPause();
        for (Stop stop = machine.run(); stop.kind == StopKind::Paused; stop = machine.run(), ++pauses) {
            const uint32_t left = uint32_t(machine.operand(0, 2, wasm::I32).asI32());
            EXPECT_LT(left, count);
            machine.requestPause();
        }
        EXPECT_GT(pauses, 10);
        EXPECT_TRUE(std::equal(wanted.begin(), wanted.end(), memory.base())) << name;
    }
}

TEST_P(Machines, aFillOfFourGigabytesIsPausedAndCancelled)
{
    Memory &memory = *instance->memories[0];
    ASSERT_EQ(memory.grow(65535), 1);
    memory.beginEpoch();
    start("fill", {Value::i32(0), Value::i32(1), Value::i32(-1)});
    std::thread pauses([&] { machine.requestPause(); });
    EXPECT_EQ(machine.run().kind, StopKind::Paused);
    pauses.join();
    EXPECT_EQ(machine.place(0).offset, offsetOf(*instance, "fill", 3));
    const uint32_t done = uint32_t(machine.operand(0, 0, wasm::I32).asI32());
    EXPECT_EQ(memory.base()[done - 1], 1);
    EXPECT_EQ(memory.base()[done], 0);
    EXPECT_EQ(memory.written().size(), done / dirtyPageSize);
    std::thread cancels([&] { machine.cancel(); });
    EXPECT_EQ(machine.run().kind, StopKind::Cancelled);
    cancels.join();
}

class Hosts : public testing::TestWithParam<Driver>
{
protected:
    /// twice(n) = ask(n) + ask(n + 1), tail(n) = return_call ask(n)
    std::shared_ptr<Instance> link(HostFunction host)
    {
        Builder b;
        const uint32_t type = b.type({i32}, {i32});
        const uint32_t ask = b.import("ask", type);
        b.function("twice", type, get(0) + call(ask) + get(0) + i32Const(1) + Code{0x6a} + call(ask) + Code{0x6a});
        b.function("tail", type, get(0) + Code{0x12} + leb(ask));
        b.function("through", type, get(0) + call(2) + i32Const(100) + Code{0x6a});
        return b.instance({makeHostFunction({{wasm::I32}, {wasm::I32}}, "env.ask", std::move(host))});
    }
    Machine machine{Limits{}, GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Drivers, Hosts, testing::Values(Driver::Plain, Driver::Watched, Driver::Single));

TEST_P(Hosts, answerAtOnceLaterOrInATailCall)
{
    const auto instance = link([](HostCall &call) {
        if (call.arguments[0].asI32() == 5)
            return HostResult{HostResult::Kind::Suspend, {}, 0};
        call.results.push_back(Value::i32(call.arguments[0].asI32() * 10));
        return HostResult{};
    });
    const auto twice = function(*instance, "twice");
    EXPECT_EQ(run(twice, {Value::i32(1)}, GetParam()).results, std::vector<Value>{Value::i32(30)});
    for (const int32_t n : {4, 5}) {
        const std::vector<Value> arguments{Value::i32(n)};
        machine.start(twice, arguments);
        const Stop stop = machine.run();
        ASSERT_EQ(stop.kind, StopKind::HostCall);
        EXPECT_EQ(stop.hostFunction->hostName, "env.ask");
        EXPECT_EQ(stop.hostArguments, std::vector<Value>{Value::i32(5)});
        EXPECT_EQ(machine.depth(), 1u);
        EXPECT_EQ(machine.run().kind, StopKind::HostCall) << "still without an answer";
        const std::vector<Value> wrong{Value::f32(1)}, none, answer{Value::i32(1)};
        EXPECT_EQ(machine.answer(wrong), "env.ask returns f32 where its type (i32) -> (i32) wants i32");
        EXPECT_EQ(machine.answer(none), "env.ask returns 0 values, but its type (i32) -> (i32) wants 1");
        EXPECT_EQ(machine.run().kind, StopKind::HostCall) << "a wrong answer is none";
        EXPECT_EQ(machine.answer(answer), "");
        EXPECT_EQ(machine.run().results, std::vector<Value>{Value::i32(n == 4 ? 41 : 61)});
    }
    const std::vector<Value> five{Value::i32(5)};
    machine.start(function(*instance, "through"), five);
    EXPECT_EQ(machine.run().kind, StopKind::HostCall);
    machine.answer(five);
    EXPECT_EQ(machine.run().results, std::vector<Value>{Value::i32(105)});
    machine.start(instance->functions[0], five); // the host function itself
    EXPECT_EQ(machine.run().kind, StopKind::HostCall);
    machine.answer(five);
    EXPECT_EQ(machine.run().results, five);
}

TEST_P(Hosts, giveReferencesOfTheTypeThatIsWanted)
{
    Builder b;
    constexpr uint8_t funcref = 0x70;
    const uint32_t ask = b.type({}, {funcref});
    b.import("ask", ask);
    b.function("main", ask, call(0));
    const wasm::FuncType type{{}, {wasm::ValType::ref(wasm::HeapKind::Func)}};
    Value answer;
    const auto instance = b.instance({makeHostFunction(type, "env.ask", [&](HostCall &call) {
        call.results = {answer};
        return HostResult{};
    })});
    answer = Value::host(5); // would be taken for the address of a function
    machine.start(function(*instance, "main"), {});
    const Stop stop = machine.run();
    ASSERT_EQ(stop.kind, StopKind::Trapped);
    EXPECT_EQ(stop.trap->message, "env.ask returns externref where its type () -> (funcref) wants funcref");
    answer = Value::zero(type.results[0]);
    machine.start(function(*instance, "main"), {});
    EXPECT_EQ(machine.run().kind, StopKind::Finished);
}

TEST_P(Hosts, refuseThrowMisfitAndExit)
{
    int mode = 0;
    const auto instance = link([&](HostCall &call) -> HostResult {
        switch (mode) {
        case 0:
            return {HostResult::Kind::Trap, "no such file", 0};
        case 1:
            throw std::runtime_error("disk on fire");
        case 2:
            call.results = {Value::i64(1)};
            return {};
        case 3:
            return {};
        default:
            return {HostResult::Kind::Exit, {}, 3};
        }
    });
    const char *messages[] = {"no such file", "env.ask failed: disk on fire",
                              "env.ask returns i64 where its type (i32) -> (i32) wants i32",
                              "env.ask returns 0 values, but its type (i32) -> (i32) wants 1"};
    for (const std::vector<Value> arguments{Value::i32(1)}; mode < 5; ++mode) {
        machine.start(function(*instance, "twice"), arguments);
        const Stop stop = machine.run();
        if (mode == 4) {
            EXPECT_EQ(stop.kind, StopKind::Exited);
            EXPECT_EQ(stop.exitCode, 3);
            EXPECT_FALSE(machine.active());
            break;
        }
        ASSERT_TRUE(stop.trap);
        EXPECT_EQ(stop.trap->kind, TrapKind::Host);
        EXPECT_EQ(stop.trap->message, messages[mode]);
        EXPECT_EQ(stop.trap->offset, offsetOf(*instance, "twice", 1));
        EXPECT_EQ(machine.depth(), 1u);
    }
}

TEST_P(Hosts, aWaitingCallIsInterruptedAndMadeAgain)
{
    std::atomic<bool> waits = false;
    std::vector<bool> again;
    const auto instance = link([&](HostCall &call) -> HostResult {
        again.push_back(call.again);
        if (again.size() == 3 || again.size() == 5) {
            call.results = {call.arguments[0]};
            return {};
        }
        pollfd wake{call.interrupt->descriptor(), POLLIN, 0};
        waits = true;
        if (!call.interrupt->wanted())
            EXPECT_EQ(poll(&wake, 1, 60'000), 1);
        return {HostResult::Kind::Again, {}, 0};
    });
    Machine machine{Limits{}, GetParam()};
    const std::vector<Value> five{Value::i32(5)};
    const auto whenItWaits = [&](auto action) {
        waits = false;
        return std::thread([&, action] {
            while (!waits)
                std::this_thread::yield();
            action();
        });
    };
    machine.start(function(*instance, "tail"), five);
    std::thread other = whenItWaits([&] { machine.requestPause(); });
    EXPECT_EQ(machine.run().kind, StopKind::Paused);
    other.join();
    const uint32_t place = machine.place(0).offset;
    other = whenItWaits([&] { machine.requestPause(); });
    EXPECT_EQ(machine.step().kind, StopKind::Paused) << "a step over a call that waits can be paused too";
    other.join();
    EXPECT_EQ(machine.place(0).offset, place) << "it stands before the call";
    EXPECT_EQ(machine.run().kind, StopKind::Finished);
    EXPECT_EQ(again, (std::vector<bool>{false, true, true}));

    machine.start(function(*instance, "tail"), five);
    other = whenItWaits([&] { machine.cancel(); });
    EXPECT_EQ(machine.run().kind, StopKind::Cancelled);
    other.join();
    machine.start(function(*instance, "tail"), five);
    EXPECT_EQ(machine.run().kind, StopKind::Finished);
    EXPECT_FALSE(again.back()) << "a new run owes nothing to the cancelled one";
}

TEST_P(Hosts, mayRunTheEngineAgain)
{
    std::shared_ptr<Instance> instance;
    instance = link([&](HostCall &call) {
        const int32_t n = call.arguments[0].asI32();
        call.results.push_back(n < 3 ? Value::i32(n)
                                     : run(function(*instance, "twice"), {Value::i32(n - 2)}, GetParam()).results[0]);
        return HostResult{};
    });
    // twice(1) = 1 + 2, ask(3) = twice(1), ask(4) = twice(2) = 2 + ask(3)
    EXPECT_EQ(run(function(*instance, "twice"), {Value::i32(3)}, GetParam()).results,
              std::vector<Value>{Value::i32(8)});
}

TEST(Machine, callsBetweenInstancesSwitchMemoriesAndBack)
{
    Builder inner;
    const uint32_t type = inner.type({i32}, {i32});
    inner.function("peek", type, get(0) + access(0x28));
    inner.memory(1);
    inner.data(0, {7, 0, 0, 0});
    const auto first = inner.instance();
    Builder outer;
    outer.type({i32}, {i32});
    const uint32_t peek = outer.import("peek", 0);
    outer.function("both", 0, get(0) + call(peek) + get(0) + access(0x28) + Code{0x6a});
    outer.function("tail", 0, get(0) + Code{0x12} + leb(peek));
    outer.function("through", 0, get(0) + call(2) + get(0) + access(0x28) + Code{0x6a});
    outer.memory(1);
    outer.data(0, {100, 0, 0, 0});
    const auto second = outer.instance({first->exported("peek")});
    EXPECT_EQ(run(function(*second, "both"), {Value::i32(0)}).results, std::vector<Value>{Value::i32(107)});
    EXPECT_EQ(run(function(*second, "through"), {Value::i32(0)}).results, std::vector<Value>{Value::i32(107)});
}

} // namespace
} // namespace watchglass::exec::test
