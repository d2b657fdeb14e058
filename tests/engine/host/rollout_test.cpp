// SPDX-License-Identifier: Apache-2.0
/// A module that does worse than the one before is swapped back by itself.
#include <gtest/gtest.h>

#include "engine/host/host.h"
#include "tests/engine/host/small_guests.h"
#include "tests/engine/host/test_providers.h"

namespace watchglass::host {

namespace {

using namespace std::chrono_literals;
using State = Rollout::State;

const ErrorWindow::Time begun{};

// What is worse, with times that are told ----------------------------------------------------------------------------

State after(RolloutWatch &watch, int calls, int everyFails, std::chrono::milliseconds apart = 1ms,
            std::chrono::milliseconds from = 0ms)
{
    State state = State::Watched;
    for (int i = 1; i <= calls; ++i)
        state = watch.add(begun + from + i * apart, everyFails && i % everyFails == 0);
    return state;
}

TEST(RolloutWatch, FivePerCentAndTwiceWhatItWas)
{
    RolloutWatch well({}, {100, 0}, begun), few({}, {100, 0}, begun), many({}, {100, 0}, begun),
        asBefore({}, {100, 10}, begun), twice({}, {100, 10}, begun);
    EXPECT_EQ(after(well, 500, 0), State::Watched);
    EXPECT_EQ(after(few, 500, 20), State::Watched) << "not more than 5 %";
    EXPECT_EQ(after(many, 500, 10), State::RolledBack);
    EXPECT_EQ(after(asBefore, 500, 10), State::Watched) << "as bad as the one before";
    EXPECT_EQ(after(twice, 500, 4), State::RolledBack);
}

TEST(RolloutWatch, AFewCallsDecideNothingAndAllThatFailDoSoon)
{
    RolloutWatch watch({}, {}, begun);
    EXPECT_EQ(after(watch, 19, 1), State::Watched);
    EXPECT_EQ(watch.add(begun + 20ms, true), State::RolledBack);
    EXPECT_EQ(watch.report(begun + 20ms).now.calls, 20u);
}

TEST(RolloutWatch, SeldomCallsCountHoweverLongAgo)
{
    RolloutWatch watch({}, {}, begun);
    EXPECT_EQ(after(watch, 30, 1, 5s), State::RolledBack);
}

TEST(RolloutWatch, ItIsGoodAfterBothItsTimeAndItsCalls)
{
    RolloutWatch watch({}, {}, begun);
    EXPECT_EQ(after(watch, 1000, 0, 1ms), State::Watched) << "its time is not over";
    EXPECT_EQ(watch.add(begun + 10s, false), State::Good);
    EXPECT_EQ(after(watch, 500, 1, 1ms, 11s), State::Good) << "later failures are not the rollout's";
    RolloutWatch slow({}, {}, begun);
    EXPECT_EQ(after(slow, 99, 0, 1s), State::Watched);
    EXPECT_EQ(slow.add(begun + 100s, false), State::Good);
}

TEST(RolloutWatch, OldCallsAreForgotten)
{
    ErrorWindow window({});
    for (int i = 0; i < 1000; ++i)
        window.add(begun + i * 1ms, true);
    for (int i = 0; i < 200; ++i)
        window.add(begun + 20s + i * 1ms, false);
    EXPECT_EQ(window.rate(begun + 21s).errors, 0u);
    EXPECT_EQ(window.rate(begun + 21s).calls, 200u);
    EXPECT_EQ(window.rate(begun + 60s).calls, 100u) << "the last ones stay";
}

// Actors -------------------------------------------------------------------------------------------------------------

/// Answers well when it is asked how it is, which has no message, and else not.
std::shared_ptr<const ActorModule> failing()
{
    return guestOf(R"((func (export "__guest_call") (param i32 i32) (result i32)
        (if (local.get 1) (then unreachable))
        (call $guest_response (i32.const 0) (i32.const 0)) (i32.const 1)))");
}

std::string askMany(Host &host, int times)
{
    std::string last;
    for (int i = 0; i < times; ++i)
        last = ask(host, "a", "Get", "x");
    return last;
}

/// Until the host told of one.
struct Told {
    std::mutex mutex;
    std::condition_variable came;
    std::vector<SwapReport> reports;
    HostListeners listeners()
    {
        HostListeners made;
        made.rolledBack = [this](const std::string &actor, const SwapReport &report) {
            EXPECT_EQ(actor, "a");
            const std::lock_guard lock(mutex);
            reports.push_back(report);
            came.notify_all();
        };
        return made;
    }
    SwapReport await()
    {
        std::unique_lock lock(mutex);
        EXPECT_TRUE(came.wait_for(lock, 30s, [this] { return !reports.empty(); }));
        return reports.empty() ? SwapReport() : reports[0];
    }
};

TEST(Rollouts, AModuleThatFailsIsSwappedBackAndThatIsTold)
{
    Told told;
    Host host(told.listeners());
    ASSERT_EQ(host.addActor("a", saying("old")), std::nullopt);
    askMany(host, 50);
    const SwapReport swapped = host.swapActor("a", failing());
    ASSERT_TRUE(swapped.ok()) << swapped.sentence;
    EXPECT_TRUE(swapped.watched);
    EXPECT_EQ(host.board().actors[0].rollout.state, State::Watched);
    askMany(host, 20);
    const SwapReport report = told.await();
    EXPECT_TRUE(report.ok()) << report.sentence;
    EXPECT_FALSE(report.watched);
    EXPECT_EQ(report.version, 3u);
    EXPECT_TRUE(report.reason.starts_with("guest was rolled back: 20 of 20 calls failed (100 %), before it 0 of 50 "
                                          "calls failed (0.0 %); the last error: the guest trapped"))
        << report.reason;
    EXPECT_EQ(askMany(host, 50), "old");
    const ActorState state = host.board().actors[0];
    EXPECT_EQ(state.rollout.state, State::RolledBack);
    EXPECT_EQ(state.rollout.sentence, report.reason);
    EXPECT_EQ(state.rollbacks, 1u);
    EXPECT_EQ(told.reports.size(), 1u);
}

TEST(Rollouts, WhatTheModuleNeededAndDidNotGetIsNotItsFault)
{
    Told told;
    Host host(told.listeners());
    ASSERT_EQ(host.addActor("a", asker()), std::nullopt);
    ASSERT_TRUE(host.swapActor("a", asker()).ok());
    askMany(host, 200); // nothing is linked to what it asks
    EXPECT_EQ(host.board().actors[0].rollout.state, State::Watched);
    EXPECT_EQ(host.board().actors[0].version, 2u);
}

TEST(Rollouts, WhatWasUndoneOrIsNotToBeWatchedStays)
{
    Told told;
    Host host(told.listeners());
    ActorSettings settings;
    settings.rollout.watched = false;
    ASSERT_EQ(host.addActor("a", saying("old"), settings), std::nullopt);
    EXPECT_FALSE(host.swapActor("a", failing()).watched);
    askMany(host, 100);
    EXPECT_EQ(host.board().actors[0].rollout.state, State::None);
    EXPECT_EQ(host.board().actors[0].version, 2u);
    ASSERT_EQ(host.removeActor("a"), std::nullopt);
    ASSERT_EQ(host.addActor("a", failing()), std::nullopt);
    EXPECT_TRUE(host.swapActor("a", saying("well")).ok());
    EXPECT_TRUE(host.undoActor("a").ok());
    askMany(host, 100);
    EXPECT_EQ(host.board().actors[0].version, 3u) << "who goes back wants that";
    EXPECT_TRUE(told.reports.empty());
}

} // namespace

} // namespace watchglass::host
