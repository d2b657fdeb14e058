// SPDX-License-Identifier: Apache-2.0
/// Going back in a recorded run, through the door of a session.
#include <gtest/gtest.h>

#include "tests/engine/session/client.h"

namespace watchglass::session {
namespace {

using debug::HitRule;
using exec::Value;

// f(n) adds up n, n-1, … 1 in a global and in memory, a call for each.
const char *const summing = R"((module
  (memory 1)
  (global $sum (mut i32) (i32.const 0))
  (func $add (param $x i32)
    (local $twice i32)
    (local.set $twice (i32.mul (local.get $x) (i32.const 2)))
    (global.set $sum (i32.add (global.get $sum) (local.get $x)))
    (i32.store (i32.const 8) (global.get $sum)))
  (func $f (export "f") (param $n i32) (result i32)
    (loop $again
      (call $add (local.get $n))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $again (local.get $n)))
    (global.get $sum))
  (func (export "trap") (param $n i32)
    (call $add (local.get $n))
    (unreachable))
))";
constexpr uint32_t twiceLine = 6, sumLine = 7, storeLine = 8, loopLine = 10, callLine = 11, countLine = 12,
                   branchLine = 13, endLine = 14;

class Time : public testing::Test
{
protected:
    Time()
    {
        client.load(assembly.program);
        client.session.setRecording(true);
    }
    uint32_t lineOf(const Snapshot &stop) const { return assembly.lineOf(stop.frames.at(0).offset); }
    std::shared_ptr<const Snapshot> back(BackKind kind)
    {
        client.session.stepBack(kind);
        return client.stop();
    }
    std::shared_ptr<const Snapshot> runBack()
    {
        client.session.runBack();
        return client.stop();
    }
    std::shared_ptr<const Snapshot> goTo(uint64_t moment)
    {
        client.session.goToMoment(moment);
        return client.stop();
    }
    static int32_t sum(const Snapshot &stop) { return stop.globals.at(0).value.asI32(); }
    /// Everything that a stop shows of the state.
    std::string state(const Snapshot &stop)
    {
        std::string text;
        for (const FrameInfo &frame : stop.frames) {
            text += frame.functionName + "@" + std::to_string(frame.offset);
            for (const LocalValue &local : frame.locals)
                text += " " + toString(local.value);
            text += " |";
            for (const OperandValue &operand : frame.operands)
                text += " " + toString(operand.value);
            text += "\n";
        }
        for (const GlobalValue &global : stop.globals)
            text += toString(global.value) + " ";
        for (const uint8_t byte : client.bytes(0, 16))
            text += std::to_string(byte) + ",";
        return text;
    }
    uint64_t hits() const ///< of breakpoint 1, as told last
    {
        uint64_t count = 0;
        for (const Event &event : client.passed)
            if (const auto *told = std::get_if<BreakpointHits>(&event))
                count = told->counts.contains(1) ? told->counts.at(1) : 0;
        return count;
    }
    std::string logged() const
    {
        std::string all;
        for (const Event &event : client.passed)
            if (const auto *line = std::get_if<Logged>(&event))
                all += line->text + "\n";
        return all;
    }

    Assembly assembly = assemble(summing);
    Client client;
};

TEST_F(Time, everyMomentIsReachedFromEveryOtherOne)
{
    auto stop = client.call("f", args({3}), true);
    ASSERT_TRUE(stop->moment);
    EXPECT_EQ(*stop->moment, (Moment{0, 0}));
    std::vector<std::string> states{state(*stop)};
    for (;;) {
        stop = client.step(StepKind::Instruction);
        if (stop->reason != StopReason::Step)
            break;
        states.push_back(state(*stop));
        EXPECT_EQ(*stop->moment, (Moment{states.size() - 1, states.size() - 1}));
    }
    ASSERT_EQ(stop->reason, StopReason::Finished);
    ASSERT_EQ(*stop->moment, (Moment{states.size(), states.size()}));
    // From the end, one by one to the start; then here and there.
    for (size_t i = states.size(); i-- > 0;) {
        stop = back(BackKind::Instruction);
        EXPECT_EQ(stop->reason, StopReason::Moment);
        EXPECT_EQ(stop->moment->now, i);
        ASSERT_EQ(state(*stop), states[i]) << i;
    }
    stop = back(BackKind::Instruction);
    EXPECT_EQ(stop->reason, StopReason::Start);
    EXPECT_EQ(state(*stop), states[0]);
    for (size_t i = 0; i < states.size(); i += 7)
        for (const size_t j : {i, states.size() - 1 - i, (i * 5) % states.size()}) {
            stop = goTo(j);
            ASSERT_EQ(state(*stop), states[j]) << j;
        }
    EXPECT_EQ(goTo(1u << 30)->moment->now, states.size() - 1) << "no further than the last instruction";
    stop = client.resume();
    EXPECT_EQ(stop->reason, StopReason::Finished);
    EXPECT_EQ(stop->results, args({6}));
    EXPECT_EQ(stop->moment->last, states.size());
}

TEST_F(Time, runsBackFromBreakpointToBreakpointAndToTheStart)
{
    client.session.setBreakpoints({{1, assembly.line(sumLine)}, {2, assembly.line(countLine), true, "$n == 2"}});
    std::vector<std::pair<uint32_t, int32_t>> forward;
    std::vector<std::vector<uint64_t>> ids;
    auto stop = client.call("f", args({3}));
    for (; stop->reason == StopReason::Breakpoint; stop = client.resume()) {
        forward.emplace_back(lineOf(*stop), sum(*stop));
        ids.push_back(stop->breakpointIds);
    }
    ASSERT_EQ(stop->reason, StopReason::Finished);
    ASSERT_EQ(forward.size(), 4u);
    for (size_t i = forward.size(); i-- > 0;) {
        stop = runBack();
        EXPECT_EQ(stop->reason, StopReason::Breakpoint);
        EXPECT_EQ(std::pair(lineOf(*stop), sum(*stop)), forward[i]) << i;
        EXPECT_EQ(stop->breakpointIds, ids[i]);
    }
    stop = runBack();
    EXPECT_EQ(stop->reason, StopReason::Start);
    EXPECT_EQ(stop->moment->now, 0u);
    for (const auto &[line, value] : forward) {
        stop = client.resume();
        EXPECT_EQ(stop->reason, StopReason::Breakpoint);
        EXPECT_EQ(std::pair(lineOf(*stop), sum(*stop)), std::pair(line, value));
    }
}

TEST_F(Time, hitsCountAsTheyDidAtThatMoment)
{
    client.session.setBreakpoints({{1, assembly.line(sumLine), true, "", {HitRule::Kind::Every, 2}}});
    auto stop = client.call("f", args({5}));
    EXPECT_EQ(sum(*stop), 5);
    stop = client.resume();
    EXPECT_EQ(sum(*stop), 5 + 4 + 3);
    EXPECT_EQ(hits(), 4u);
    stop = runBack();
    EXPECT_EQ(sum(*stop), 5);
    EXPECT_EQ(hits(), 2u);
    EXPECT_EQ(runBack()->reason, StopReason::Start);
    EXPECT_EQ(hits(), 0u);
    stop = client.resume();
    EXPECT_EQ(sum(*stop), 5) << "the second hit, again";
    EXPECT_EQ(hits(), 2u);
    EXPECT_EQ(sum(*client.resume()), 5 + 4 + 3);
    EXPECT_EQ(hits(), 4u);
}

TEST_F(Time, nothingIsLoggedTwice)
{
    client.session.setBreakpoints(
        {{1, assembly.line(sumLine), true, "", {}, "x={$x}"}, {2, assembly.line(branchLine), true, "$n == 1"}});
    EXPECT_EQ(client.call("f", args({4}))->reason, StopReason::Breakpoint);
    EXPECT_EQ(logged(), "x=4\nx=3\nx=2\n");
    runBack();
    EXPECT_EQ(back(BackKind::Instruction)->reason, StopReason::Start);
    EXPECT_EQ(client.resume()->reason, StopReason::Breakpoint);
    EXPECT_EQ(logged(), "x=4\nx=3\nx=2\n");
    EXPECT_EQ(client.resume()->reason, StopReason::Finished);
    EXPECT_EQ(logged(), "x=4\nx=3\nx=2\nx=1\n");
    // What is logged only now is logged of the past as well.
    goTo(0);
    client.session.setBreakpoints({{1, assembly.line(sumLine), true, "", {}, "again {$x}"}});
    client.passed.clear();
    EXPECT_EQ(client.resume()->reason, StopReason::Finished);
    EXPECT_EQ(logged(), "again 4\nagain 3\nagain 2\nagain 1\n");
}

TEST_F(Time, aTrapIsGoneBackFrom)
{
    auto stop = client.call("trap", args({7}));
    ASSERT_EQ(stop->reason, StopReason::Trap);
    stop = back(BackKind::Over);
    EXPECT_EQ(lineOf(*stop), endLine + 2u) << "the call before the unreachable one";
    EXPECT_EQ(sum(*stop), 0);
    EXPECT_EQ(client.step(StepKind::Over)->reason, StopReason::Step);
    EXPECT_EQ(client.resume()->reason, StopReason::Trap);
}

TEST_F(Time, theLastChangeOfWatchedDataIsFound)
{
    auto stop = client.call("f", args({3}));
    ASSERT_EQ(stop->reason, StopReason::Finished);
    client.session.setWatchpoints({{.id = 4, .begin = 8, .end = 12}});
    const char *const seen[] = {"Memory at 0x8 changed: 05 00 00 00 → 06 00 00 00 (5 → 6), by i32.store",
                                "Memory at 0x8 changed: 03 00 00 00 → 05 00 00 00 (3 → 5), by i32.store",
                                "Memory at 0x8 changed: 00 00 00 00 → 03 00 00 00 (0 → 3), by i32.store"};
    for (const char *const text : seen) {
        stop = runBack();
        ASSERT_EQ(stop->reason, StopReason::Watchpoint);
        ASSERT_EQ(stop->watchHits.size(), 1u);
        EXPECT_EQ(stop->watchHits[0].text, text);
        EXPECT_EQ(assembly.lineOf(stop->watchHits[0].offset), storeLine);
    }
    EXPECT_EQ(runBack()->reason, StopReason::Start);
    stop = client.resume();
    EXPECT_EQ(stop->watchHits.at(0).text, seen[2]);
}

TEST_F(Time, stepsBackByLineOverCallsAndOut)
{
    client.session.setBreakpoints({{1, assembly.line(endLine)}});
    auto stop = client.call("f", args({2}));
    ASSERT_EQ(lineOf(*stop), endLine);
    client.session.setBreakpoints({});
    const uint32_t lines[] = {branchLine, countLine, callLine, loopLine, branchLine, countLine, callLine, loopLine};
    for (const uint32_t line : lines) {
        stop = back(BackKind::Over);
        EXPECT_EQ(stop->reason, StopReason::Moment);
        EXPECT_EQ(lineOf(*stop), line);
        EXPECT_EQ(stop->frames.size(), 1u);
        EXPECT_EQ(stop->frames[0].offset, assembly.line(line)) << "its beginning";
    }
    EXPECT_EQ(sum(*stop), 0);
    client.step(StepKind::Over);
    client.step(StepKind::Into); // to the callee
    stop = client.step(StepKind::Over);
    ASSERT_EQ(lineOf(*stop), sumLine);
    EXPECT_EQ(lineOf(*back(BackKind::Over)), twiceLine);
    stop = client.step(StepKind::Over);
    stop = back(BackKind::Out);
    EXPECT_EQ(lineOf(*stop), callLine);
    EXPECT_EQ(stop->frames.size(), 1u);
    client.step(StepKind::Into);
    stop = back(BackKind::Over);
    EXPECT_EQ(lineOf(*stop), callLine) << "before the first line of a function is its call";
    // The user's breakpoints in what is passed over count.
    client.session.setBreakpoints({{1, assembly.line(storeLine)}});
    stop = client.step(StepKind::Over);
    EXPECT_EQ(stop->reason, StopReason::Breakpoint);
    client.session.setBreakpoints({});
    client.step(StepKind::Out);
    while (lineOf(*stop) != countLine)
        stop = client.step(StepKind::Over);
    client.session.setBreakpoints({{1, assembly.line(storeLine)}});
    stop = back(BackKind::Over);
    EXPECT_EQ(stop->reason, StopReason::Breakpoint);
    EXPECT_EQ(lineOf(*stop), storeLine);
}

TEST_F(Time, aChangeInThePastForgetsWhatFollows)
{
    client.session.setBreakpoints({{1, assembly.line(branchLine)}});
    auto stop = client.call("f", args({3}));
    for (int i = 0; i < 2; ++i)
        stop = client.resume();
    EXPECT_EQ(sum(*stop), 6);
    stop = runBack();
    ASSERT_EQ(sum(*stop), 5);
    const uint64_t before = stop->moment->now;
    ASSERT_LT(before, stop->moment->last);
    client.session.setGlobal(0, i32(100));
    stop = client.wait<Edited>().snapshot;
    EXPECT_EQ(*stop->moment, (Moment{before, before}));
    stop = client.resume();
    EXPECT_EQ(sum(*stop), 101) << "another way from there";
    const uint64_t after = stop->moment->now;
    stop = goTo(before + 1);
    EXPECT_EQ(sum(*stop), 100) << "that comes again with the change";
    EXPECT_EQ(sum(*goTo(before - 5)), 5);
    EXPECT_EQ(sum(*goTo(after)), 101);
    stop = runBack();
    EXPECT_EQ(stop->reason, StopReason::Breakpoint) << "where the change was made";
    EXPECT_EQ(stop->moment->now, before);
    EXPECT_EQ(hits(), 2u);
    EXPECT_EQ(sum(*client.resume()), 101);
    EXPECT_EQ(hits(), 3u);
    EXPECT_EQ(client.resume()->results, args({101}));
}

TEST_F(Time, whatIsNotRecordedIsRefused)
{
    client.session.setRecording(false);
    client.session.setBreakpoints({{1, assembly.line(storeLine)}});
    auto stop = client.call("f", args({3}));
    EXPECT_FALSE(stop->moment);
    client.session.stepBack(BackKind::Instruction);
    EXPECT_EQ(client.wait<Refused>().message, "The run is not recorded");
    client.session.setRecording(true);
    stop = client.wait<Edited>().snapshot;
    EXPECT_EQ(*stop->moment, (Moment{0, 0})) << "from here";
    stop = client.resume();
    EXPECT_GT(stop->moment->now, 0u);
    EXPECT_EQ(hits(), 2u);
    stop = runBack();
    EXPECT_EQ(hits(), 1u);
    EXPECT_EQ(stop->reason, StopReason::Breakpoint) << "where it had stopped before";
    EXPECT_EQ(stop->moment->now, 0u);
    EXPECT_EQ(runBack()->reason, StopReason::Start);
    EXPECT_EQ(hits(), 1u);
    EXPECT_EQ(sum(*client.resume()), 5);
    EXPECT_EQ(hits(), 2u);
    client.session.setRecording(false);
    EXPECT_FALSE(client.wait<Edited>().snapshot->moment);
    client.session.runBack();
    EXPECT_EQ(client.wait<Refused>().message, "The run is not recorded");
    client.session.setBreakpoints({});
    EXPECT_EQ(client.resume()->results, args({6}));
}

TEST(TimeAndHosts, anAnswerIsAskedForOnceUntilThePastIsChanged)
{
    const Assembly assembly = assemble(R"((module
      (import "env" "ask" (func $ask (result i32)))
      (func (export "f") (result i32)
        (local $first i32)
        (local.set $first (call $ask))
        (i32.sub (local.get $first) (call $ask)))
    ))");
    Client client;
    client.load(assembly.program);
    client.session.setRecording(true);
    client.session.setImportAnswers({{0, {ImportAnswer::Kind::Break, {}}}});
    ASSERT_EQ(client.call("f", {})->reason, StopReason::Import);
    client.session.answerImport(args({10}));
    ASSERT_EQ(client.stop()->reason, StopReason::Import);
    // Back while the second call waits: it is made again, the first is not.
    client.session.goToMoment(0);
    ASSERT_EQ(client.stop()->reason, StopReason::Moment);
    auto stop = client.resume();
    ASSERT_EQ(stop->reason, StopReason::Import);
    EXPECT_EQ(locals(*stop), (std::vector<int32_t>{10}));
    client.session.answerImport(args({4}));
    EXPECT_EQ(client.stop()->results, args({6}));
    client.session.runBack();
    ASSERT_EQ(client.stop()->reason, StopReason::Start);
    stop = client.resume();
    EXPECT_EQ(stop->reason, StopReason::Finished);
    EXPECT_EQ(stop->results, args({6}));
    // Once the past is another one, both are asked again; what is typed while a call waits comes with it.
    client.session.goToMoment(0);
    stop = client.stop();
    client.session.setLocal(stop->frames[0].id, 0, i32(1));
    client.wait<Edited>();
    ASSERT_EQ(client.resume()->reason, StopReason::Import);
    client.session.answerImport(args({20}));
    stop = client.stop();
    ASSERT_EQ(stop->reason, StopReason::Import);
    client.session.setLocal(stop->frames[0].id, 0, i32(100));
    client.wait<Edited>();
    client.session.answerImport(args({30}));
    stop = client.stop();
    EXPECT_EQ(stop->results, args({-10})) << "the operand stood on the stack already";
    size_t calls = 0;
    for (const Event &event : client.passed)
        calls += std::holds_alternative<ImportCalled>(event);
    EXPECT_EQ(calls, 4u) << "each answer is told once";
}

TEST(TimeAndHosts, outputIsWrittenOnce)
{
    const Assembly assembly = assemble(R"((module
      (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 1)
      (data (i32.const 0) "\10\00\00\00\02\00\00\00")
      (data (i32.const 16) "hi")
      (func (export "f")
        (local $n i32)
        (local.set $n (i32.const 3))
        (loop $again
          (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
          (local.set $n (i32.sub (local.get $n) (i32.const 1)))
          (br_if $again (local.get $n))))
    ))");
    Client client;
    Program program = assembly.program;
    program.sandbox = std::make_shared<wasi::Sandbox>();
    client.load(program);
    client.session.setRecording(true);
    EXPECT_EQ(client.call("f", {})->reason, StopReason::Finished);
    for (int i = 0; i < 2; ++i) {
        client.session.runBack();
        EXPECT_EQ(client.stop()->reason, StopReason::Start);
        EXPECT_EQ(client.resume()->reason, StopReason::Finished);
    }
    std::string output;
    for (const Event &event : client.passed)
        if (const auto *written = std::get_if<Output>(&event))
            output += written->bytes;
    EXPECT_EQ(output, "hihihi");
}

TEST(TimeAndObjects, comeBackWithTheRun)
{
    const Assembly assembly = assemble(R"((module
      (memory 1)
      (tag $oops (param i32))
      (global $caught (mut i32) (i32.const 0))
      (func (export "f") (param $n i32)
        (loop $again
          (try
            (do (throw $oops (local.get $n)))
            (catch $oops (global.set $caught)))
          (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
    ))");
    Client client;
    client.load(assembly.program);
    client.session.setRecording(true);
    client.session.setWatchpoints({{.id = 1, .of = Watchpoint::Of::Global}});
    for (auto stop = client.call("f", args({5})); stop->reason == StopReason::Watchpoint;)
        stop = client.resume();
    for (int n = 1; n <= 5; ++n) {
        client.session.runBack();
        const auto stop = client.stop();
        ASSERT_EQ(stop->reason, StopReason::Watchpoint);
        EXPECT_EQ(stop->globals[0].value, i32(n));
    }
}

TEST(TimeAndHosts, aHostsOwnFunctionSaysWhyThereIsNoWayBack)
{
    const Assembly assembly = assemble(R"((module
      (import "env" "ask" (func $ask (result i32)))
      (export "f" (func $ask))
    ))");
    Client client;
    client.load(assembly.program);
    client.session.setRecording(true);
    const auto stop = client.call("f", {});
    EXPECT_EQ(stop->reason, StopReason::Finished);
    EXPECT_FALSE(stop->moment);
    EXPECT_EQ(stop->noWayBack, "nothing runs that could be returned to");
    client.session.runBack();
    EXPECT_EQ(client.wait<Refused>().message, "There is no way back: nothing runs that could be returned to");
}

TEST_F(Time, aBreakpointMetAMillionTimesIsGoneBackToAsFastAsOne)
{
    // Some twenty instructions a turn: breakpoints and conditions that came after the run.
    auto stop = client.call("f", args({60'000}));
    ASSERT_EQ(stop->reason, StopReason::Finished);
    client.session.setBreakpoints({{1, assembly.line(storeLine)}, {2, assembly.line(twiceLine), true, "$x == 30000"}});
    const int32_t whole = stop->results[0].asI32();
    EXPECT_EQ(sum(*runBack()), whole);
    EXPECT_EQ(sum(*runBack()), whole - 1);
    EXPECT_EQ(hits(), 1u) << "as often as it has stopped the program until this moment";
    client.session.setBreakpoints({{2, assembly.line(twiceLine), true, "$x == 30000"}});
    stop = runBack();
    EXPECT_EQ(stop->reason, StopReason::Breakpoint);
    EXPECT_EQ(locals(*stop)[0], 30000);
    EXPECT_EQ(lineOf(*back(BackKind::Out)), callLine);
    EXPECT_EQ(runBack()->reason, StopReason::Start);
    EXPECT_EQ(client.resume()->reason, StopReason::Breakpoint);
}

TEST_F(Time, aWayIsEndedByAPauseAndANewerOneTakesItsPlace)
{
    auto stop = client.call("f", args({2000}));
    const uint64_t last = stop->moment->last;
    client.session.goToMoment(5);
    client.session.goToMoment(last / 2);
    stop = client.stop(); // of the first, when it was quick
    if (stop->moment->now == 5)
        stop = client.stop();
    EXPECT_EQ(stop->moment->now, last / 2);
    client.session.stop();
    EXPECT_EQ(client.stop()->reason, StopReason::Stopped);
    client.session.runBack();
    EXPECT_EQ(client.wait<Refused>().message, "Nothing was called that could be gone back in");
}

} // namespace
} // namespace watchglass::session
