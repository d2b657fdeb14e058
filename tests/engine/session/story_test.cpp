// SPDX-License-Identifier: Apache-2.0
// The story of the first five minutes: call, stop, look, go on.
#include <gtest/gtest.h>

#include "tests/engine/session/client.h"

namespace watchglass::session {
namespace {

const char *const addText = R"((module
  (func $add (param $lhs i32) (param $rhs i32) (result i32)
    local.get $lhs
    local.get $rhs
    i32.add)
  (export "add" (func $add))))";

using Ints = std::vector<int32_t>;

TEST(Story, CallsAnExport)
{
    Client client;
    client.load(assemble(addText).program);
    auto stop = client.call("add", args({2, 2}));
    EXPECT_EQ(stop->reason, StopReason::Finished);
    ASSERT_EQ(stop->results.size(), 1u);
    EXPECT_EQ(stop->results[0], i32(4));
    EXPECT_EQ(stop->sentence, "add returned 4");
    EXPECT_EQ(stop->invoked, "add");
    EXPECT_TRUE(stop->frames.empty());
}

TEST(Story, StopsAtABreakpointAndShowsEveryInstruction)
{
    const Assembly add = assemble(addText);
    Client client;
    client.session.setBreakpoints({{7, add.line(3), true}});
    client.load(add.program);
    auto stop = client.call("add", args({2, 3}));
    EXPECT_EQ(stop->reason, StopReason::Breakpoint);
    EXPECT_EQ(stop->breakpointIds, std::vector<uint64_t>{7});
    EXPECT_EQ(stop->sentence, "Breakpoint in $add");
    ASSERT_EQ(stop->frames.size(), 1u);
    EXPECT_EQ(stop->frames[0].functionName, "$add");
    EXPECT_EQ(stop->frames[0].offset, add.line(3));
    EXPECT_EQ(stop->frames[0].locals[0].name, "$lhs");
    EXPECT_TRUE(stop->frames[0].locals[1].parameter);
    EXPECT_EQ(locals(*stop), (Ints{2, 3}));
    EXPECT_EQ(operands(*stop), Ints{});

    stop = client.step(StepKind::Instruction);
    EXPECT_EQ(stop->reason, StopReason::Step);
    EXPECT_EQ(operands(*stop), Ints{2});
    EXPECT_EQ(stop->frames[0].operands[0].producer, add.line(3));
    EXPECT_TRUE(stop->frames[0].operands[0].changed);
    stop = client.step(StepKind::Instruction);
    EXPECT_EQ(operands(*stop), (Ints{2, 3}));
    EXPECT_FALSE(stop->frames[0].operands[0].changed);
    EXPECT_TRUE(stop->frames[0].operands[1].changed);
    stop = client.step(StepKind::Instruction);
    EXPECT_EQ(operands(*stop), Ints{5});
    stop = client.step(StepKind::Instruction);
    EXPECT_EQ(stop->reason, StopReason::Finished);
    EXPECT_EQ(stop->results, std::vector{i32(5)});
}

TEST(Story, CountsHits)
{
    const Assembly add = assemble(addText);
    Client client;
    client.load(add.program);
    client.session.setBreakpoints({{1, add.line(4), true}, {2, add.line(4), false}});
    for (uint64_t times = 1; times <= 3; ++times) {
        client.session.invoke("add", args({1, 1}));
        EXPECT_EQ(client.wait<BreakpointHits>().counts, (std::map<uint64_t, uint64_t>{{1, times}}));
        EXPECT_EQ(client.stop()->reason, StopReason::Breakpoint);
        EXPECT_EQ(client.resume()->reason, StopReason::Finished);
    }
}

TEST(Story, StopsAtTheEntryOnce)
{
    const Assembly add = assemble(addText);
    Client client;
    client.load(add.program);
    auto stop = client.call("add", args({4, 5}), true);
    EXPECT_EQ(stop->reason, StopReason::Entry);
    EXPECT_EQ(stop->frames[0].offset, add.line(3));
    EXPECT_EQ(client.resume()->results, std::vector{i32(9)});
    client.session.setBreakpoints({{1, add.line(3), true}});
    client.call("add", args({4, 5}), true);
    EXPECT_EQ(client.resume()->reason, StopReason::Finished);
}

TEST(Story, ACallOfAStoppedGuestBeginsAnew)
{
    Client client;
    client.load(assemble(addText).program);
    client.call("add", args({1, 2}), true);
    EXPECT_EQ(client.call("add", args({3, 4}))->results, std::vector{i32(7)});
}

TEST(Story, ASecondCallAtTheSameDepthIsNoChangeOfTheFirst)
{
    Client client;
    client.load(assemble(R"((module
      (func $callee (param $x i32) (result i32) (local.get $x))
      (func (export "twice") (result i32)
        (i32.add (call $callee (i32.const 1)) (call $callee (i32.const 2))))))")
                    .program);
    auto before = client.call("twice", {}, true);
    for (auto stop = before; stop->reason == StopReason::Step || stop == before;
         stop = client.step(StepKind::Instruction))
        for (const LocalValue &local : stop->frames.at(0).locals)
            EXPECT_FALSE(local.changed) << "$x never changes in an activation";
}

TEST(Story, AReferenceOutlivesItsGuest)
{
    std::shared_ptr<const Snapshot> stop;
    {
        Client client;
        client.load(assemble(R"((module
          (func $f (export "f") (result funcref) (ref.func $f))))")
                        .program);
        stop = client.call("f", {});
    }
    EXPECT_EQ(toString(stop->results.at(0)), "$f");
}

TEST(Story, RefusesWhatCannotBeCalled)
{
    Client client;
    client.session.invoke("add", args({1, 2}));
    EXPECT_EQ(client.wait<Refused>().message, "No program is loaded");
    client.load(assemble(addText).program);
    client.session.invoke("sub", {});
    EXPECT_EQ(client.wait<Refused>().message, "There is no export \"sub\"");
    client.session.invoke("add", args({1}));
    EXPECT_EQ(client.wait<Refused>().message, "add has type (i32 i32) -> (i32) and cannot be called: 1 arguments");
    client.session.invoke("add", {i32(1), exec::Value::f32(2)});
    EXPECT_EQ(client.wait<Refused>().message,
              "add has type (i32 i32) -> (i32) and cannot be called: argument 2 is i32, not f32");
    client.session.resume();
    EXPECT_EQ(client.wait<Refused>().message, "No call is under way");
}

TEST(Story, RestartForgetsWhatRan)
{
    const Assembly counter = assemble(R"((module
  (global $count (export "count") (mut i32) (i32.const 0))
  (func (export "tick") (result i32)
    (global.set $count (i32.add (global.get $count) (i32.const 1)))
    (global.get $count))))");
    Client client;
    client.load(counter.program);
    EXPECT_EQ(client.call("tick", {})->results, std::vector{i32(1)});
    auto second = client.call("tick", {});
    EXPECT_EQ(second->results, std::vector{i32(2)});
    EXPECT_EQ(second->globals.at(0).name, "$count");
    EXPECT_TRUE(second->globals[0].changed);
    client.session.reset();
    const Loaded loaded = client.wait<Loaded>();
    EXPECT_EQ(loaded.version, 1u);
    EXPECT_EQ(loaded.snapshot->globals.at(0).value, i32(0));
    EXPECT_EQ(client.call("tick", {})->results, std::vector{i32(1)});
}

TEST(Story, TheStartFunctionIsWatchedLikeAnyOther)
{
    const Assembly starts = assemble(R"((module
  (global $g (mut i32) (i32.const 0))
  (func $init
    i32.const 42
    global.set $g)
  (start $init)
  (func (export "get") (result i32) (global.get $g))))");
    Client client;
    client.session.setBreakpoints({{1, starts.line(5), true}});
    client.session.load(starts.program);
    auto stop = client.stop();
    EXPECT_EQ(stop->reason, StopReason::Breakpoint);
    EXPECT_EQ(operands(*stop), Ints{42});
    client.session.invoke("get", {});
    EXPECT_NE(client.wait<Refused>().message.find("start function"), std::string::npos);
    client.session.resume();
    client.wait<Loaded>();
    EXPECT_EQ(client.call("get", {})->results, std::vector{i32(42)});
}

TEST(Story, ACallWaitsForTheStartFunction)
{
    const Assembly starts = assemble(R"((module
  (global $g (mut i32) (i32.const 0))
  (func $init (loop $again
    (global.set $g (i32.add (global.get $g) (i32.const 1)))
    (br_if $again (i32.lt_u (global.get $g) (i32.const 3000000)))))
  (start $init)
  (func (export "get") (result i32) (global.get $g))))");
    Client client;
    client.session.load(starts.program);
    client.session.invoke("get", {});
    EXPECT_EQ(client.stop()->results, std::vector{i32(3000000)});
}

TEST(Story, SaysWhatCannotBeSetUp)
{
    Client client;
    client.session.load(assemble("(module (memory 1) (data (i32.const 65535) \"ab\"))").program);
    const LoadFailed failed = client.wait<LoadFailed>();
    EXPECT_TRUE(failed.trapped);
    EXPECT_NE(failed.message.find("memory 0"), std::string::npos) << failed.message;
    client.session.invoke("any", {});
    EXPECT_EQ(client.wait<Refused>().message, "No program is loaded");
}

} // namespace
} // namespace watchglass::session
