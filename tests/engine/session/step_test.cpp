// SPDX-License-Identifier: Apache-2.0
// Steps by line and by instruction, with recursion, branches and calls.
#include <gtest/gtest.h>

#include "tests/engine/session/client.h"

namespace watchglass::session {
namespace {

using Ints = std::vector<int32_t>;

const char *const factorialText = R"((module
  (func $factorial (export "factorial") (param $n i32) (result i32)
    (if (i32.eqz (local.get $n))
      (then
        (return (i32.const 1))))
    (i32.mul
      (local.get $n)
      (call $factorial
        (i32.sub (local.get $n) (i32.const 1))))
  )))";

class Factorial : public ::testing::Test
{
protected:
    void begin(int32_t n)
    {
        client.load(program.program);
        stop = client.call("factorial", args({n}), true);
        ASSERT_EQ(stop->reason, StopReason::Entry);
    }
    void step(StepKind kind) { stop = client.step(kind); }
    uint32_t line() const { return program.lineOf(stop->frames.at(0).offset); }
    void stepUntilLine(uint32_t wanted)
    {
        for (int i = 0; i < 20 && line() != wanted; ++i)
            step(StepKind::Over);
        ASSERT_EQ(line(), wanted);
    }

    const Assembly program = assemble(factorialText);
    Client client;
    std::shared_ptr<const Snapshot> stop;
};

TEST_F(Factorial, OverARecursiveCallStaysInItsActivation)
{
    begin(5);
    const uint64_t id = stop->frames[0].id;
    stepUntilLine(8);
    step(StepKind::Over);
    EXPECT_EQ(stop->reason, StopReason::Step);
    EXPECT_EQ(stop->frames[0].id, id);
    EXPECT_EQ(stop->depth, 1u);
    EXPECT_EQ(line(), 6u);
    EXPECT_EQ(operands(*stop), (Ints{5, 24}));
}

TEST_F(Factorial, IntoACallShowsItsFirstLine)
{
    begin(5);
    stepUntilLine(8);
    step(StepKind::Into);
    EXPECT_EQ(stop->depth, 2u);
    EXPECT_EQ(line(), 3u);
    EXPECT_EQ(locals(*stop), Ints{4});
    EXPECT_EQ(program.lineOf(stop->frames[1].offset), 8u);
    EXPECT_EQ(operands(*stop, 1), Ints{5}) << "the argument is the callee's now";
    EXPECT_LT(stop->frames[1].id, stop->frames[0].id);
}

TEST_F(Factorial, OutReturnsBehindTheCall)
{
    begin(3);
    stepUntilLine(8);
    step(StepKind::Into);
    stepUntilLine(8);
    step(StepKind::Into);
    ASSERT_EQ(stop->depth, 3u);
    step(StepKind::Out);
    EXPECT_EQ(stop->depth, 2u);
    EXPECT_EQ(operands(*stop), (Ints{2, 1}));
    step(StepKind::Out);
    EXPECT_EQ(stop->depth, 1u);
    EXPECT_EQ(operands(*stop), (Ints{3, 2}));
    step(StepKind::Out);
    EXPECT_EQ(stop->reason, StopReason::Finished);
    EXPECT_EQ(stop->results, std::vector{i32(6)});
}

TEST_F(Factorial, OverTheReturnGoesToTheCaller)
{
    begin(1);
    stepUntilLine(8);
    step(StepKind::Into);
    stepUntilLine(5);
    step(StepKind::Over);
    EXPECT_EQ(stop->depth, 1u);
    EXPECT_EQ(line(), 6u);
    EXPECT_EQ(operands(*stop), (Ints{1, 1}));
}

TEST_F(Factorial, ABreakpointInTheCalleeEndsAStepOver)
{
    begin(4);
    stepUntilLine(8);
    client.session.setBreakpoints({{9, program.line(5), true}});
    step(StepKind::Over);
    EXPECT_EQ(stop->reason, StopReason::Breakpoint);
    EXPECT_EQ(stop->breakpointIds, std::vector<uint64_t>{9});
    EXPECT_EQ(stop->depth, 5u);
}

TEST_F(Factorial, RunToStopsInWhicheverActivationComesFirst)
{
    begin(4);
    client.session.runTo(program.line(5));
    stop = client.stop();
    EXPECT_EQ(stop->reason, StopReason::RunTo);
    EXPECT_EQ(stop->depth, 5u);
    EXPECT_EQ(locals(*stop), Ints{0});
    EXPECT_EQ(client.resume()->results, std::vector{i32(24)});
}

TEST_F(Factorial, InstructionStepsAgreeWithTheResult)
{
    begin(6);
    int steps = 0;
    for (; stop->reason != StopReason::Finished && steps < 1000; ++steps)
        step(StepKind::Instruction);
    EXPECT_EQ(stop->results, std::vector{i32(720)});
    EXPECT_GT(steps, 6 * 7);
}

TEST_F(Factorial, WithoutLinesOverIsOneInstruction)
{
    Program bare = program.program;
    bare.lines.reset();
    client.load(bare);
    stop = client.call("factorial", args({2}), true);
    size_t depth = 0;
    for (int i = 0; i < 100 && stop->reason != StopReason::Finished; ++i) {
        depth = std::max<size_t>(depth, stop->depth);
        step(StepKind::Over);
    }
    EXPECT_EQ(depth, 1u) << "calls are stepped over";
    EXPECT_EQ(stop->results, std::vector{i32(2)});
}

TEST_F(Factorial, DeepRecursionShowsItsEnds)
{
    client.load(program.program);
    client.session.setBreakpoints({{1, program.line(5), true}});
    stop = client.call("factorial", args({5000}));
    EXPECT_EQ(stop->depth, 5001u);
    ASSERT_EQ(stop->frames.size(), 220u);
    EXPECT_EQ(stop->frames[199].locals[0].value, i32(199));
    EXPECT_EQ(stop->frames[200].locals[0].value, i32(4981));
    EXPECT_EQ(stop->frames[219].locals[0].value, i32(5000));
}

/// The lines that steps over show, one after the other.
Ints walk(const std::string &text, const std::string &name, std::vector<exec::Value> arguments)
{
    const Assembly program = assemble(text);
    Client client;
    client.load(program.program);
    auto stop = client.call(name, std::move(arguments), true);
    Ints lines;
    for (int i = 0; i < 100 && stop->reason != StopReason::Finished; ++i) {
        lines.push_back(int32_t(program.lineOf(stop->frames.at(0).offset)));
        stop = client.step(StepKind::Over);
    }
    EXPECT_EQ(stop->reason, StopReason::Finished);
    return lines;
}

TEST(Walk, FollowsALoop)
{
    EXPECT_EQ(walk(R"((module (func (export "f") (param $n i32)
    loop $again
      local.get $n
      i32.const 1
      i32.sub
      local.tee $n
      br_if $again
    end
    nop)))",
                   "f", args({2})),
              (Ints{2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6, 7, 8, 9}));
}

TEST(Walk, FollowsBothBranchesOfAnIf)
{
    const std::string text = R"((module (func (export "f") (param $n i32) (result i32)
    local.get $n
    if (result i32)
      i32.const 10
    else
      i32.const 20
    end)))";
    EXPECT_EQ(walk(text, "f", args({1})), (Ints{2, 3, 4, 5, 7}));
    EXPECT_EQ(walk(text, "f", args({0})), (Ints{2, 3, 6, 7}));
}

TEST(Walk, FollowsBranchesOutOfBlocksAndTables)
{
    const std::string text = R"((module (func (export "f") (param $n i32)
    block $a
    block $b
    local.get $n
    br_table $a $b $a
    nop
    end
    nop
    end
    nop)))";
    EXPECT_EQ(walk(text, "f", args({0})), (Ints{2, 3, 4, 5, 10}));
    EXPECT_EQ(walk(text, "f", args({1})), (Ints{2, 3, 4, 5, 8, 9, 10}));
}

TEST(Walk, ALoopOnOneLineIsOneStep)
{
    EXPECT_EQ(walk(R"((module (func (export "f") (param $n i32)
    (loop $l (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    nop)))",
                   "f", args({100000})),
              (Ints{2, 3}));
}

TEST(Step, IntoAnIndirectCallAndOverAnImport)
{
    const Assembly program = assemble(R"((module
  (import "env" "log" (func $log (param i32)))
  (table funcref (elem $callee))
  (func $callee (result i32)
    i32.const 5)
  (func (export "f") (result i32)
    (call $log (i32.const 1))
    (call_indirect (result i32) (i32.const 0)))))");
    Client client;
    client.load(program.program);
    auto stop = client.call("f", {}, true);
    EXPECT_EQ(program.lineOf(stop->frames[0].offset), 7u);
    stop = client.step(StepKind::Into);
    EXPECT_EQ(program.lineOf(stop->frames[0].offset), 8u) << "an import has nothing to be stepped into";
    stop = client.step(StepKind::Into);
    EXPECT_EQ(stop->frames[0].functionName, "$callee");
    EXPECT_EQ(program.lineOf(stop->frames[0].offset), 5u);
    stop = client.step(StepKind::Over);
    EXPECT_EQ(program.lineOf(stop->frames[0].offset), 8u);
    EXPECT_EQ(stop->depth, 1u);
}

TEST(Step, ATrapInTheCalleeEndsAStepOver)
{
    const Assembly program = assemble(R"((module
  (func $bad
    unreachable)
  (func (export "f")
    call $bad
    nop)))");
    Client client;
    client.load(program.program);
    client.call("f", {}, true);
    auto stop = client.step(StepKind::Over);
    EXPECT_EQ(stop->reason, StopReason::Trap);
    EXPECT_EQ(stop->depth, 2u);
    EXPECT_EQ(stop->frames[0].functionName, "$bad");
}

TEST(Step, NamesLabels)
{
    const Assembly program = assemble(R"((module (func (export "f") (param i32) (result i32)
    (block $outer (result i32)
      (loop $inner
        nop)
      (i32.const 3)))))");
    Client client;
    client.load(program.program);
    client.session.setBreakpoints({{1, program.line(4), true}});
    auto stop = client.call("f", args({1}));
    const auto &labels = stop->frames.at(0).labels;
    ASSERT_EQ(labels.size(), 3u);
    EXPECT_EQ(labels[0].arity, 1u);
    EXPECT_EQ(labels[1].op, wasm::Op::Block);
    EXPECT_EQ(labels[1].arity, 1u);
    EXPECT_EQ(labels[2].op, wasm::Op::Loop);
    EXPECT_EQ(labels[2].arity, 0u);
    EXPECT_EQ(labels[2].offset, program.line(3));
}

} // namespace
} // namespace watchglass::session
