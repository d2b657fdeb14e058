// SPDX-License-Identifier: Apache-2.0
// A trap stops with everything alive, and says why.
#include <gtest/gtest.h>

#include "tests/engine/session/client.h"

namespace watchglass::session {
namespace {

bool contains(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

std::shared_ptr<const Snapshot> trap(const std::string &text, std::vector<exec::Value> arguments)
{
    Client client;
    client.load(assemble(text).program);
    return client.call("f", std::move(arguments));
}

TEST(Trap, KeepsTheFramesAndNamesTheLocal)
{
    const Assembly program = assemble(R"((module
  (memory 1)
  (func $element (param $index i32) (result i32)
    (i32.load (i32.mul (local.get $index) (i32.const 4))))
  (func (export "f") (param $at i32) (result i32)
    (call $element (local.get $at)))))");
    Client client;
    client.load(program.program);
    auto stop = client.call("f", args({16384}));
    ASSERT_EQ(stop->reason, StopReason::Trap);
    EXPECT_EQ(stop->trap->kind, exec::TrapKind::MemoryOutOfBounds);
    ASSERT_EQ(stop->frames.size(), 2u);
    EXPECT_EQ(stop->frames[0].functionName, "$element");
    EXPECT_EQ(program.lineOf(stop->frames[0].offset), 4u);
    EXPECT_EQ(operands(*stop), std::vector<int32_t>{65536});
    EXPECT_EQ(locals(*stop, 1), std::vector<int32_t>{16384});
    EXPECT_TRUE(contains(stop->sentence, "Trap in $element: ")) << stop->sentence;
    EXPECT_TRUE(contains(stop->sentence, "65536")) << stop->sentence;
    EXPECT_TRUE(contains(stop->sentence, "the address came from i32.mul at 0x")) << stop->sentence;
    EXPECT_TRUE(contains(stop->sentence, "of parameter $index and the constant 4")) << stop->sentence;

    client.session.resume();
    EXPECT_EQ(client.wait<Refused>().message, "The guest has trapped and cannot go on; call it again or restart it");
    EXPECT_EQ(client.call("f", args({2}))->results, std::vector{i32(0)});
}

TEST(Trap, NamesTheWrongOperand)
{
    auto story = [](const std::string &body, std::vector<exec::Value> arguments) {
        return trap("(module (memory 1) (table 2 funcref) (type $v (func)) (global $g (mut i32) (i32.const 9)) "
                    "(func (export \"f\") (param $a i32) (param $b i32) " +
                        body + "))",
                    std::move(arguments))
            ->sentence;
    };
    EXPECT_TRUE(contains(story("(drop (i32.div_u (local.get $a) (local.get $b)))", args({1, 0})),
                         "the divisor came from parameter $b"));
    EXPECT_TRUE(contains(story("(drop (i32.div_s (local.get $a) (local.get $b)))", args({INT32_MIN, -1})),
                         "the dividend came from parameter $a"));
    EXPECT_TRUE(contains(story("(i32.store (local.get $a) (local.get $b))", args({-1, 5})),
                         "the address came from parameter $a"));
    EXPECT_TRUE(
        contains(story("(call_indirect (type $v) (global.get $g))", args({0, 0})), "the index came from global $g"));
    EXPECT_TRUE(contains(story("(memory.fill (i32.const 0) (local.get $a) (local.get $b))", args({0, 65537})),
                         "the length came from parameter $b"));
    EXPECT_TRUE(contains(story("(drop (i32.load (i32.const 70000)))", args({0, 0})),
                         "the address came from the constant 70000"));
    EXPECT_TRUE(contains(story("unreachable", args({0, 0})), "Trap in"));
}

TEST(Trap, EndlessRecursionIsATrapWithItsDepth)
{
    auto stop = trap("(module (func $f (export \"f\") (param i32) (call $f (local.get 0))))", args({1}));
    ASSERT_EQ(stop->reason, StopReason::Trap);
    EXPECT_EQ(stop->trap->kind, exec::TrapKind::StackOverflow);
    EXPECT_GT(stop->depth, 1000u);
    EXPECT_EQ(stop->frames.size(), 220u);
}

TEST(Trap, InTheStartFunctionIsAStop)
{
    Client client;
    client.session.load(assemble(R"((module (func $s unreachable) (start $s) (func (export "f"))))").program);
    auto stop = client.stop();
    EXPECT_EQ(stop->reason, StopReason::Trap);
    EXPECT_EQ(stop->frames.at(0).functionName, "$s");
    client.session.invoke("f", {});
    EXPECT_TRUE(contains(client.wait<Refused>().message, "start function"));
}

} // namespace
} // namespace watchglass::session
