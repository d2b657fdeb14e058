// SPDX-License-Identifier: Apache-2.0
// Changing a stopped guest, and taking it back.
#include <gtest/gtest.h>

#include "tests/engine/session/client.h"

namespace watchglass::session {
namespace {

const char *const editText = R"((module
  (type $unary (func (param i32) (result i32)))
  (memory 1)
  (table $ops 4 funcref)
  (elem (i32.const 0) $double)
  (global $scale (mut i32) (i32.const 10))
  (global $fixed i32 (i32.const 1))
  (func $double (param $x i32) (result i32) (i32.mul (local.get $x) (i32.const 2)))
  (func $negate (param $x i32) (result i32) (i32.sub (i32.const 0) (local.get $x)))
  (func $other (param f32))
  (func $work (export "work") (param $x i32) (result i32)
    local.get $x
    i32.const 1
    i32.add
    global.get $scale
    i32.mul
    (i32.load8_u (i32.const 5))
    i32.add
    (call_indirect $ops (type $unary) (i32.const 0)))))";

class Edit : public ::testing::Test
{
protected:
    /// Stops before `i32.add` of line 14: operands x, 1.
    void SetUp() override
    {
        client.load(program.program);
        client.session.setBreakpoints({{1, program.line(14), true}});
        stop = client.call("work", args({3}));
        ASSERT_EQ(stop->reason, StopReason::Breakpoint);
        frame = stop->frames.at(0).id;
    }
    std::shared_ptr<const Snapshot> edited() { return client.wait<Edited>().snapshot; }
    std::string refused() { return client.wait<Refused>().message; }
    int32_t result() { return client.resume()->results.at(0).asI32(); }

    const Assembly program = assemble(editText);
    Client client;
    std::shared_ptr<const Snapshot> stop;
    uint64_t frame = 0;
};

TEST_F(Edit, NothingChangedGivesTheUsualResult)
{
    EXPECT_EQ(result(), 80);
}

TEST_F(Edit, OperandsChangeTheOutcome)
{
    client.session.setOperand(frame, 1, i32(2));
    auto now = edited();
    EXPECT_EQ(operands(*now), (std::vector<int32_t>{3, 2}));
    EXPECT_EQ(now->reason, StopReason::Breakpoint);
    EXPECT_GT(now->sequence, stop->sequence);
    EXPECT_TRUE(now->canUndo);
    EXPECT_FALSE(now->canRedo);
    EXPECT_EQ(result(), 100);
}

TEST_F(Edit, UndoAndRedoGoThroughAllKinds)
{
    client.session.setLocal(frame, 0, i32(7));
    EXPECT_EQ(locals(*edited()), std::vector<int32_t>{7});
    client.session.setGlobal(0, i32(100));
    EXPECT_EQ(edited()->globals.at(0).value, i32(100));
    client.session.setTableElement(0, 0, 1);
    EXPECT_EQ(edited()->tables.at(0).text.at(0), "$negate");
    client.session.writeMemory(0, 5, {9});
    EXPECT_EQ(edited()->memories.at(0).writtenPages, std::vector<uint64_t>{0});
    EXPECT_EQ(client.bytes(5, 1), std::vector<uint8_t>{9});

    client.session.undo();
    edited();
    EXPECT_EQ(client.bytes(5, 1), std::vector<uint8_t>{0});
    client.session.undo();
    EXPECT_EQ(edited()->tables.at(0).text.at(0), "$double");
    client.session.undo();
    EXPECT_EQ(edited()->globals.at(0).value, i32(10));
    client.session.undo();
    auto all = edited();
    EXPECT_EQ(locals(*all), std::vector<int32_t>{3});
    EXPECT_FALSE(all->canUndo);
    EXPECT_TRUE(all->canRedo);
    client.session.undo();
    EXPECT_EQ(refused(), "There is nothing to undo");

    for (int i = 0; i < 3; ++i) {
        client.session.redo();
        edited();
    }
    EXPECT_EQ(result(), -400) << "scale is 100, and the table negates";
}

TEST_F(Edit, AnEditAfterAnUndoForgetsWhatWasUndone)
{
    client.session.setGlobal(0, i32(1));
    edited();
    client.session.undo();
    edited();
    client.session.setGlobal(0, i32(2));
    EXPECT_FALSE(edited()->canRedo);
    EXPECT_EQ(result(), 16);
}

TEST_F(Edit, GoingOnForgetsTheHistory)
{
    client.session.setGlobal(0, i32(1));
    edited();
    EXPECT_FALSE(client.step(StepKind::Instruction)->canUndo);
    client.session.undo();
    EXPECT_EQ(refused(), "There is nothing to undo");
}

TEST_F(Edit, RefusesWhatDoesNotFit)
{
    client.session.setLocal(frame, 0, exec::Value::f32(1));
    EXPECT_EQ(refused(), "local 0 is i32, not f32");
    client.session.setLocal(frame, 1, i32(1));
    EXPECT_EQ(refused(), "There is no local 1, only 1");
    client.session.setLocal(frame + 1000, 0, i32(1));
    EXPECT_EQ(refused(), "That activation is no longer there");
    client.session.setOperand(frame, 0, exec::Value::i64(1));
    EXPECT_EQ(refused(), "operand 0 is i32, not i64");
    client.session.setOperand(frame, 2, i32(1));
    EXPECT_EQ(refused(), "There is no operand 2, only 2");
    client.session.setGlobal(1, i32(1));
    EXPECT_EQ(refused(), "global 1 is not mutable");
    client.session.setTableElement(0, 4, 0);
    EXPECT_EQ(refused(), "There is no element 4, only 4");
    client.session.setTableElement(0, 0, 9);
    EXPECT_EQ(refused(), "There is no function 9, only 4");
    client.session.writeMemory(0, 65535, {1, 2});
    EXPECT_EQ(refused(), "2 bytes at 65535 do not fit: memory 0 ends at 65536");
    client.session.writeMemory(0, UINT64_MAX, {1});
    EXPECT_NE(refused().find("do not fit"), std::string::npos);
    EXPECT_EQ(result(), 80);
}

TEST_F(Edit, ANullElementTrapsTheCallThatUsesIt)
{
    client.session.setTableElement(0, 0, std::nullopt);
    EXPECT_EQ(edited()->tables.at(0).functions.at(0), -1);
    auto trapped = client.resume();
    ASSERT_EQ(trapped->reason, StopReason::Trap);
    EXPECT_EQ(trapped->trap->kind, exec::TrapKind::UninitializedElement);
}

TEST(Edits, AMadeUpReferenceIsRefused)
{
    Client client;
    client.load(assemble(R"((module (func (export "f") (param $r funcref) nop)))").program);
    auto stop = client.call("f", {exec::Value::zero(wasm::FuncRef)}, true);
    exec::Value wild = exec::Value::zero(wasm::FuncRef);
    wild.bits[0] = 0xdeadbeef;
    client.session.setLocal(stop->frames.at(0).id, 0, wild);
    EXPECT_EQ(client.wait<Refused>().message, "local 0 can only be set to null or to a function of this module");
    client.session.stop();
    client.session.invoke("f", {wild});
    EXPECT_NE(client.wait<Refused>().message.find("argument 1 can only be set"), std::string::npos);
}

TEST(Edits, CallersCanBeEditedToo)
{
    const Assembly program = assemble(R"((module
  (func $inner (param $y i32) (result i32)
    local.get $y)
  (func (export "outer") (param $x i32) (result i32)
    local.get $x
    (call $inner (i32.const 1))
    i32.add
    local.get $x
    i32.add)))");
    Client client;
    client.load(program.program);
    client.session.setBreakpoints({{1, program.line(3), true}});
    auto stop = client.call("outer", args({10}));
    ASSERT_EQ(stop->frames.size(), 2u);
    EXPECT_EQ(operands(*stop, 1), std::vector<int32_t>{10});
    client.session.setOperand(stop->frames[1].id, 0, i32(100));
    client.wait<Edited>();
    client.session.setLocal(stop->frames[1].id, 0, i32(1000));
    client.wait<Edited>();
    EXPECT_EQ(client.resume()->results, std::vector{i32(1101)});
}

} // namespace
} // namespace watchglass::session
