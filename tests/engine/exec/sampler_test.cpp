// SPDX-License-Identifier: Apache-2.0
/// Samples are chance: what is asserted here holds but for one run in far more than a thousand.
#include "engine/exec/sampler.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <thread>

#include "engine/exec/handler.h"
#include "engine/exec/sample_places.h"
#include "tests/engine/exec/builder.h"

namespace watchglass::exec::test {
namespace {

#ifdef WG_TSAN
constexpr bool signalsCome = false; // it holds them back while no system call is made
#else
constexpr bool signalsCome = true;
#endif

Code operator*(int times, const Code &code)
{
    Code all;
    for (int i = 0; i < times; ++i)
        all = all + code;
    return all;
}

/// (loop …  (br_if 0 (local := local - 1)))
Code counted(uint32_t local, const Code &body)
{
    return Code{0x03, nothing} + body + get(local) + i32Const(1) + Code{0x6b, 0x22} + leb(local) + Code{0x0d, 0, 0x0b};
}
Code forever(const Code &body)
{
    return Code{0x03, nothing} + body + Code{0x0c, 0, 0x0b};
}
/// x := x * 3 + 1
Code step(uint32_t x)
{
    return get(x) + i32Const(3) + Code{0x6c} + i32Const(1) + Code{0x6a} + set(x);
}

using Frames = std::vector<SampleFrame>; ///< outermost first
Frames stackOf(const Samples &all, const Sample &sample)
{
    Frames frames;
    for (uint32_t node = sample.node; node != Samples::none; node = all.nodes[node].parent)
        frames.push_back(all.frames[all.nodes[node].frame]);
    std::reverse(frames.begin(), frames.end());
    return frames;
}
uint64_t sum(const Samples &all)
{
    return std::accumulate(all.samples.begin(), all.samples.end(), uint64_t(0),
                           [](uint64_t before, const Sample &sample) { return before + sample.weight; });
}
std::map<uint32_t, double> sharesByOffset(const Samples &all)
{
    std::map<uint32_t, double> shares;
    for (const Sample &sample : all.samples)
        shares[all.frames[all.nodes[sample.node].frame].offset] += double(sample.weight) / double(sum(all));
    return shares;
}

class SamplerOf : public ::testing::TestWithParam<Driver>
{
protected:
    void SetUp() override
    {
        if (!signalsCome)
            GTEST_SKIP() << "not in this build";
    }

    /// What `count` samples say of a call that does not end by itself, or what came of them in half a minute.
    Samples sampled(const std::shared_ptr<Function> &function, size_t count, const std::vector<Value> &arguments = {},
                    SamplerOptions options = {SampleClock::Cpu, 5000}, bool counting = false)
    {
        using namespace std::chrono;
        Machine machine({}, GetParam());
        machine.start(function, arguments);
        machine.setCounting(counting);
        Sampler sampler(machine, options);
        StopKind stop{};
        std::thread guest([&] { stop = machine.run().kind; });
        const auto deadline = steady_clock::now() + seconds(30);
        while (sampler.samples().samples.size() < count && steady_clock::now() < deadline)
            std::this_thread::sleep_for(milliseconds(20));
        machine.cancel();
        guest.join();
        sampler.stop();
        Samples all = sampler.samples();
        EXPECT_EQ(stop, StopKind::Cancelled);
        EXPECT_GE(all.samples.size(), count);
        return all;
    }
};
INSTANTIATE_TEST_SUITE_P(Drivers, SamplerOf, ::testing::Values(Driver::Plain, Driver::Watched, Driver::Single));

TEST_P(SamplerOf, SharesFollowTheWork)
{
    Builder b;
    const uint32_t work = b.type({i32}, {}), empty = b.type({}, {});
    b.function("once", work, counted(0, 8 * step(1)), {i32});
    b.function("thrice", work, counted(0, 8 * step(1)), {i32});
    b.function("main", empty, forever(i32Const(500) + call(0) + i32Const(1500) + call(1)));
    const auto instance = b.instance();
    const Samples all = sampled(function(*instance, "main"), 2000);
    double thrice = 0;
    for (const Sample &sample : all.samples)
        if (stackOf(all, sample).back().function == 1)
            thrice += double(sample.weight) / double(sum(all));
    EXPECT_NEAR(thrice, 0.75, 3.3 * std::sqrt(0.75 * 0.25 / 2000) + 0.03);
    EXPECT_EQ(all.lost, 0u);
}

TEST_P(SamplerOf, KnowsTheWholeStackWithItsCalls)
{
    Builder b;
    const uint32_t work = b.type({i32}, {}), empty = b.type({}, {});
    b.function("leaf", work, counted(0, 8 * step(1)), {i32});
    for (uint32_t i = 1; i <= 5; ++i) // local 1: frames differ in size
        b.function("level" + std::to_string(i), work, get(0) + call(i - 1), Code(i, i64));
    b.function("main", empty, forever(i32Const(5000) + call(5)));
    const auto instance = b.instance();
    const Samples all = sampled(function(*instance, "main"), 500);
    size_t complete = 0;
    for (const Sample &sample : all.samples) {
        const Frames frames = stackOf(all, sample);
        if (frames.size() < 7)
            continue; // at work in one of the callers
        ++complete;
        ASSERT_EQ(frames.size(), 7u);
        for (uint32_t i = 0; i < 7; ++i)
            EXPECT_EQ(frames[i].function, 6 - i);
        EXPECT_EQ(frames[0].offset, offsetOf(*instance, "main", 2));
        EXPECT_EQ(frames[5].offset, offsetOf(*instance, "level1", 1));
    }
    EXPECT_GE(complete, all.samples.size() * 95 / 100);
}

/// Fifty cheap instructions and fifty dear ones, each with its own operands, in one block.
TEST_P(SamplerOf, IsNotDrawnToLoopHeads)
{
    Builder b;
    const uint32_t empty = b.type({}, {});
    constexpr int each = 50;
    const Code cheap = get(0) + i32Const(1) + Code{0x6a} + set(0);                    // i32.add
    const Code dear = get(1) + f64Const(1.0000001) + Code{0xa3, 0x9f, 0x9f} + set(1); // f64.div, two f64.sqrt
    b.function("main", empty, f64Const(1e9) + set(1) + forever(each * (cheap + dear)), {i32, f64});
    const auto instance = b.instance();
    const Samples all = sampled(function(*instance, "main"), 4000);
    std::set<uint32_t> additions, roots;
    wasm::InstructionReader reader(*instance->module->bytes, instance->module->functions[0].code);
    double cheapShare = 0, dearShare = 0, loopShare = 0, most = 0;
    std::map<uint32_t, double> shares = sharesByOffset(all);
    uint32_t head = 0;
    enum { Neither, Cheap, Dear } kind = Neither;
    for (wasm::Instruction i; reader.next(i);) {
        if (i.op == wasm::Op::Loop)
            head = i.offset;
        if (i.op == wasm::Op::I32Add)
            kind = Cheap;
        if (i.op == wasm::Op::F64Div)
            kind = Dear;
        const double share = shares.contains(i.offset) ? shares[i.offset] : 0;
        if (head && i.op != wasm::Op::Br && i.op != wasm::Op::Loop && share > 0) {
            (kind == Cheap ? additions : roots).insert(i.offset);
            most = std::max(most, share);
        }
        if (i.op == wasm::Op::Loop || i.op == wasm::Op::Br)
            loopShare += share;
        else if (i.op == wasm::Op::I32Add || (kind == Cheap && i.op == wasm::Op::LocalSet))
            cheapShare += share;
        else if (kind == Dear && i.op != wasm::Op::LocalGet)
            dearShare += share;
    }
    EXPECT_GE(roots.size(), size_t(each)) << "every dear one is met";
    EXPECT_GE(additions.size(), size_t(each) / 2);
    EXPECT_LT(loopShare, 0.05);
    EXPECT_LT(most, 0.1) << "the same code costs the same, wherever it stands";
    if (GetParam() == Driver::Plain) {
        EXPECT_GT(dearShare, 3 * cheapShare);
    }
}

TEST_P(SamplerOf, KnowsCountedCode)
{
    Builder b;
    const uint32_t work = b.type({i32}, {}), empty = b.type({}, {});
    b.function("leaf", work, counted(0, 8 * step(1)), {i32});
    b.function("main", empty, forever(i32Const(5000) + call(0)));
    const auto instance = b.instance();
    const Samples all = sampled(function(*instance, "main"), 500, {}, {SampleClock::Cpu, 5000}, true);
    size_t complete = 0;
    for (const Sample &sample : all.samples) {
        const Frames frames = stackOf(all, sample);
        if (frames.back().kind != SampleFrame::Kind::Wasm || frames.back().function != 0)
            continue; // in main, or between two frames
        ++complete;
        ASSERT_EQ(frames.size(), 2u);
        EXPECT_EQ(frames[0].offset, offsetOf(*instance, "main", 2));
    }
    EXPECT_GE(complete, all.samples.size() * 95 / 100);
    EXPECT_GE(sharesByOffset(all).size(), 8u);
}

TEST_P(SamplerOf, TellsHostTimeApart)
{
    Builder b;
    const uint32_t empty = b.type({}, {}), work = b.type({i32}, {});
    b.import("slow", empty);
    b.function("spin", work, counted(0, 8 * step(1)), {i32});
    b.function("main", empty, forever(call(0) + i32Const(1000) + call(1)));
    const auto host = makeHostFunction({}, "env.slow", [](HostCall &) {
        for (volatile int i = 0; i < 300'000; i = i + 1) {
        }
        return HostResult{};
    });
    const auto instance = b.instance({host});
    const Samples all = sampled(function(*instance, "main"), 500);
    size_t inHost = 0;
    for (const Sample &sample : all.samples) {
        const Frames frames = stackOf(all, sample);
        if (frames.back().kind != SampleFrame::Kind::Host)
            continue;
        ++inHost;
        EXPECT_EQ(frames.back().name, "env.slow");
        ASSERT_EQ(frames.size(), 2u);
        EXPECT_EQ(frames[0].offset, offsetOf(*instance, "main", 1));
    }
    EXPECT_GT(inHost, all.samples.size() / 100);
    EXPECT_LT(inHost, all.samples.size());
}

TEST_P(SamplerOf, FindsTheWayOutOfRecursionAndCutsIt)
{
    Builder b;
    const uint32_t unary = b.type({i32}, {i32}), empty = b.type({}, {});
    // fib(n) = n < 2 ? n : fib(n - 1) + fib(n - 2)
    b.function("fib", unary,
               get(0) + i32Const(2) + Code{0x48, 0x04, i32} + get(0) + Code{0x05} + get(0) + i32Const(1) + Code{0x6b} +
                   call(0) + get(0) + i32Const(2) + Code{0x6b} + call(0) + Code{0x6a, 0x0b});
    b.function("main", empty, forever(i32Const(20) + call(0) + Code{0x1a}));
    const auto instance = b.instance();
    const Samples all = sampled(function(*instance, "main"), 1000);
    size_t unknown = 0;
    for (const Sample &sample : all.samples) {
        const Frames frames = stackOf(all, sample);
        if (frames[0].kind == SampleFrame::Kind::Unknown) {
            ++unknown;
            continue;
        }
        EXPECT_EQ(frames[0].function, 1u);
        EXPECT_LE(frames.size(), 22u);
        for (size_t i = 1; i < frames.size(); ++i)
            EXPECT_EQ(frames[i].function, 0u);
    }
    EXPECT_LE(unknown, all.samples.size() / 50);

    const Samples cut = sampled(function(*instance, "main"), 300, {}, {SampleClock::Cpu, 5000, 3});
    size_t truncated = 0;
    for (const Sample &sample : cut.samples) {
        const Frames frames = stackOf(cut, sample);
        EXPECT_LE(frames.size(), 6u) << "itself, perhaps where it has just returned to, three callers and the mark";
        truncated += frames[0].kind == SampleFrame::Kind::Truncated;
    }
    EXPECT_GT(truncated, cut.samples.size() / 2);
}

TEST_P(SamplerOf, KnowsWhereLongInstructionsWork)
{
    Builder b;
    const uint32_t empty = b.type({}, {});
    b.function("main", empty, forever(i32Const(0) + i32Const(1) + i32Const(1 << 20) + Code{0xfc, 0x0b, 0}));
    b.memory(16);
    const auto instance = b.instance();
    const Samples all = sampled(function(*instance, "main"), 300);
    EXPECT_GT(sharesByOffset(all)[offsetOf(*instance, "main", 4)], 0.9);
}

/// The same run with and without: many stops, a sampler that comes and goes, and a breakpoint.
TEST_P(SamplerOf, ChangesNothing)
{
    Builder b;
    const uint32_t unary = b.type({i32}, {i32});
    b.function("inner", unary, counted(0, 4 * step(1)) + get(1), {i32});
    b.function("main", unary, counted(0, i32Const(50) + call(0) + get(1) + Code{0x73} + step(1) + set(1)) + get(1),
               {i32});
    const auto instance = b.instance();
    const std::vector<Value> arguments{Value::i32(20'000)};
    Machine undisturbed({}, GetParam());
    undisturbed.start(function(*instance, "main"), arguments);
    const Stop expected = undisturbed.run();
    ASSERT_EQ(expected.kind, StopKind::Finished);

    Machine machine({}, GetParam());
    machine.start(function(*instance, "main"), arguments);
    std::unique_ptr<Sampler> sampler;
    Stop stop;
    for (int round = 0; round == 0 || stop.kind != StopKind::Finished; ++round) {
        if (round < 200 && round % 3 == 0)
            sampler = std::make_unique<Sampler>(machine, SamplerOptions{SampleClock(round % 2), 10'000});
        else if (round % 3 == 2)
            sampler.reset();
        if (round == 40)
            ASSERT_TRUE(machine.setBreakpoint(*instance, offsetOf(*instance, "inner", 3)));
        if (round == 80)
            machine.clearBreakpoint(*instance, offsetOf(*instance, "inner", 3));
        std::thread pauses;
        if (round < 200)
            pauses = std::thread([&] { machine.requestPause(); });
        stop = round % 5 == 4 ? machine.step() : machine.run();
        if (pauses.joinable())
            pauses.join();
        ASSERT_NE(stop.kind, StopKind::Trapped);
    }
    ASSERT_EQ(stop.results.size(), 1u);
    EXPECT_EQ(stop.results[0].asI32(), expected.results[0].asI32());
}

TEST_P(SamplerOf, OutlivesWhatItSampled)
{
    Builder b;
    const uint32_t work = b.type({i32}, {});
    b.function("main", work, counted(0, 8 * step(1)), {i32});
    auto instance = b.instance();
    Machine machine({}, GetParam());
    Sampler sampler(machine, {SampleClock::Wall, 10'000});
    const std::vector<Value> arguments{Value::i32(GetParam() == Driver::Single ? 100'000 : 3'000'000)};
    for (int i = 0; i < 3; ++i) {
        machine.start(function(*instance, "main"), arguments);
        EXPECT_EQ(machine.run().kind, StopKind::Finished);
        instance = b.instance();
    }
    const std::shared_ptr<const wasm::Module> last = instance->module;
    instance.reset();
    const Samples all = sampler.samples();
    EXPECT_GT(all.samples.size(), 0u);
    EXPECT_LE(sum(all), all.duration) << "no time counts twice";
    for (const SampledModule &sampled : all.modules)
        EXPECT_NE(sampled.module, last) << "that one did not run";
}

TEST_P(SamplerOf, AWaitingHostCostsNoTimeOfTheProcessor)
{
    Builder b;
    const uint32_t empty = b.type({}, {});
    b.import("wait", empty);
    b.function("main", empty, forever(call(0)));
    const auto host = makeHostFunction({}, "env.wait", [](HostCall &) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        return HostResult{};
    });
    const auto instance = b.instance({host});
    const Samples wall = sampled(function(*instance, "main"), 50, {}, {SampleClock::Wall, 1000});
    size_t waiting = 0;
    for (const Sample &sample : wall.samples)
        waiting += stackOf(wall, sample).back().name == "env.wait";
    EXPECT_GT(waiting, wall.samples.size() * 9 / 10) << "on a busy machine some fall between two calls";
    EXPECT_GT(sum(wall), 50 * 500'000u);
    Machine machine({}, GetParam());
    machine.start(function(*instance, "main"), {});
    Sampler sampler(machine, {SampleClock::Cpu, 1000});
    std::thread guest([&] { machine.run(); });
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    machine.cancel();
    guest.join();
    EXPECT_LT(sum(sampler.samples()), 100'000'000u);
}

#if WG_PLACE_IN_REGISTERS
/// The handler of a cell has moved pc on already, but is still at work.
TEST(SamplePlaces, GiveTheTimeToTheCellAtWork)
{
    Builder b;
    const uint32_t work = b.type({i32}, {}), empty = b.type({}, {});
    b.function("spin", work, counted(0, get(1) + get(0) + Code{0x6c} + set(1)), {i32});
    b.function("main", empty, i32Const(3) + call(0) + i32Const(5) + set(0), {i32});
    const auto instance = b.instance();
    const exec::Code &spin = entryOf(*function(*instance, "spin")), &main = entryOf(*function(*instance, "main"));
    const std::vector<plain::Record::Range> cells = plain::cellsOf(spin);
    ASSERT_EQ(cells.size(), 5u) << "the mark of the entry, a product, a difference, a branch, a return";
    Samples all;
    SamplePlaces places;
    const auto offset = [&](const exec::Code &code, size_t cell, Cell worker, const Cell *call) {
        RawSample raw;
        raw.code = &code;
        raw.pc = code.entry() + (&code == &spin ? cells[cell].word : cell);
        raw.handler = *raw.pc;
        raw.at = worker + 1; // somewhere in it
        raw.calls.assign(call ? 1 : 0, call);
        places.add(raw, all);
        return all.frames[all.nodes[all.samples.back().node].frame].offset;
    };
    const auto handler = [&](size_t cell) { return spin.words[cells[cell].word]; };
    const Cell *call = main.entry() + main.directCalls.at(0);
    EXPECT_EQ(offset(spin, 1, handler(1), call), cells[1].last) << "not moved on";
    EXPECT_EQ(offset(spin, 2, handler(1), call), cells[1].last) << "to the next";
    EXPECT_EQ(offset(spin, 1, handler(3), call), cells[3].last) << "back to the loop's head";
    EXPECT_EQ(offset(spin, 0, *call, call), offsetOf(*instance, "main", 1)) << "into the callee";
    EXPECT_EQ(offset(main, main.directCalls.at(0) + callWords, handler(4), nullptr), cells[4].last) << "back from it";
    EXPECT_EQ(offset(spin, 1, 0, call), cells[1].last) << "nobody knows";
}
#endif

} // namespace
} // namespace watchglass::exec::test
