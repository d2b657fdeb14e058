// SPDX-License-Identifier: Apache-2.0
#include "engine/debug/breakpoints.h"

#include "engine/debug/watchpoints.h"
#include "tests/engine/exec/programs.h"

namespace watchglass::debug {
namespace {

using exec::Driver;
using exec::Stop;
using exec::StopKind;
using exec::Value;

class Conditions : public testing::TestWithParam<Driver>
{
protected:
    Conditions()
    {
        breakpoints.attach(instance.get());
        watchpoints.attach(instance.get());
        wasm::InstructionReader reader(*instance->module->bytes, instance->module->functions[2].code);
        std::vector<uint32_t> offsets;
        for (wasm::Instruction i; reader.next(i);)
            offsets.push_back(i.offset);
        addition = offsets[7]; // s + n
    }
    ~Conditions() override
    {
        breakpoints.attach(nullptr);
        watchpoints.attach(nullptr);
    }
    /// How many stops sum(n) makes; `seen` gets n at each.
    std::vector<uint64_t> stops(int32_t n)
    {
        std::vector<uint64_t> seen;
        machine.start(exec::test::function(*instance, "sum"), std::vector{Value::i32(n)});
        while (machine.run().kind == StopKind::Probe)
            seen.push_back(machine.local(0, 0).bits[0]);
        return seen;
    }
    Breakpoint with(std::string condition, HitRule hits = {}, std::string log = {})
    {
        return {1, addition, true, std::move(condition), hits, std::move(log)};
    }

    std::shared_ptr<exec::Instance> instance = exec::test::sampleInstance();
    exec::Machine machine{{}, GetParam()};
    std::vector<std::string> logged;
    Breakpoints breakpoints{machine, [this](uint64_t, std::string text) { logged.push_back(std::move(text)); }};
    Watchpoints watchpoints{machine};
    uint32_t addition = 0;
};
INSTANTIATE_TEST_SUITE_P(Drivers, Conditions, testing::Values(Driver::Plain, Driver::Watched));

TEST_P(Conditions, stopWhenTrue)
{
    breakpoints.set({with("$0 % 3 == 1")});
    EXPECT_EQ(stops(8), (std::vector<uint64_t>{7, 4, 1}));
    EXPECT_EQ(breakpoints.counts().at(1), 3u);
    breakpoints.set({with("$$0 == 5 && $$1 == 21")}); // n, and s before it is added
    EXPECT_EQ(stops(8), (std::vector<uint64_t>{5}));
}

TEST_P(Conditions, countHits)
{
    using Kind = HitRule::Kind;
    breakpoints.set({with({}, {Kind::Exactly, 3})});
    EXPECT_EQ(stops(8), (std::vector<uint64_t>{6}));
    breakpoints.set({});
    breakpoints.set({with({}, {Kind::Every, 3})});
    EXPECT_EQ(stops(8), (std::vector<uint64_t>{6, 3}));
    breakpoints.set({});
    breakpoints.set({with("$0 < 7", {Kind::From, 4})});
    EXPECT_EQ(stops(8), (std::vector<uint64_t>{3, 2, 1}));
}

TEST_P(Conditions, logInsteadOfStopping)
{
    breakpoints.set({with("$0 > 6", {}, "n={$0} s={$1} top={$$0}")});
    EXPECT_EQ(stops(8), std::vector<uint64_t>{});
    EXPECT_EQ(logged, (std::vector<std::string>{"n=8 s=0 top=8", "n=7 s=8 top=7"}));
}

TEST_P(Conditions, stopAndSayWhyWhenTheyCannotBeComputed)
{
    breakpoints.set({with("[$0 * 65536]:i32 == 1")});
    EXPECT_EQ(stops(2), (std::vector<uint64_t>{2, 1}));
    EXPECT_EQ(breakpoints.takeComplaint(), "its condition cannot be computed: 4 bytes at 65536 lie outside of memory "
                                           "0, which ends at 65536");
}

TEST_P(Conditions, areTakenOutWhenTheyDoNotFit)
{
    breakpoints.set({with("$nobody == 1")});
    ASSERT_EQ(breakpoints.problems().size(), 1u);
    EXPECT_EQ(breakpoints.problems()[0].problem.message, "There is no local $nobody here");
    EXPECT_EQ(stops(2), std::vector<uint64_t>{});
    breakpoints.set({with("$0 == 1")});
    EXPECT_TRUE(breakpoints.problems().empty());
    EXPECT_EQ(stops(2), std::vector<uint64_t>{1});
    breakpoints.set({});
    EXPECT_EQ(stops(2), std::vector<uint64_t>{});
}

TEST_P(Conditions, watchpointsTellOldAndNew)
{
    Watchpoint changes{.id = 5, .on = Watchpoint::On::Change, .begin = 8, .end = 12};
    watchpoints.set({changes});
    const auto store = exec::test::function(*instance, "store");
    machine.start(store, std::vector{Value::i32(8), Value::i64(0)});
    EXPECT_EQ(machine.run().kind, StopKind::Finished); // nothing changes
    machine.start(store, std::vector{Value::i32(10), Value::i64(0x0201)});
    ASSERT_EQ(machine.run().kind, StopKind::Probe);
    std::vector<WatchHit> hits = watchpoints.takeHits();
    ASSERT_EQ(hits.size(), 1u);
    EXPECT_EQ(hits[0].id, 5u);
    EXPECT_EQ(hits[0].begin, 10u);
    EXPECT_EQ(hits[0].before, (std::vector<uint8_t>{0, 0}));
    EXPECT_EQ(hits[0].after, (std::vector<uint8_t>{1, 2}));
    EXPECT_EQ(machine.run().kind, StopKind::Finished);
    changes.on = Watchpoint::On::Access;
    watchpoints.set({changes});
    machine.start(exec::test::function(*instance, "load"), std::vector{Value::i32(4)});
    ASSERT_EQ(machine.run().kind, StopKind::Probe);
    hits = watchpoints.takeHits();
    EXPECT_FALSE(hits.at(0).wrote);
    EXPECT_EQ(hits.at(0).after, (std::vector<uint8_t>{0, 0, 1, 2}));
}

TEST_P(Conditions, aWatchedLocalIsOfOneActivation)
{
    // fac(3): the local of the second activation is changed by nobody; sum's n counts down.
    const auto sum = exec::test::function(*instance, "sum");
    machine.start(sum, std::vector{Value::i32(3)});
    machine.step();
    watchpoints.set({{.id = 1, .of = Watchpoint::Of::Local, .index = 0, .frameId = machine.frameId(0)}});
    std::vector<uint64_t> seen;
    while (machine.run().kind == StopKind::Probe)
        seen.push_back(watchpoints.takeHits().at(0).after[0]);
    EXPECT_EQ(seen, (std::vector<uint64_t>{2, 1, 0}));
    machine.start(sum, std::vector{Value::i32(3)});
    EXPECT_EQ(machine.run().kind, StopKind::Finished);
}

} // namespace
} // namespace watchglass::debug
