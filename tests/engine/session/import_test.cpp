// SPDX-License-Identifier: Apache-2.0
// The user as the host: imports answered by zero, by values and by hand.
#include <gtest/gtest.h>

#include "tests/engine/session/client.h"

namespace watchglass::session {
namespace {

const char *const askText = R"((module
  (import "env" "ask" (func $ask (param i32) (result i32)))
  (func (export "twice") (param $x i32) (result i32)
    (i32.add
      (call $ask (local.get $x))
      (call $ask (i32.const 9))))))";

using Kind = ImportAnswer::Kind;

class Ask : public ::testing::Test
{
protected:
    void SetUp() override { client.load(program.program); }

    const Assembly program = assemble(askText);
    Client client;
};

TEST_F(Ask, ZeroIsTheAnswerWithoutAHost)
{
    client.session.invoke("twice", args({3}));
    const auto first = client.wait<ImportCalled>(), second = client.wait<ImportCalled>();
    EXPECT_EQ(first.number, 1u);
    EXPECT_EQ(first.name, "env.ask");
    EXPECT_EQ(first.arguments, std::vector{i32(3)});
    EXPECT_EQ(first.results, std::vector{i32(0)});
    EXPECT_EQ(second.number, 2u);
    EXPECT_EQ(second.arguments, std::vector{i32(9)});
    EXPECT_EQ(client.stop()->results, std::vector{i32(0)});
}

TEST_F(Ask, ValuesAreGivenEachTime)
{
    client.session.setImportAnswers({{0, {Kind::Values, {i32(21)}}}});
    EXPECT_EQ(client.call("twice", args({3}))->results, std::vector{i32(42)});
}

TEST_F(Ask, ValuesOfAnotherTypeTrapWithASentence)
{
    client.session.setImportAnswers({{0, {Kind::Values, {exec::Value::f64(1)}}}});
    auto stop = client.call("twice", args({3}));
    ASSERT_EQ(stop->reason, StopReason::Trap);
    EXPECT_EQ(stop->trap->kind, exec::TrapKind::Host);
    EXPECT_NE(stop->sentence.find("env.ask returns f64 where its type (i32) -> (i32) wants i32"), std::string::npos)
        << stop->sentence;
}

TEST_F(Ask, BreakWaitsForTheUser)
{
    client.session.setImportAnswers({{0, {Kind::Break, {}}}});
    auto stop = client.call("twice", args({3}));
    EXPECT_EQ(stop->reason, StopReason::Import);
    EXPECT_EQ(stop->import, 0u);
    EXPECT_EQ(stop->importArguments, std::vector{i32(3)});
    EXPECT_EQ(stop->sentence, "env.ask waits for an answer");
    EXPECT_EQ(program.lineOf(stop->frames.at(0).offset), 5u);

    client.session.resume();
    EXPECT_EQ(client.wait<Refused>().message, "env.ask waits for its answer");
    client.session.answerImport({});
    EXPECT_EQ(client.wait<Refused>().message, "env.ask returns 0 values, but its type (i32) -> (i32) wants 1");

    client.session.answerImport({i32(40)});
    EXPECT_EQ(client.wait<ImportCalled>().results, std::vector{i32(40)});
    stop = client.stop();
    EXPECT_EQ(stop->reason, StopReason::Import);
    EXPECT_EQ(stop->importArguments, std::vector{i32(9)});
    client.session.answerImport({i32(2)});
    EXPECT_EQ(client.stop()->results, std::vector{i32(42)});
    client.session.answerImport({i32(2)});
    EXPECT_EQ(client.wait<Refused>().message, "No import waits for an answer");
}

TEST_F(Ask, AnAnswerCompletesTheStepThatAskedForIt)
{
    client.session.setImportAnswers({{0, {Kind::Break, {}}}});
    auto stop = client.call("twice", args({3}), true);
    stop = client.step(StepKind::Instruction);
    client.session.step(StepKind::Instruction);
    EXPECT_EQ(client.stop()->reason, StopReason::Import);
    client.session.answerImport({i32(5)});
    stop = client.stop();
    EXPECT_EQ(stop->reason, StopReason::Step);
    EXPECT_EQ(stop->frames.at(0).operands.at(0).value, i32(5));
    EXPECT_EQ(program.lineOf(stop->frames[0].offset), 6u);
}

TEST_F(Ask, AWaitingCallCanBeGivenUp)
{
    client.session.setImportAnswers({{0, {Kind::Break, {}}}});
    client.call("twice", args({3}));
    client.session.stop();
    EXPECT_EQ(client.stop()->reason, StopReason::Stopped);
    client.session.setImportAnswers({});
    EXPECT_EQ(client.call("twice", args({3}))->results, std::vector{i32(0)});
}

const char *const chattyText = R"((module
  (import "env" "tick" (func $tick (param i32)))
  (func (export "talk") (param $n i32)
    (loop $again
      (call $tick (local.get $n))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func (export "last")
    (call $tick (i32.const 7))
    (loop $forever (br $forever)))))";

TEST(Imports, TheOldestCallsAreDroppedAndCounted)
{
    // Nobody takes anything until the end.
    std::atomic<int> stops = 0;
    Session session([&] { ++stops; });
    session.load(assemble(chattyText).program);
    session.invoke("talk", args({25'000}));
    std::vector<Event> events;
    uint64_t calls = 0, dropped = 0, last = 0;
    bool finished = false;
    // Loaded, Running and Stopped wake at once, so that there is something to look for.
    for (int i = 0; i < 6000 && !finished; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        if (stops < 3)
            continue;
        for (Event &event : session.take()) {
            if (auto *call = std::get_if<ImportCalled>(&event)) {
                EXPECT_EQ(call->number, last + call->dropped + 1);
                last = call->number;
                ++calls;
                dropped += call->dropped;
            }
            finished = finished || std::holds_alternative<Stopped>(event);
        }
    }
    EXPECT_TRUE(finished);
    EXPECT_EQ(calls + dropped, 25'000u);
    EXPECT_EQ(last, 25'000u);
}

TEST(Imports, CallsWakeTheClientSeldom)
{
    Client client;
    client.load(assemble(chattyText).program);
    const auto begun = std::chrono::steady_clock::now();
    auto stop = client.call("talk", args({200'000}));
    const auto seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    EXPECT_EQ(stop->reason, StopReason::Finished);
    EXPECT_LT(double(client.wakes()), 30 * seconds + 10);
}

TEST(Imports, TheLastCallBeforeALongComputationIsTold)
{
    Client client;
    client.load(assemble(chattyText).program);
    client.session.invoke("last", {});
    EXPECT_EQ(client.wait<ImportCalled>().arguments, std::vector{i32(7)});
}

TEST(Imports, MemoriesTablesAndGlobalsGetStandIns)
{
    const Assembly program = assemble(R"((module
  (import "env" "memory" (memory 2))
  (import "env" "table" (table 3 funcref))
  (import "env" "base" (global i32))
  (func (export "size") (result i32 i32 i32) memory.size (table.size 0) (global.get 0))))");
    Client client;
    client.session.load(program.program);
    const Loaded loaded = client.wait<Loaded>();
    ASSERT_EQ(loaded.notes.size(), 3u);
    EXPECT_EQ(loaded.notes[0], "env.memory has no host: a memory of 2 pages, all zero, stands in");
    EXPECT_EQ(loaded.notes[1], "env.table has no host: an empty table of 3 elements stands in");
    EXPECT_EQ(loaded.notes[2], "env.base has no host: a global with the value 0 stands in");
    EXPECT_EQ(client.call("size", {})->results, (std::vector{i32(2), i32(3), i32(0)}));
}

TEST(Imports, AMemoryBeyondTheLimitIsRefused)
{
    const Assembly program = assemble(R"((module (import "env" "memory" (memory 9))))");
    exec::Limits limits;
    limits.memoryPages = 8;
    Client client(limits);
    client.session.load(program.program);
    const LoadFailed failed = client.wait<LoadFailed>();
    EXPECT_FALSE(failed.trapped);
    EXPECT_NE(failed.message.find("env.memory"), std::string::npos) << failed.message;
}

} // namespace
} // namespace watchglass::session
