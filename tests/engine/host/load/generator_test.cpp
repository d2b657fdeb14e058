// SPDX-License-Identifier: Apache-2.0
/// Loads against servers that do just what they are told, so that every count can be known beforehand.
#include <gtest/gtest.h>

#include "engine/host/load/generator.h"
#include "tests/engine/host/load/small_server.h"

namespace watchglass::load {
namespace {

using namespace std::chrono_literals;

std::shared_ptr<const Report> loadOf(Settings settings)
{
    Generator::Made made = Generator::start(std::move(settings));
    EXPECT_TRUE(made.generator) << made.error;
    if (!made.generator)
        return std::make_shared<Report>();
    made.generator->wait();
    EXPECT_FALSE(made.generator->running());
    return made.generator->report();
}

Settings toPort(uint16_t port, uint64_t requests, unsigned connections = 8)
{
    Settings settings;
    settings.port = port;
    settings.requests = requests;
    settings.connections = connections;
    return settings;
}

std::string echo(const std::string &request)
{
    return SmallServer::ok("{\"n\":\"" + SmallServer::after(request, "n=") + "\"}");
}

TEST(Load, EveryRequestIsAnsweredWithItsOwnNumber)
{
    SmallServer server(echo);
    for (const bool keepAlive : {true, false}) {
        const uint64_t before = server.accepted();
        Settings settings = toPort(server.port(), 500);
        settings.keepAlive = keepAlive;
        const auto report = loadOf(settings);
        EXPECT_EQ(report->sent, 500u);
        EXPECT_EQ(report->counts.ok, 500u);
        EXPECT_EQ(report->counts.own, 500u);
        EXPECT_TRUE(report->counts.clean());
        EXPECT_EQ(report->underWay, 0u);
        EXPECT_EQ(report->latency.count(), 500u);
        EXPECT_EQ(report->connected, server.accepted() - before);
        if (keepAlive)
            EXPECT_LE(report->connected, 8u);
        else
            EXPECT_EQ(report->connected, 500u);
    }
}

TEST(Load, NumbersComeInHeadersAndBodiesToo)
{
    SmallServer server([](const std::string &request) {
        return SmallServer::ok("", "X-Seen: " + SmallServer::after(request, "X-Request-Number: ") + "\r\n");
    });
    Settings settings = toPort(server.port(), 50);
    settings.target = "/";
    const auto report = loadOf(settings);
    EXPECT_EQ(report->counts.own, 50u);
}

TEST(Load, AnswersOfOthersAreMixedUpEachOfThem)
{
    std::mutex mutex;
    std::string last;
    std::atomic<int> count{0};
    SmallServer server([&](const std::string &request) {
        const std::lock_guard lock(mutex);
        const std::string own = SmallServer::after(request, "n=");
        const std::string said = ++count % 10 == 0 ? std::exchange(last, own) : own; // each tenth gets the one before
        last = own;
        return SmallServer::ok(said);
    });
    EXPECT_EQ(loadOf(toPort(server.port(), 200))->counts.mixedUp, 20u);
}

TEST(Load, AnAnswerThatNobodyAskedForIsMixedUp)
{
    std::atomic<bool> once{false};
    SmallServer server([&](const std::string &request) {
        return once.exchange(true) ? echo(request) : echo(request) + echo(request);
    });
    const auto report = loadOf(toPort(server.port(), 20, 1));
    EXPECT_EQ(report->counts.ok, 20u);
    EXPECT_EQ(report->counts.mixedUp, 1u);
}

TEST(Load, WhoDoesNotEchoProvesLess)
{
    SmallServer server([](const std::string &) { return SmallServer::ok("{\"counter\": 1234567890123456}"); });
    const auto report = loadOf(toPort(server.port(), 30));
    EXPECT_EQ(report->counts.unproven, 30u);
    EXPECT_EQ(report->counts.mixedUp, 0u) << "another number is no number of a request";
    EXPECT_EQ(report->counter.repeated, 29u);
}

TEST(Load, CountersAreFollowed)
{
    std::atomic<int> counter{0};
    SmallServer server([&](const std::string &request) {
        const int number = ++counter;
        if (number == 60)
            return std::string(); // counted, but nobody is told
        return SmallServer::ok("{\"counter\":" + std::to_string(number) +
                               ",\"n\":" + SmallServer::after(request, "n=") + "}");
    });
    const auto report = loadOf(toPort(server.port(), 100));
    EXPECT_EQ(report->counter.last, 100);
    EXPECT_EQ(report->counter.skipped, 1u);
    EXPECT_EQ(report->counter.repeated, 0u);
    EXPECT_EQ(report->counts.wentBack, 0u);
    EXPECT_EQ(report->counts.lost, 1u);
    EXPECT_EQ(report->losses, (std::map<std::string, uint64_t>{{"the connection was closed without an answer", 1}}));
}

TEST(Load, FailuresAreCountedByStatusAndLossesByReason)
{
    std::atomic<int> count{0};
    SmallServer server([&](const std::string &request) {
        switch (++count % 4) {
        case 0:
            return std::string("HTTP/1.1 503 No\r\nContent-Length: 4\r\n\r\ngone");
        case 1:
            return std::string("HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\nhalf");
        case 2:
            return std::string("nonsense\r\n\r\n");
        default:
            return echo(request);
        }
    });
    const auto report = loadOf(toPort(server.port(), 40, 1));
    EXPECT_EQ(report->counts.ok, 10u);
    EXPECT_EQ(report->counts.failed, (std::map<int, uint64_t>{{503, 10}}));
    EXPECT_EQ(report->failures, (std::map<std::string, uint64_t>{{"503 gone", 10}}));
    EXPECT_EQ(report->counts.lost, 20u);
    EXPECT_EQ(report->losses.size(), 2u);
    EXPECT_EQ(report->losses.at("the connection was closed in the middle of the answer"), 10u);
}

TEST(Load, NobodyThereIsALossForEachRequest)
{
    uint16_t port = 0;
    {
        SmallServer server(echo);
        port = server.port();
    }
    const auto report = loadOf(toPort(port, 5, 2));
    EXPECT_EQ(report->counts.lost, 5u);
    EXPECT_EQ(report->losses, (std::map<std::string, uint64_t>{{"cannot connect: Connection refused", 5}}));
}

TEST(Load, AnAnswerThatDoesNotComeInTimeIsLost)
{
    SmallServer server([](const std::string &) { return std::string("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"); });
    Settings settings = toPort(server.port(), 3, 1);
    settings.patience = 20ms;
    const auto report = loadOf(settings);
    EXPECT_EQ(report->losses, (std::map<std::string, uint64_t>{{"no answer within 20 ms", 3}}));
}

TEST(Load, AConnectionThatTheServerEndsIsNoLoss)
{
    SmallServer server([](const std::string &request) {
        return SmallServer::ok(SmallServer::after(request, "n="), "Connection: close\r\n");
    });
    const auto report = loadOf(toPort(server.port(), 30, 3));
    EXPECT_EQ(report->counts.own, 30u);
    EXPECT_EQ(report->connected, 30u);
}

TEST(Load, ARateIsKeptAndLatencyCountsFromWhenARequestWasDue)
{
    std::atomic<int> count{0};
    SmallServer server([&](const std::string &request) {
        if (++count == 1)
            std::this_thread::sleep_for(200ms); // the only connection is held up
        return echo(request);
    });
    Settings settings = toPort(server.port(), 100, 1);
    settings.rate = 1000;
    const auto report = loadOf(settings);
    EXPECT_GE(report->elapsed, 100ms);
    EXPECT_EQ(report->counts.own, 100u);
    EXPECT_GE(report->latency.percentile(0.5), 100ms) << "half of them were due long before they could be sent";
}

TEST(Load, ItStopsWhenToldAndAnswersWhatIsUnderWay)
{
    SmallServer server(echo);
    Settings settings = toPort(server.port(), 0);
    settings.requests.reset();
    Generator::Made made = Generator::start(settings);
    ASSERT_TRUE(made.generator);
    const uint64_t mark = made.generator->begin(Mark::Kind::Module, "a");
    while (made.generator->report()->counts.ended < 100)
        std::this_thread::yield();
    made.generator->finish(mark, {}, "a → b");
    while (made.generator->report()->proofs[0].after.ended < 100)
        std::this_thread::yield();
    made.generator->stop();
    made.generator->wait();
    const auto report = made.generator->report();
    EXPECT_EQ(report->sent, report->counts.ok);
    EXPECT_FALSE(report->running);
    ASSERT_EQ(report->proofs.size(), 1u);
    const Proof &proof = report->proofs[0];
    EXPECT_EQ(proof.mark.text, "a → b");
    EXPECT_EQ(proof.before.ended + proof.during.ended + proof.after.ended, report->counts.ended);
    EXPECT_GE(proof.during.ended, 90u);
}

TEST(Load, SettingsThatCannotBeAreRefusedWithASentence)
{
    const auto why = [](auto change) {
        Settings settings;
        change(settings);
        return Generator::start(settings).error;
    };
    EXPECT_EQ(why([](Settings &s) { s.port = 0; }), "the load needs the port of the listener");
    EXPECT_EQ(why([](Settings &s) { s.target = "a b"; }),
              "the target must begin with / and have no spaces, not \"a b\"");
    EXPECT_EQ(why([](Settings &s) { s.connections = 0; }), "there can be from 1 to 10000 connections, not 0");
    EXPECT_EQ(why([](Settings &s) { s.address = "example.org"; }),
              "the address must be one in numbers, as 127.0.0.1, not \"example.org\"");
    EXPECT_NE(why([](Settings &s) { s.headers = {{"A", "b\r\nC: d"}}; }), "");
}

} // namespace
} // namespace watchglass::load
