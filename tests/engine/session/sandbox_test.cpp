// SPDX-License-Identifier: Apache-2.0
// A session whose program has a sandbox: WASI answers, output comes as events, waits can be paused.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "tests/engine/session/client.h"

namespace watchglass::session {
namespace {

/// Writes "hello\n" to what `say` is told, sleeps what `sleep` is told in milliseconds, exits with 3.
const char *const helloText = R"((module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00\06\00\00\00")
  (data (i32.const 16) "hello\n")
  (func (export "say") (param i32) (result i32)
    (call $write (local.get 0) (i32.const 0) (i32.const 1) (i32.const 32)))
  (func (export "sleep") (param i64) (result i32)
    (i64.store (i32.const 88) (i64.mul (local.get 0) (i64.const 1000000)))
    (i32.store (i32.const 80) (i32.const 1))
    (call $poll (i32.const 64) (i32.const 128) (i32.const 1) (i32.const 32)))
  (func (export "_start") (call $exit (i32.const 3)) unreachable)))";

class Sandboxed : public ::testing::Test
{
protected:
    static Program made(const char *text, wasi::Sandbox sandbox = {})
    {
        Program program = assemble(text).program;
        program.sandbox = std::make_shared<const wasi::Sandbox>(std::move(sandbox));
        program.initialize = true;
        return program;
    }
    Client client;
};

TEST_F(Sandboxed, OutputAndCallsAreEvents)
{
    client.load(made(helloText));
    client.session.invoke("say", args({1}));
    const auto output = client.wait<Output>();
    EXPECT_EQ(output.bytes, "hello\n");
    EXPECT_FALSE(output.error);
    const auto call = client.wait<ImportCalled>();
    EXPECT_EQ(call.text, "fd_write(fd=1, from=6 bytes in 1) -> count=6");
    EXPECT_EQ(call.name, "wasi_snapshot_preview1.fd_write");
    EXPECT_EQ(call.results, args({0}));
    EXPECT_EQ(client.stop()->results, args({0}));
    client.session.invoke("say", args({2}));
    EXPECT_TRUE(client.wait<Output>().error);
    client.stop();
    client.passed.clear();
    client.session.invoke("say", args({9}));
    EXPECT_EQ(client.wait<ImportCalled>().text, "fd_write(fd=9, from=6 bytes in 1) -> EBADF");
}

TEST_F(Sandboxed, TheUsersAnswerComesFirst)
{
    client.load(made(helloText));
    client.session.setImportAnswers({{0, {ImportAnswer::Kind::Values, {i32(28)}}}});
    EXPECT_EQ(client.call("say", args({1}))->results, args({28}));
    for (const Event &event : client.passed)
        EXPECT_FALSE(std::holds_alternative<Output>(event));
}

TEST_F(Sandboxed, TheProgramEndsItself)
{
    client.load(made(helloText));
    const auto stop = client.call("_start", {});
    EXPECT_EQ(stop->reason, StopReason::Exited);
    EXPECT_EQ(stop->exitCode, 3);
    EXPECT_TRUE(stop->frames.empty());
}

TEST_F(Sandboxed, ASleepingProgramIsPausedLookedIntoAndStopped)
{
    client.load(made(helloText));
    client.session.invoke("sleep", {exec::Value::i64(3'600'000)});
    client.wait<Running>();
    client.session.readMemory(1, 0, 16, 5);
    EXPECT_EQ(client.wait<MemoryBytes>().bytes, (std::vector<uint8_t>{'h', 'e', 'l', 'l', 'o'}));
    client.session.pause();
    EXPECT_EQ(client.stop()->reason, StopReason::Pause);
    client.session.resume();
    client.wait<Running>();
    client.session.stop();
    EXPECT_EQ(client.stop()->reason, StopReason::Stopped);
    EXPECT_EQ(client.call("sleep", {exec::Value::i64(1)})->results, args({0}));
}

TEST_F(Sandboxed, AStepOverASleepCanBePaused)
{
    client.load(made(helloText));
    client.call("sleep", {exec::Value::i64(3'600'000)}, true);
    // Two stores of three and of two operands, then the four of the call.
    for (int i = 0; i < 12; ++i)
        client.step(StepKind::Instruction);
    client.session.step(StepKind::Instruction);
    client.wait<Running>();
    client.session.pause();
    EXPECT_EQ(client.stop()->reason, StopReason::Pause);
}

TEST_F(Sandboxed, AReactorIsInitialisedFirst)
{
    const char *const reactor = R"((module (global $ready (mut i32) (i32.const 0))
      (func (export "_initialize") (global.set $ready (i32.const 1)))
      (func (export "ready") (result i32) (global.get $ready))))";
    client.load(made(reactor));
    EXPECT_EQ(client.call("ready", {})->results, args({1}));
    Program plain = made(reactor);
    plain.initialize = false;
    client.load(plain);
    EXPECT_EQ(client.call("ready", {})->results, args({0}));
    client.session.load(made("(module (func (export \"_initialize\") unreachable))"));
    const auto stop = client.stop();
    EXPECT_EQ(stop->reason, StopReason::Trap);
}

TEST_F(Sandboxed, ADirectoryThatIsNotThereIsASentence)
{
    wasi::Sandbox sandbox;
    sandbox.directories = {{"/no/such", "/", false}};
    client.session.load(made(helloText, sandbox));
    EXPECT_NE(client.wait<LoadFailed>().message.find("/no/such cannot be opened"), std::string::npos);
}

TEST_F(Sandboxed, OutputThatNobodyTakesIsBoundedAndCounted)
{
    std::atomic<int> wakes = 0;
    Session session([&] { ++wakes; });
    session.load(made(R"((module
      (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 2)
      (data (i32.const 0) "\10\00\00\00\00\00\01\00")
      (func (export "flood") (local $i i32)
        (loop $again
          (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
          (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 100)))))))"));
    session.invoke("flood", {});
    std::vector<Event> events;
    const auto finished = [&] {
        return std::any_of(events.begin(), events.end(),
                           [](const Event &event) { return std::holds_alternative<Stopped>(event); });
    };
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    for (int i = 0; i < 6000 && !finished(); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        for (Event &event : session.take())
            events.push_back(std::move(event));
    }
    uint64_t bytes = 0;
    for (const Event &event : events)
        if (auto *output = std::get_if<Output>(&event))
            bytes += output->bytes.size() + output->dropped;
    EXPECT_EQ(bytes, 100u * 65536) << "what came and what was lost";
}

} // namespace
} // namespace watchglass::session
