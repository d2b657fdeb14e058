// SPDX-License-Identifier: Apache-2.0
/// What the recorded guests do not do: setting up, limits, and everything that goes wrong.
#include <thread>

#include "engine/exec/interrupt.h"
#include "tests/engine/host/recorded_cases.h"
#include "tests/engine/host/services.h"
#include "tests/engine/host/small_guests.h"

namespace watchglass::host {

namespace {

using namespace std::chrono_literals;

constexpr auto endless = R"((func (export "__guest_call") (param i32 i32) (result i32)
    (loop $spin (br $spin)) unreachable))";

/// Logs one letter.
std::string says(const std::string &name, int letter)
{
    return "(func (export \"" + name + "\") (i32.store8 (i32.const 0) (i32.const " + std::to_string(letter) +
           ")) (call $console_log (i32.const 0) (i32.const 1)))";
}

constexpr auto silent = R"((func (export "__guest_call") (param i32 i32) (result i32) (i32.const 1)))";

// Setting up ----------------------------------------------------------------------------------------------------------

TEST(GuestStart, RunsWhatThereIsInThisOrder)
{
    Bench bench(guestOf(says("wapc_init", 'd') + says("_initialize", 'c') + says("_start", 'b') + R"((func $a
        (i32.store8 (i32.const 0) (i32.const 97)) (call $console_log (i32.const 0) (i32.const 1))) (start $a))" +
                        silent));
    EXPECT_EQ(bench.make(), "");
    EXPECT_EQ(bench.lines(), "a b c d");
}

std::string exiting(int status)
{
    return R"((module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
      (import "wapc" "__guest_response" (func $guest_response (param i32 i32)))
      (memory (export "memory") 1) (data (i32.const 0) "alive")
      (func (export "_start") (call $exit (i32.const )" +
           std::to_string(status) + R"()))
      (func (export "__guest_call") (param i32 i32) (result i32)
        (call $guest_response (i32.const 0) (i32.const 5)) (i32.const 1))))";
}

TEST(GuestStart, AnEndOfTheProgramWithStatusZeroIsASuccess)
{
    Bench bench(moduleOf(exiting(0)));
    EXPECT_EQ(bench.make(), "");
    EXPECT_EQ(textOf(bench.call("any").answer.bytes), "alive");
}

TEST(GuestStart, AnyOtherStatusIsTold)
{
    Bench bench(moduleOf(exiting(71)));
    EXPECT_EQ(bench.make(), "guest cannot be set up: _start ended with exit status 71");
}

TEST(GuestStart, ATrapOrAnEndlessStartIsTold)
{
    Bench traps(guestOf(std::string(silent) + "(func (export \"wapc_init\") unreachable)"));
    EXPECT_EQ(traps.make(), "guest cannot be set up: wapc_init trapped: unreachable was reached");
    Bench spins(guestOf(std::string(silent) + "(func (export \"_start\") (loop $l (br $l)))"));
    spins.settings.instructions = 1000;
    EXPECT_EQ(spins.make(),
              "guest cannot be set up: _start was stopped: it took more than the 1000 instructions it has");
}

TEST(GuestStart, WhatIsNoGuestIsRefusedWithTheReason)
{
    EXPECT_EQ(refusalOf("(module)"), "guest: it exports no __guest_call, so it is no waPC guest");
    EXPECT_EQ(refusalOf("(module (func (export \"__guest_call\") (param i32)))"),
              "guest: its export __guest_call has type (i32) -> () where waPC wants (i32 i32) -> (i32)");
    EXPECT_EQ(refusalOf(std::string("(module (import \"wapc\" \"__host_response\" (func (param i64)))") + silent + ")"),
              "guest: it imports wapc.__host_response with type (i64) -> (), but in waPC it has type (i32) -> ()");
    EXPECT_EQ(
        refusalOf(std::string("(module (import \"wapc\" \"__host_call\" (func (param i32) (result i32)))") + silent +
                  ")"),
        "guest: it imports wapc.__host_call with type (i32) -> (i32), but in waPC it has 4, 6 or 8 times i32 and a "
        "result i32");
    EXPECT_EQ(refusalOf(std::string("(module (import \"wapc\" \"__guest_requests\" (func))") + silent + ")"),
              "guest: it imports wapc.__guest_requests, but waPC has no such function");
    EXPECT_EQ(refusalOf(std::string("(module (import \"env\" \"g\" (global i32))") + silent + ")"),
              "guest: it imports env.g, which is no function; a waPC host has only functions to give");
}

TEST(GuestStart, AFunctionThatNobodyServesTrapsOnlyWhenItIsCalled)
{
    const auto module = moduleOf(R"((module (import "env" "beep" (func $beep (param f32)))
      (import "wapc" "__guest_request" (func $guest_request (param i32 i32)))
      (memory (export "memory") 1)
      (func (export "__guest_call") (param i32 i32) (result i32)
        (call $guest_request (i32.const 0) (i32.const 100))
        (if (i32.eq (i32.load8_u (i32.const 0)) (i32.const 98)) (then (call $beep (f32.const 1))))
        (i32.const 0))))");
    EXPECT_EQ(module->notes, std::vector<std::string>{"env.beep (f32) -> () has no host: calling it traps"});
    Bench bench(module);
    EXPECT_EQ(bench.call("a").answer.error, "No error message set for call failure");
    const Outcome beeped = bench.call("b");
    EXPECT_EQ(beeped.answer.failure, Failure::Trap);
    EXPECT_NE(beeped.answer.error.find("env.beep has no host"), std::string::npos) << beeped.answer.error;
}

// Names ---------------------------------------------------------------------------------------------------------------

TEST(GuestNames, TheLaterModuleNameAndNoModuleNameAreKnownToo)
{
    Bench bench(moduleOf(R"((module
      (import "wasmbus" "__guest_request" (func $guest_request (param i32 i32)))
      (import "wasmbus" "__guest_response" (func $guest_response (param i32 i32)))
      (import "env" "__console_log" (func $console_log (param i32 i32)))
      (memory (export "memory") 1)
      (func (export "__actor_api_version") (result i32) (i32.const 1))
      (func (export "__guest_call") (param $op i32) (param $msg i32) (result i32)
        (call $guest_request (i32.const 0) (i32.const 100))
        (call $console_log (i32.const 0) (local.get $op))
        (call $guest_response (i32.const 100) (local.get $msg)) (i32.const 1))))"));
    EXPECT_EQ(textOf(bench.call("hello", "world").answer.bytes), "world");
    EXPECT_EQ(bench.lines(), "hello");
}

TEST(GuestNames, WasiAlsoUnderItsShortName)
{
    for (const char *const name : {"wasi_snapshot_preview1", "wasi_unstable", "wasi"}) {
        Bench bench(moduleOf("(module (import \"" + std::string(name) + R"(" "fd_write"
            (func $fd_write (param i32 i32 i32 i32) (result i32)))
          (memory (export "memory") 1) (data (i32.const 0) "\08\00\00\00\04\00\00\00abcd")
          (func (export "__guest_call") (param i32 i32) (result i32)
            (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 100)))))"));
        EXPECT_EQ(bench.call("any").answer.error, "No error message set for call failure") << name;
        ASSERT_EQ(bench.console.size(), 1u);
        EXPECT_EQ(bench.console[0].text, "abcd");
        EXPECT_EQ(bench.console[0].source, ConsoleLine::Source::Output);
    }
}

TEST(GuestNames, AnAbortOfAssemblyScriptSaysWhatItSays)
{
    Bench bench(moduleOf(R"((module (import "env" "abort" (func $abort (param i32 i32 i32 i32)))
      (memory (export "memory") 1)
      (data (i32.const 12) "\06\00\00\00n\00\e9\00o\00") (data (i32.const 44) "\08\00\00\00a\00.\00t\00s\00")
      (func (export "__guest_call") (param i32 i32) (result i32)
        (call $abort (i32.const 16) (i32.const 48) (i32.const 7) (i32.const 69)) (i32.const 1))))"));
    const Outcome outcome = bench.call("any");
    EXPECT_EQ(outcome.answer.failure, Failure::Trap);
    EXPECT_NE(outcome.answer.error.find("the guest aborted: n\xc3\xa9o (a.ts:7:69)"), std::string::npos)
        << outcome.answer.error;
}

// Limits --------------------------------------------------------------------------------------------------------------

TEST(GuestLimits, AnEndlessGuestIsStoppedByTheClockAndTheAnswerSaysWhere)
{
    Bench bench(guestOf(endless));
    const Outcome outcome = bench.call("any", {}, 50ms);
    EXPECT_EQ(outcome.answer.failure, Failure::Deadline);
    EXPECT_TRUE(outcome.answer.error.starts_with("the guest was stopped in $__guest_call (0x")) << outcome.answer.error;
    EXPECT_TRUE(outcome.answer.error.ends_with(": it took longer than the 50 ms it has")) << outcome.answer.error;
    EXPECT_FALSE(outcome.usable);
    EXPECT_FALSE(bench.guest->usable());
}

TEST(GuestLimits, AnEndlessGuestIsStoppedByItsInstructions)
{
    Bench bench(guestOf(endless));
    bench.settings.instructions = 100'000;
    const Outcome outcome = bench.call("any");
    EXPECT_EQ(outcome.answer.failure, Failure::Deadline);
    EXPECT_EQ(outcome.instructions, 100'000u);
    EXPECT_FALSE(outcome.usable);
}

TEST(GuestLimits, TheInstructionsAreOfEachCall)
{
    Bench bench(guestOf(R"((func (export "__guest_call") (param i32 i32) (result i32) (local i32)
        (local.set 2 (i32.const 100)) (loop $l (br_if $l (local.tee 2 (i32.sub (local.get 2) (i32.const 1)))))
        (i32.const 0)))"));
    bench.settings.instructions = 1000;
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(bench.call("any").answer.failure, Failure::Refused);
}

TEST(GuestLimits, OneThatSleepsIsStopped)
{
    // A relative timeout of an hour.
    Bench bench(moduleOf(R"((module (import "wasi_snapshot_preview1" "poll_oneoff"
        (func $poll (param i32 i32 i32 i32) (result i32)))
      (memory (export "memory") 1)
      (func (export "__guest_call") (param i32 i32) (result i32)
        (i32.store (i32.const 16) (i32.const 1)) (i64.store (i32.const 24) (i64.const 3600000000000))
        (drop (call $poll (i32.const 0) (i32.const 100) (i32.const 1) (i32.const 200))) (i32.const 1))))"));
    const Outcome outcome = bench.call("any", {}, 50ms);
    EXPECT_EQ(outcome.answer.failure, Failure::Deadline) << outcome.answer.error;
    EXPECT_LT(outcome.duration, 20s);
}

TEST(GuestLimits, OneThatWaitsForAnAnswerIsStopped)
{
    Bench bench(guestOf(R"((func (export "__guest_call") (param i32 i32) (result i32)
        (loop $l (drop (call $host_call (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)
            (i32.const 0) (i32.const 0) (i32.const 0))) (br $l)) unreachable))"));
    bench.settings.answer = [](const Call &, exec::Interrupt *interrupt) {
        while (!interrupt->wanted())
            std::this_thread::sleep_for(1ms);
        return Answer{{}, Failure::Deadline, "given up"};
    };
    const Outcome outcome = bench.call("any", {}, 50ms);
    EXPECT_EQ(outcome.answer.failure, Failure::Deadline) << outcome.answer.error;
}

TEST(GuestLimits, ItIsKilledInTheMiddleOfACall)
{
    Bench bench(guestOf(endless));
    EXPECT_EQ(bench.make(), "");
    std::atomic<bool> over{false};
    std::thread killer([&] {
        while (!over) {
            bench.guest->kill("somebody pressed the button");
            std::this_thread::sleep_for(1ms);
        }
    });
    const Outcome outcome = bench.call("any");
    over = true;
    killer.join();
    EXPECT_TRUE(outcome.answer.error.ends_with(": somebody pressed the button")) << outcome.answer.error;
}

TEST(GuestLimits, MemoryEndsWhereItMust)
{
    Bench bench(guestOf(R"((func (export "__guest_call") (param i32 i32) (result i32)
        (i32.store8 (i32.const 0) (i32.add (i32.const 50) (memory.grow (i32.const 2))))
        (i32.store8 (i32.const 1) (i32.add (i32.const 50) (memory.grow (i32.const 2))))
        (call $guest_response (i32.const 0) (i32.const 2)) (i32.const 1)))"));
    bench.settings.limits.memoryPages = 4;
    EXPECT_EQ(textOf(bench.call("any").answer.bytes), "31") << "the first grew from 1 page, the second not at all: -1";
    bench.guest.reset();
    bench.settings.limits.memoryPages = 0;
    EXPECT_NE(bench.make(), "");
}

// Calls ---------------------------------------------------------------------------------------------------------------

/// Our guest in C, whose operations each end in another way.
Bench edges()
{
    return Bench(readActor(std::filesystem::path(GUESTS) / "own_c.wasm"));
}

TEST(GuestResults, AsTheTableOfTheProtocolSays)
{
    Bench bench = edges();
    EXPECT_EQ(bench.call("noresp").answer.error, "No error message OR response set for call success");
    EXPECT_EQ(bench.call("failnomsg").answer.error, "No error message set for call failure");
    const Outcome both = bench.call("both");
    EXPECT_EQ(textOf(both.answer.bytes), "R");
    EXPECT_EQ(both.guestError, "E");
    const Outcome unknown = bench.call("x");
    EXPECT_EQ(unknown.answer.failure, Failure::Refused);
    EXPECT_EQ(unknown.answer.error, "Could not find function x");
    EXPECT_TRUE(bench.guest->usable());
}

TEST(GuestResults, NothingIsLeftOfTheCallBefore)
{
    Bench bench = edges();
    EXPECT_EQ(textOf(bench.call("both").answer.bytes), "R");
    EXPECT_EQ(bench.call("noresp").answer.error, "No error message OR response set for call success");
    EXPECT_EQ(bench.call("failnomsg").answer.error, "No error message set for call failure");
    bench.settings.answer = nullptr;
}

TEST(GuestResults, AFailingCallOfTheHostLeavesNoAnswerOfTheOneBefore)
{
    // Calls twice and gives the length of what the host answered to the second.
    Bench bench(guestOf(R"((func $ask (result i32) (call $host_call (i32.const 0) (i32.const 0) (i32.const 0)
        (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))
      (func (export "__guest_call") (param i32 i32) (result i32)
        (drop (call $ask)) (drop (call $ask))
        (i32.store8 (i32.const 0) (i32.add (i32.const 48) (call $host_response_len)))
        (i32.store8 (i32.const 1) (i32.add (i32.const 48) (call $host_error_len)))
        (call $guest_response (i32.const 0) (i32.const 2)) (i32.const 1)))"));
    int calls = 0;
    bench.settings.answer = [&](const Call &, exec::Interrupt *) {
        return ++calls % 2 ? Answer::success(bytesOf("four")) : Answer::refused("no");
    };
    EXPECT_EQ(textOf(bench.call("any").answer.bytes), "02");
}

TEST(GuestResults, AnErrorBesideATrapIsToldWithIt)
{
    Bench bench(guestOf(R"((data (i32.const 0) "out of luck")
      (func (export "__guest_call") (param i32 i32) (result i32)
        (call $guest_error (i32.const 0) (i32.const 11)) unreachable))"));
    const Outcome outcome = bench.call("any");
    EXPECT_EQ(outcome.guestError, "out of luck");
    EXPECT_TRUE(outcome.answer.error.starts_with("out of luck; then the guest trapped in $__guest_call (0x"))
        << outcome.answer.error;
}

TEST(GuestResults, AddressesBeyondTheMemoryTrapHoweverTheyAreSummed)
{
    for (const std::string call :
         {"(call $guest_response (i32.const -1) (i32.const -1))",
          "(call $guest_response (i32.const 65536) (i32.const 1))", "(call $guest_error (i32.const 1) (i32.const -1))",
          "(call $console_log (i32.const 65535) (i32.const 2))", "(call $guest_request (i32.const -1) (i32.const 0))",
          "(drop (call $host_call (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) "
          "(i32.const 65537) (i32.const 0)))"}) {
        Bench bench(guestOf("(func (export \"__guest_call\") (param i32 i32) (result i32)" + call + "(i32.const 1))"));
        EXPECT_EQ(bench.call("any").answer.failure, Failure::Trap) << call;
    }
    Bench edge(guestOf(R"((func (export "__guest_call") (param i32 i32) (result i32)
        (call $guest_response (i32.const 65536) (i32.const 0)) (i32.const 1)))"));
    EXPECT_TRUE(edge.call("any").answer.ok()) << "nothing, at the very end, is inside";
}

TEST(GuestRecords, SayWhoCalledWhatAndWhatWasWritten)
{
    Bench bench = edges();
    bench.settings.answer = [](const Call &call, exec::Interrupt *) {
        EXPECT_EQ(call.actor, "guest");
        return Answer::success({call.payload.begin(), call.payload.end()});
    };
    EXPECT_EQ(textOf(bench.call("hostcall", "abc").answer.bytes), "abc");
    ASSERT_EQ(bench.records.size(), 2u);
    const CallRecord &inner = bench.records[0], &outer = bench.records[1];
    EXPECT_EQ(inner.kind, CallRecord::Kind::FromActor);
    EXPECT_EQ(inner.cause, outer.id);
    EXPECT_NE(inner.id, outer.id);
    EXPECT_EQ(inner.binding + "|" + inner.capability + "|" + inner.operation, "default|wascc:keyvalue|Get");
    EXPECT_EQ(textOf(inner.reply), "abc");
    ASSERT_EQ(inner.writes.size(), 1u);
    EXPECT_EQ(inner.writes[0].length, 3u);
    EXPECT_EQ(inner.writes[0].wish, "__host_response");
    EXPECT_EQ(outer.operation, "hostcall");
    EXPECT_EQ(textOf(outer.payload), "abc");
    ASSERT_EQ(outer.writes.size(), 2u);
    EXPECT_EQ(outer.writes[0].length, 8u);
    EXPECT_EQ(outer.writes[1].length, 3u);
    EXPECT_EQ(outer.writes[1].wish, "__guest_request");
    EXPECT_GE(outer.duration, inner.duration);
}

TEST(GuestRecords, WhatWasNotThereIsRemembered)
{
    Bench bench = edges();
    bench.settings.answer = [](const Call &, exec::Interrupt *) { return Answer::unavailable("the store is gone"); };
    const Outcome outcome = bench.call("hostcall", "abc");
    EXPECT_EQ(outcome.answer.error, "the store is gone");
    EXPECT_EQ(outcome.unavailable, "the store is gone");
    EXPECT_EQ(bench.records[0].failure, Failure::Unavailable);
}

} // namespace

} // namespace watchglass::host
