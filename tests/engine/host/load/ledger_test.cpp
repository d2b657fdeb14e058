// SPDX-License-Identifier: Apache-2.0
/// Accounts with times that are told.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/host/load/ledger.h"

namespace watchglass::load {
namespace {

using namespace std::chrono_literals;

class LoadLedger : public testing::Test
{
protected:
    void request(Duration sent, Duration ended, int status = 200, std::optional<int64_t> counter = {})
    {
        Ended one;
        one.sent = one.due = sent;
        one.known = ledger.sent(sent);
        one.ended = ended;
        one.status = status;
        one.loss = status == 0 ? "gone" : "";
        one.number = status == 200 ? Ended::Number::Own : Ended::Number::None;
        one.counter = counter;
        ledger.take(one);
    }
    uint64_t begin(Duration at, bool startsOver = false)
    {
        Mark mark;
        mark.kind = Mark::Kind::Provider;
        mark.text = "store";
        mark.begun = at;
        mark.startsOver = startsOver;
        return ledger.begin(mark);
    }
    std::shared_ptr<const Report> report() { return ledger.report(1min); }

    Ledger ledger{{}};
};

TEST_F(LoadLedger, RequestsAreBeforeDuringOrAfterAMark)
{
    request(0ms, 10ms);
    request(5ms, 99ms);
    const uint64_t first = begin(100ms);
    request(50ms, 150ms);  // under way when it begins
    request(110ms, 120ms); // within
    request(130ms, 131ms, 503);
    ledger.finish(first, 200ms);
    request(199ms, 250ms); // under way when it ends
    request(201ms, 260ms);
    const uint64_t second = begin(300ms);
    request(100ms, 350ms, 0); // during both
    ledger.finish(second, 310ms);
    request(320ms, 330ms);
    request(311ms, 312ms);
    request(10ms, 20ms); // told late
    const auto made = report();
    ASSERT_EQ(made->proofs.size(), 2u);
    const Proof &one = made->proofs[0], &two = made->proofs[1];
    EXPECT_EQ(one.before.ended, 3u);
    EXPECT_EQ(one.during.ended, 5u);
    EXPECT_EQ(one.during.failed, (std::map<int, uint64_t>{{503, 1}}));
    EXPECT_EQ(one.during.lost, 1u);
    EXPECT_EQ(one.after.ended, 1u);
    EXPECT_EQ(two.before.ended, 1u);
    EXPECT_EQ(two.during.ended, 1u);
    EXPECT_EQ(two.after.ended, 2u);
    EXPECT_EQ(made->counts.ended, 11u);
    EXPECT_EQ(made->counts.lost, 1u);
    EXPECT_EQ(made->losses, (std::map<std::string, uint64_t>{{"gone", 1}}));
    EXPECT_EQ(made->kinds.at(Mark::Kind::Provider).during.ended, 6u);
    EXPECT_EQ(made->kinds.at(Mark::Kind::Provider).longestMark, 100ms);
    EXPECT_TRUE(proofLine(one).starts_with("3 before, 5 during, 1 after; 1 lost, 0 mixed up")) << proofLine(one);
}

TEST_F(LoadLedger, APauseIsBetweenAnswersWhileSomebodyWaits)
{
    request(0ms, 10ms);
    request(500ms, 530ms); // nobody waited between
    EXPECT_EQ(report()->longestPause, 30ms);
    ledger.sent(600ms);
    const uint64_t mark = begin(610ms);
    ledger.finish(mark, 620ms);
    request(610ms, 700ms); // 600 to 700: the first is still under way
    EXPECT_EQ(report()->longestPause, 100ms);
    EXPECT_EQ(report()->longestPauseAt, 600ms);
    EXPECT_EQ(report()->proofs[0].longestPause, 100ms);
    request(2500ms, 2600ms); // 700 to 2600
    EXPECT_EQ(report()->longestPause, 1900ms);
    EXPECT_EQ(report()->proofs[0].longestPause, 1900ms) << "it began within a second";
    request(2600ms, 9000ms);
    EXPECT_EQ(report()->proofs[0].longestPause, 1900ms) << "too late to be of the mark";
}

TEST_F(LoadLedger, ALostRequestIsNoAnswerThatEndsAPause)
{
    ledger.sent(0ms);
    request(0ms, 10ms);
    request(11ms, 50ms, 0);
    request(51ms, 90ms);
    EXPECT_EQ(report()->longestPause, 80ms);
}

TEST_F(LoadLedger, CountersMayStartOverOnlyWhereAStoreIsNew)
{
    request(0ms, 1ms, 200, 1);
    request(2ms, 3ms, 200, 2);
    const uint64_t mark = begin(10ms, true);
    request(9ms, 12ms, 200, 3); // of the old one
    request(11ms, 13ms, 200, 1);
    ledger.finish(mark, 20ms);
    request(19ms, 21ms, 200, 2);
    request(22ms, 23ms, 200, 3);
    EXPECT_EQ(report()->counter.wentBack, 0u);
    EXPECT_EQ(report()->counter.skipped, 0u);
    EXPECT_EQ(report()->counter.startedOver, 1u);
    request(24ms, 25ms, 200, 1);
    EXPECT_EQ(report()->counts.wentBack, 1u);
    EXPECT_EQ(report()->proofs[0].after.wentBack, 1u);
    EXPECT_FALSE(report()->proofs[0].after.clean());
}

TEST_F(LoadLedger, SecondsAreKeptApart)
{
    request(0ms, 100ms);
    request(200ms, 900ms, 404);
    ledger.tick(1100ms, 3ms);
    request(1000ms, 1500ms);
    ledger.tick(3000ms, 1ms);
    const auto made = report();
    ASSERT_EQ(made->seconds.size(), 3u);
    EXPECT_EQ(made->seconds[0].counts.ended, 2u);
    EXPECT_EQ(made->seconds[0].counts.failed.at(404), 1u);
    EXPECT_EQ(made->seconds[0].longest, 700ms);
    EXPECT_EQ(made->seconds[1].counts.ok, 1u);
    EXPECT_EQ(made->seconds[1].machinePause, 3ms);
    EXPECT_EQ(made->seconds[2].counts.ended, 0u);
    EXPECT_EQ(made->machinePause, 3ms);
}

TEST_F(LoadLedger, OfManyMarksTheWrongOnesAreKeptAndAllAreSummed)
{
    for (int i = 0; i < 5000; ++i) {
        const Duration at = 10ms * i;
        const uint64_t mark = begin(at + 2ms);
        request(at + 1ms, at + 4ms, i == 17 ? 500 : 200);
        ledger.finish(mark, at + 3ms, i == 18 ? "no" : "");
    }
    const auto made = report();
    EXPECT_EQ(made->marks, 5000u);
    EXPECT_LT(made->proofs.size(), 2100u);
    EXPECT_EQ(made->proofs[0].number, 18u);
    EXPECT_EQ(made->proofs[0].during.failed.at(500), 1u);
    EXPECT_EQ(made->proofs[1].mark.problem, "no");
    EXPECT_EQ(made->kinds.at(Mark::Kind::Provider).marks, 5000u);
    EXPECT_EQ(made->kinds.at(Mark::Kind::Provider).failed, 1u);
    EXPECT_EQ(made->kinds.at(Mark::Kind::Provider).during.ended, 5000u);
    EXPECT_EQ(made->proofs.back().number, 5000u);
    const auto json = nlohmann::json::parse(toJson(*made));
    EXPECT_EQ(json["kinds"]["provider"]["during"]["ended"], 5000);
    EXPECT_EQ(json["proofs"][0]["during"]["failed"]["500"], 1);
}

TEST_F(LoadLedger, WithoutNumbersNothingIsClaimed)
{
    Ended one;
    one.status = 200;
    ledger.sent(0ms);
    ledger.take(one);
    EXPECT_TRUE(proofLine(*report()).find("whether any was mixed up is not known") != std::string::npos)
        << proofLine(*report());
    request(1ms, 2ms);
    EXPECT_TRUE(proofLine(*report()).find("0 mixed up (of 1 that gave back a number; 1 did not)") != std::string::npos)
        << proofLine(*report());
}

} // namespace
} // namespace watchglass::load
