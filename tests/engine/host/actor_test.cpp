// SPDX-License-Identifier: Apache-2.0
/// Actors: their queue and instances, swaps of their module, and the ways in which other hosts went wrong here.
#include <thread>

#include "tests/engine/host/test_providers.h"

namespace watchglass::host {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto spin = R"((func (export "__guest_call") (param $op i32) (param i32) (result i32)
    (if (i32.eq (local.get $op) (i32.const 4)) (then (loop $l (br $l))))
    (if (i32.eq (local.get $op) (i32.const 5)) (then unreachable))
    (call $guest_response (i32.const 0) (i32.const 2)) (i32.const 1))
  (data (i32.const 0) "ok"))";

/// Waits until the actor is in the middle of that many calls.
void awaitCalls(Host &host, size_t count)
{
    while (host.board().actors.at(0).underWay.size() < count)
        std::this_thread::sleep_for(1ms);
}

// The pool -----------------------------------------------------------------------------------------------------------

TEST(Actors, ATrapCostsOneCallAndTheInstance)
{
    Host host;
    ASSERT_EQ(host.addActor("a", guestOf(spin)), std::nullopt);
    EXPECT_EQ(ask(host, "a", "ok"), "ok");
    EXPECT_TRUE(ask(host, "a", "traps").starts_with("trap: the guest trapped in $__guest_call"));
    EXPECT_EQ(ask(host, "a", "ok"), "ok");
    EXPECT_EQ(host.board().actors[0].remade, 1u);
    EXPECT_EQ(host.board().actors[0].failed, 1u);
}

TEST(Actors, AnEndlessCallEndsAtItsDeadlineOrWhenItIsKilled)
{
    Host host;
    ASSERT_EQ(host.addActor("a", guestOf(spin)), std::nullopt);
    EXPECT_TRUE(ask(host, "a", "spin", {}, 50ms).starts_with("deadline: the guest was stopped in $__guest_call"));
    std::thread killer([&] {
        awaitCalls(host, 1);
        EXPECT_EQ(host.kill("a", host.board().actors[0].underWay[0].id), 1u);
    });
    EXPECT_TRUE(ask(host, "a", "spin").ends_with("it was killed"));
    killer.join();
    EXPECT_EQ(ask(host, "a", "ok"), "ok");
}

TEST(Actors, WhatDoesNotFitIntoTheQueueIsRefusedAtOnce)
{
    Host host;
    ActorSettings settings;
    settings.queue = 2;
    ASSERT_EQ(host.addActor("a", guestOf(spin), settings), std::nullopt);
    std::atomic<int> ended{0};
    const auto call = [&](const std::string &operation) {
        host.call({"a", operation, {}, steady_clock::now() + 20s}, [&](Answer) { ++ended; });
    };
    call("spin");
    awaitCalls(host, 1);
    call("ok");
    call("ok");
    EXPECT_EQ(ask(host, "a", "ok"), "busy: the actor a is busy: 2 calls wait already");
    EXPECT_EQ(host.kill("a"), 1u);
    while (ended < 3)
        std::this_thread::sleep_for(1ms);
    EXPECT_EQ(ask(host, "a", "ok"), "ok");
}

TEST(Actors, ACallThatWaitsTooLongIsNotMade)
{
    Host host;
    ASSERT_EQ(host.addActor("a", guestOf(spin)), std::nullopt);
    std::atomic<bool> ended{false};
    host.call({"a", "spin", {}, steady_clock::now() + 200ms}, [&](Answer) { ended = true; });
    awaitCalls(host, 1);
    EXPECT_EQ(ask(host, "a", "ok", {}, 1ms), "busy: the call waited for the actor a until its time was over");
    EXPECT_TRUE(ended);
}

TEST(Actors, OneThatIsRemovedAnswersAllItHas)
{
    std::atomic<int> ended{0};
    Host host;
    ASSERT_EQ(host.addActor("a", guestOf(spin)), std::nullopt);
    for (int i = 0; i < 3; ++i)
        host.call({"a", "spin", {}, steady_clock::now() + 60s}, [&](Answer answer) {
            EXPECT_FALSE(answer.ok());
            ++ended;
        });
    awaitCalls(host, 1);
    EXPECT_EQ(host.removeActor("a"), std::nullopt);
    EXPECT_EQ(ended, 3);
    EXPECT_EQ(ask(host, "a", "ok"), "unavailable: there is no actor a");
    EXPECT_EQ(host.removeActor("a"), "there is no actor a");
}

TEST(Actors, CallersGetTheirOwnAnswers)
{
    Host host;
    ActorSettings settings;
    settings.instances = 4;
    ASSERT_EQ(host.addActor("a", asker(), settings), std::nullopt);
    ASSERT_EQ(host.putProvider("echo", testManifest("echo"), answering([](const Call &call) {
                                   if (call.payload.size() % 3 == 0)
                                       std::this_thread::sleep_for(1ms);
                                   return Answer::success({call.payload.begin(), call.payload.end()});
                               })),
              std::nullopt);
    ASSERT_EQ(host.setLink({{"a", "test:store"}, ToProvider{"echo"}}), std::nullopt);
    std::vector<std::thread> callers;
    std::atomic<int> wrong{0};
    for (int caller = 0; caller < 8; ++caller)
        callers.emplace_back([&, caller] {
            for (int i = 0; i < 200; ++i) {
                const std::string unique = std::to_string(caller) + ":" + std::to_string(i * i);
                wrong += ask(host, "a", "Get", unique) != unique;
            }
        });
    for (std::thread &caller : callers)
        caller.join();
    EXPECT_EQ(wrong, 0);
}

// Calls that come back -----------------------------------------------------------------------------------------------

/// Calls the actor again, from within the call or from another thread, as deep as the payload is long.
std::unique_ptr<TestProvider> callingBack(const std::string &actor, bool otherThread)
{
    auto provider = std::make_unique<TestProvider>();
    TestProvider *self = provider.get();
    provider->onCall = [self, actor, otherThread](const Call &call) {
        if (call.payload.empty())
            return Answer::success(bytesOf("bottom"));
        std::promise<Answer> promise;
        const auto again = [&, cause = otherThread ? call.id : 0] {
            self->services->callActor(
                {actor, "Get", {call.payload.begin() + 1, call.payload.end()}, call.deadline, cause},
                [&](Answer answer) { promise.set_value(std::move(answer)); });
        };
        if (otherThread)
            std::thread(again).join();
        else
            again();
        return promise.get_future().get();
    };
    return provider;
}

TEST(Actors, AProviderThatCallsBackTheOnlyInstanceGetsItsAnswer)
{
    for (const bool otherThread : {false, true}) {
        Host host;
        ASSERT_EQ(host.addActor("a", asker()), std::nullopt);
        ASSERT_EQ(host.putProvider("snake", testManifest("snake"), callingBack("a", otherThread)), std::nullopt);
        ASSERT_EQ(host.setLink({{"a", "test:store"}, ToProvider{"snake"}}), std::nullopt);
        EXPECT_EQ(ask(host, "a", "Get", "1"), "bottom");
        EXPECT_EQ(ask(host, "a", "Get", "12345"), "bottom");
        const std::string tooDeep = ask(host, "a", "Get", std::string(40, 'x'));
        EXPECT_EQ(tooDeep, "busy: the actor a is reached through itself more than 16 times over");
        EXPECT_EQ(ask(host, "a", "Get", "1"), "bottom");
    }
}

TEST(Actors, TwoThatCallEachOtherGetTheirAnswers)
{
    Host host;
    ASSERT_EQ(host.addActor("a", asker()), std::nullopt);
    ASSERT_EQ(host.addActor("b", asker()), std::nullopt);
    ASSERT_EQ(host.putProvider("snake", testManifest("snake"), callingBack("a", false)), std::nullopt);
    ASSERT_EQ(host.setLink({{"a", "test:store"}, ToActor{"b"}}), std::nullopt);
    ASSERT_EQ(host.setLink({{"b", "test:store"}, ToProvider{"snake"}}), std::nullopt);
    EXPECT_EQ(ask(host, "a", "Get", "123"), "bottom");
}

// Swapping the module ------------------------------------------------------------------------------------------------

TEST(ActorSwap, TheNewCodeAnswers)
{
    Host host;
    ASSERT_EQ(host.addActor("a", saying("version 0")), std::nullopt);
    for (int i = 1; i <= 20; ++i) {
        const SwapReport report = host.swapActor("a", saying("version " + std::to_string(i)));
        EXPECT_TRUE(report.ok()) << report.sentence;
        EXPECT_EQ(report.version, uint64_t(i) + 1);
        EXPECT_EQ(ask(host, "a"), "version " + std::to_string(i));
    }
}

TEST(ActorSwap, UndoBringsTheOldOneBack)
{
    Host host;
    ASSERT_EQ(host.addActor("a", saying("old")), std::nullopt);
    EXPECT_EQ(host.undoActor("a").sentence, "there is nothing to undo: the actor a was not swapped");
    EXPECT_TRUE(host.swapActor("a", saying("new")).ok());
    EXPECT_EQ(ask(host, "a"), "new");
    EXPECT_TRUE(host.undoActor("a").ok());
    EXPECT_EQ(ask(host, "a"), "old");
    EXPECT_TRUE(host.undoActor("a").ok());
    EXPECT_EQ(ask(host, "a"), "new");
}

TEST(ActorSwap, WhatGoesWrongIsToldAndTheOldOneStays)
{
    Host host;
    ASSERT_EQ(host.addActor("a", saying("old")), std::nullopt);
    const auto sentence = [&](const std::string &fields) { return host.swapActor("a", guestOf(fields)).sentence; };
    constexpr auto fine = R"((func (export "__guest_call") (param i32 i32) (result i32)
        (call $guest_response (i32.const 0) (i32.const 0)) (i32.const 1)))";
    EXPECT_EQ(sentence(std::string(fine) + R"((func (export "wapc_init") unreachable))"),
              "guest cannot be set up: wapc_init trapped: unreachable was reached");
    EXPECT_EQ(sentence(std::string(fine) + R"((data (i32.const 65535) "xy"))").substr(0, 24),
              "guest cannot be set up: ");
    const std::string trapping = sentence(R"((func (export "__guest_call") (param i32 i32) (result i32) unreachable))");
    EXPECT_TRUE(trapping.starts_with("guest is not well: the guest trapped in $__guest_call")) << trapping;
    EXPECT_EQ(sentence(R"((func (export "__guest_call") (param i32 i32) (result i32) (i32.const 0)))"),
              "guest is not well: No error message set for call failure")
        << "the old one said that it is well";
    EXPECT_EQ(ask(host, "a"), "old");
    EXPECT_EQ(host.board().actors[0].version, 1u);
    EXPECT_FALSE(host.board().actors[0].canUndo);
    EXPECT_EQ(host.swapActor("z", saying("x")).sentence, "there is no actor z");
}

TEST(ActorSwap, ANewOneThatNeverGetsReadyEndsWithTheReasonToo)
{
    Host host;
    ActorSettings settings;
    settings.startTime = 50ms;
    settings.callTime = 50ms;
    ASSERT_EQ(host.addActor("a", saying("old"), settings), std::nullopt);
    const SwapReport report = host.swapActor("a", guestOf(R"((func (export "_start") (loop $l (br $l)))
        (func (export "__guest_call") (param i32 i32) (result i32) (i32.const 1)))"));
    EXPECT_TRUE(report.sentence.starts_with("guest cannot be set up: _start was stopped: it took longer"))
        << report.sentence;
    EXPECT_EQ(ask(host, "a"), "old");
}

TEST(ActorSwap, ARuleMayForbidIt)
{
    Host host;
    host.setReplaceRule([](const ActorModule &, const ActorModule &) { return "its revision is not newer"; });
    ASSERT_EQ(host.addActor("a", saying("old")), std::nullopt);
    EXPECT_EQ(host.swapActor("a", saying("new")).sentence, "its revision is not newer");
    EXPECT_EQ(ask(host, "a"), "old");
}

TEST(ActorSwap, ACallUnderWayEndsOnTheOldOne)
{
    Host host;
    ASSERT_EQ(host.addActor("a", asker()), std::nullopt);
    std::promise<void> go;
    auto wait = go.get_future().share();
    ASSERT_EQ(host.putProvider("slow", testManifest("slow"), answering([wait](const Call &call) {
                                   if (call.operation == "Get")
                                       wait.wait();
                                   return Answer::success(bytesOf("old"));
                               })),
              std::nullopt);
    ASSERT_EQ(host.setLink({{"a", "test:store"}, ToProvider{"slow"}}), std::nullopt);
    std::promise<Answer> late;
    host.call({"a", "Get", {}, steady_clock::now() + 60s}, [&](Answer answer) { late.set_value(std::move(answer)); });
    awaitCalls(host, 1);
    while (host.board().actors[0].underWay[0].where != "the provider slow")
        std::this_thread::sleep_for(1ms);
    const SwapReport report = host.swapActor("a", saying("new"));
    EXPECT_TRUE(report.ok()) << report.sentence;
    EXPECT_EQ(report.underWay, 1u);
    go.set_value();
    EXPECT_EQ(said(late.get_future().get()), "old");
    EXPECT_EQ(ask(host, "a"), "new");
}

/// Callers that never cease, and what they got.
class Load
{
public:
    Load(Host &host, int callers, std::function<bool(const std::string &)> good)
    {
        for (int i = 0; i < callers; ++i)
            m_threads.emplace_back([this, &host, good] {
                while (!m_end) {
                    const std::string answer = ask(host, "a");
                    ++made;
                    if (good(answer))
                        continue;
                    const std::lock_guard lock(m_mutex);
                    m_bad.push_back(answer);
                }
            });
    }
    std::vector<std::string> end()
    {
        m_end = true;
        for (std::thread &thread : m_threads)
            thread.join();
        m_threads.clear();
        return m_bad;
    }
    ~Load() { end(); }
    std::atomic<uint64_t> made{0};

private:
    std::atomic<bool> m_end{false};
    std::mutex m_mutex;
    std::vector<std::string> m_bad;
    std::vector<std::thread> m_threads;
};

TEST(ActorSwap, UnderLoadNothingIsLost)
{
    Host host;
    ActorSettings settings;
    settings.instances = 2;
    ASSERT_EQ(host.addActor("a", saying("version 0"), settings), std::nullopt);
    Load load(host, 4, [](const std::string &answer) { return answer.starts_with("version "); });
    for (int i = 1; i <= 30; ++i) {
        const uint64_t before = load.made;
        ASSERT_TRUE(host.swapActor("a", saying("version " + std::to_string(i))).ok());
        while (load.made < before + 20)
            std::this_thread::yield();
    }
    EXPECT_EQ(load.end(), std::vector<std::string>());
    EXPECT_EQ(ask(host, "a"), "version 30");
    EXPECT_EQ(host.board().actors[0].failed, 0u);
}

// What the caller is told --------------------------------------------------------------------------------------------

TEST(ActorAnswers, SayWhetherItWasTheGuestOrWhatItNeeded)
{
    Host host;
    ASSERT_EQ(host.addActor("a", asker()), std::nullopt);
    EXPECT_EQ(ask(host, "a"), "unavailable: nothing is linked to test:store");
    ASSERT_EQ(host.putProvider("no", testManifest("no"),
                               answering([](const Call &) { return Answer::refused("there is no such key"); })),
              std::nullopt);
    ASSERT_EQ(host.setLink({{"a", "test:store"}, ToProvider{"no"}}), std::nullopt);
    EXPECT_EQ(ask(host, "a"), "refused: there is no such key");
}

TEST(ActorAnswers, WhatItMayNotHaveIsDeniedAtTheLinkAndAtTheCall)
{
    Host host;
    std::atomic<bool> denied{true};
    host.setPermission([&](const ActorModule &, const std::string &capability) -> Host::Problem {
        if (denied)
            return "its token does not grant " + capability;
        return std::nullopt;
    });
    ASSERT_EQ(host.addActor("a", asker()), std::nullopt);
    ASSERT_EQ(host.putProvider("p", testManifest("p"), answering("1")), std::nullopt);
    EXPECT_EQ(host.setLink({{"a", "test:store"}, ToProvider{"p"}}), "its token does not grant test:store");
    denied = false;
    EXPECT_EQ(host.setLink({{"a", "test:store"}, ToProvider{"p"}}), std::nullopt);
    EXPECT_EQ(ask(host, "a"), "1");
    denied = true;
    EXPECT_EQ(ask(host, "a"), "refused: its token does not grant test:store");
}

TEST(ActorAnswers, RecordsSayWhoAnsweredAndOnWhoseBehalf)
{
    std::mutex mutex;
    std::vector<std::shared_ptr<const CallRecord>> records;
    Host host({[&](std::shared_ptr<const CallRecord> record) {
                   const std::lock_guard lock(mutex);
                   records.push_back(record);
               },
               {},
               {}});
    ASSERT_EQ(host.addActor("a", asker()), std::nullopt);
    ASSERT_EQ(host.addActor("b", saying("hi")), std::nullopt);
    ASSERT_EQ(host.setLink({{"a", "test:store"}, ToActor{"b"}}), std::nullopt);
    records.clear();
    EXPECT_EQ(ask(host, "a"), "hi");
    const std::lock_guard lock(mutex);
    ASSERT_EQ(records.size(), 3u);
    EXPECT_EQ(records[0]->actor, "b");
    EXPECT_EQ(records[1]->kind, CallRecord::Kind::FromActor);
    EXPECT_EQ(records[1]->peer, "the actor b");
    EXPECT_EQ(records[2]->actor, "a");
    EXPECT_EQ(records[0]->cause, records[2]->id);
    EXPECT_EQ(records[1]->cause, records[2]->id);
}

} // namespace

} // namespace watchglass::host
