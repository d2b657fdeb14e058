// SPDX-License-Identifier: Apache-2.0
/// Conditions, log points and watchpoints through the door of a session.
#include <gtest/gtest.h>

#include "tests/engine/session/client.h"

namespace watchglass::session {
namespace {

using debug::HitRule;
using exec::Value;

const char *const countdown = R"((module
  (memory 1)
  (global $calls (mut i32) (i32.const 0))
  (func (export "f") (param $n i32)
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (loop $again
      (i32.store offset=8 (i32.const 0)
        (i32.div_u (local.get $n) (i32.const 4)))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $again (local.get $n))))
))";

class Watching : public testing::Test
{
protected:
    Watching() { client.load(assembly.program); }
    Breakpoint at(uint32_t line, std::string condition, HitRule hits = {}, std::string log = {})
    {
        return {7, assembly.line(line), true, std::move(condition), hits, std::move(log)};
    }

    Assembly assembly = assemble(countdown);
    Client client;
};

TEST_F(Watching, aConditionStopsTheGuestAndHitsAreTold)
{
    client.session.setBreakpoints({at(9, "$n == 3")});
    auto stop = client.call("f", {Value::i32(9)});
    EXPECT_EQ(stop->reason, StopReason::Breakpoint);
    EXPECT_EQ(stop->breakpointIds, std::vector<uint64_t>{7});
    EXPECT_EQ(stop->frames[0].locals[0].value.bits[0], 3u);
    EXPECT_EQ(client.resume()->reason, StopReason::Finished);
    client.session.setBreakpoints({at(9, "", {HitRule::Kind::Exactly, 5})});
    stop = client.call("f", {Value::i32(9)});
    EXPECT_EQ(stop->frames[0].locals[0].value.bits[0], 6u); // the first hit was that of the condition
}

TEST_F(Watching, textsAreLoggedInOrderWithoutStopping)
{
    client.session.setBreakpoints({at(9, "$n % 2 == 0", {}, "n={$n} stored={[8]:i32}")});
    EXPECT_EQ(client.call("f", {Value::i32(6)})->reason, StopReason::Finished);
    std::string all;
    for (const Event &event : client.passed)
        if (const auto *logged = std::get_if<Logged>(&event))
            all += std::to_string(logged->breakpoint) + ": " + logged->text + "\n";
    EXPECT_EQ(all, "7: n=6 stored=1\n7: n=4 stored=1\n7: n=2 stored=0\n");
}

TEST_F(Watching, aTextThatDoesNotFitIsToldAndTakenBack)
{
    client.session.setBreakpoints({at(9, "$m == 3")});
    auto told = client.wait<BreakpointProblems>().problems;
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].id, 7u);
    EXPECT_EQ(told[0].problem.message, "There is no local $m here");
    client.session.setBreakpoints({at(9, "$n == 3")});
    EXPECT_TRUE(client.wait<BreakpointProblems>().problems.empty());
}

TEST_F(Watching, aConditionThatCannotBeComputedSaysSo)
{
    client.session.setBreakpoints({at(9, "[$n * 65536]:i32 == 1")});
    const auto stop = client.call("f", {Value::i32(2)});
    EXPECT_EQ(stop->reason, StopReason::Breakpoint);
    EXPECT_NE(stop->sentence.find("4 bytes at 131072 lie outside of memory 0"), std::string::npos) << stop->sentence;
}

TEST_F(Watching, aChangeOfMemoryIsToldWithOldAndNew)
{
    client.session.setWatchpoints({{.id = 3, .begin = 8, .end = 12}});
    auto stop = client.call("f", {Value::i32(9)});
    EXPECT_EQ(stop->reason, StopReason::Watchpoint);
    EXPECT_EQ(stop->sentence, "Memory at 0x8 changed: 00 00 00 00 → 02 00 00 00 (0 → 2), by i32.store in $f");
    ASSERT_EQ(stop->watchHits.size(), 1u);
    EXPECT_EQ(stop->watchHits[0].id, 3u);
    EXPECT_EQ(assembly.lineOf(stop->watchHits[0].offset), 7u);
    stop = client.resume();
    EXPECT_EQ(stop->watchHits.at(0).after[0], 1); // 7 / 4
    EXPECT_EQ(stop->frames[0].locals[0].value.bits[0], 7u);
    client.session.setWatchpoints({});
    EXPECT_EQ(client.resume()->reason, StopReason::Finished);
}

TEST_F(Watching, globalsAndLocalsToo)
{
    client.session.setWatchpoints({{.id = 1, .of = Watchpoint::Of::Global, .index = 0}});
    auto stop = client.call("f", {Value::i32(2)});
    EXPECT_EQ(stop->reason, StopReason::Watchpoint);
    EXPECT_EQ(stop->watchHits.at(0).text, "Global $calls changed: 0 → 1, by global.set");
    EXPECT_EQ(stop->globals[0].value.bits[0], 1u);
    client.session.setWatchpoints({{.id = 2, .of = Watchpoint::Of::Local, .index = 0, .frameId = stop->frames[0].id}});
    stop = client.resume();
    EXPECT_EQ(stop->reason, StopReason::Watchpoint);
    EXPECT_EQ(stop->frames[0].locals[0].value.bits[0], 1u);
    EXPECT_NE(stop->sentence.find("Local $n changed: 2 → 1"), std::string::npos);
}

TEST(SteppingOut, endsWhereAnExceptionIsCaught)
{
    const Assembly assembly = assemble(R"((module
  (tag $oops)
  (func $thrower
    (throw $oops))
  (func $middle
    (call $thrower)
    (nop))
  (func (export "f") (result i32)
    (try (result i32)
      (do
        (call $middle)
        (i32.const 1))
      (catch $oops
        (i32.const 2))))
))");
    Client client;
    client.load(assembly.program);
    client.session.setBreakpoints({{1, assembly.line(4)}});
    for (const StepKind kind : {StepKind::Out, StepKind::Over, StepKind::Into}) {
        ASSERT_EQ(client.call("f", {})->reason, StopReason::Breakpoint);
        const auto stop = client.step(kind);
        EXPECT_EQ(stop->reason, StopReason::Step);
        ASSERT_EQ(stop->frames.size(), 1u);
        EXPECT_EQ(assembly.lineOf(stop->frames[0].offset), 14u);
        EXPECT_EQ(client.resume()->reason, StopReason::Finished);
    }
}

} // namespace
} // namespace watchglass::session
