// SPDX-License-Identifier: Apache-2.0
// Commands that reach a guest while it runs.
#include <gtest/gtest.h>

#include "tests/engine/session/client.h"

namespace watchglass::session {
namespace {

const char *const spinText = R"((module
  (memory 1)
  (func $spin (export "spin") (param $i i32)
    (loop $again
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (i32.store (i32.const 8) (local.get $i))
      (br $again)))
  (func (export "answer") (result i32) (i32.const 42))))";

class Spin : public ::testing::Test
{
protected:
    void SetUp() override
    {
        client.load(program.program);
        client.session.invoke("spin", args({0}));
        client.wait<Running>();
    }

    const Assembly program = assemble(spinText);
    Client client;
};

TEST_F(Spin, PausesAndGoesOn)
{
    client.session.pause();
    auto stop = client.stop();
    EXPECT_EQ(stop->reason, StopReason::Pause);
    EXPECT_EQ(stop->sentence, "Paused in $spin");
    const int32_t first = locals(*stop).at(0);
    client.session.resume();
    client.wait<Running>();
    // Another page of memory is asked for until the guest was seen to move on.
    while (client.bytes(8, 4) ==
           std::vector<uint8_t>{uint8_t(first), uint8_t(first >> 8), uint8_t(first >> 16), uint8_t(first >> 24)})
        ;
    client.session.pause();
    EXPECT_NE(locals(*client.stop()).at(0), first);
}

TEST_F(Spin, StopEndsTheCallAndKeepsTheInstance)
{
    client.session.stop();
    auto stop = client.stop();
    EXPECT_EQ(stop->reason, StopReason::Stopped);
    EXPECT_TRUE(stop->frames.empty());
    EXPECT_EQ(client.call("answer", {})->results, std::vector{i32(42)});
}

TEST_F(Spin, StopAlsoEndsAPausedCall)
{
    client.session.pause();
    client.stop();
    client.session.stop();
    EXPECT_EQ(client.stop()->reason, StopReason::Stopped);
    client.session.resume();
    EXPECT_EQ(client.wait<Refused>().message, "No call is under way");
}

TEST_F(Spin, TakesBreakpointsWhileRunning)
{
    client.session.setBreakpoints({{3, program.line(6), true}});
    auto stop = client.stop();
    EXPECT_EQ(stop->reason, StopReason::Breakpoint);
    EXPECT_EQ(stop->breakpointIds, std::vector<uint64_t>{3});
    const int32_t i = locals(*stop).at(0);
    EXPECT_EQ(locals(*client.resume()).at(0), i + 1) << "each turn of the loop comes by";
    client.session.setBreakpoints({});
    client.session.resume();
    client.wait<Running>();
    client.session.stop();
    EXPECT_EQ(client.stop()->reason, StopReason::Stopped);
}

TEST_F(Spin, AnswersMemoryWhileRunningAndStaysRunning)
{
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(client.bytes(65530, 100).size(), 6u);
    client.session.pause();
    EXPECT_EQ(client.stop()->reason, StopReason::Pause);
}

TEST_F(Spin, RefusesWhatNeedsAStop)
{
    client.session.setGlobal(0, i32(1));
    EXPECT_EQ(client.wait<Refused>().message, "The guest is running; pause it to change its state");
    client.session.resume();
    EXPECT_EQ(client.wait<Refused>().message, "The guest is running already");
    client.session.invoke("answer", {});
    EXPECT_EQ(client.wait<Refused>().message, "The guest is running; stop it before you call answer");
}

TEST_F(Spin, LoadingReplacesARunningGuest)
{
    client.session.load(program.program);
    EXPECT_EQ(client.stop()->reason, StopReason::Stopped);
    client.wait<Loaded>();
    EXPECT_EQ(client.call("answer", {})->results, std::vector{i32(42)});
}

TEST_F(Spin, ResetReplacesARunningGuest)
{
    client.session.reset();
    client.wait<Loaded>();
    EXPECT_EQ(client.bytes(8, 1), std::vector<uint8_t>{0});
}

TEST_F(Spin, EndsWithTheSession) {} // the fixture's destructor ends a guest that spins

TEST_F(Spin, AStepThatNeverEndsCanBePaused)
{
    client.session.setBreakpoints({{1, program.line(5), true}});
    client.stop();
    client.session.setBreakpoints({});
    client.session.step(StepKind::Out);
    client.wait<Running>();
    client.session.pause();
    EXPECT_EQ(client.stop()->reason, StopReason::Pause);
}

TEST(Control, PauseAndStopWithoutARunAreHarmless)
{
    Client client;
    client.load(assemble(spinText).program);
    client.session.pause();
    EXPECT_EQ(client.wait<Refused>().message, "The guest is not running");
    client.session.stop();
    EXPECT_EQ(client.call("answer", {})->results, std::vector{i32(42)});
}

TEST(Control, PauseInterruptsABulkFill)
{
    Client client;
    client.load(assemble(R"((module (memory 4096)
  (func (export "fill") (loop $l
    (memory.fill (i32.const 0) (i32.const 7) (i32.const 268435456)) (br $l)))))")
                    .program);
    client.session.invoke("fill", {});
    client.wait<Running>();
    client.session.stop();
    EXPECT_EQ(client.stop()->reason, StopReason::Stopped);
}

} // namespace
} // namespace watchglass::session
