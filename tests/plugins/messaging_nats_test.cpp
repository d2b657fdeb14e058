// SPDX-License-Identifier: Apache-2.0
// Messaging over NATS: what is particular to a server that may go and come back.
#include "tests/plugins/acting_services.h"
#include "tests/plugins/nats_server.h"

namespace watchglass {
namespace {

using namespace std::chrono_literals;
using host::Failure;
using Settings = std::map<std::string, std::string>;
using Texts = std::vector<std::string>;

class MessagingOverNats : public testing::Test
{
protected:
    void SetUp() override
    {
        if (!isBuilt("messaging_nats") || !NatsServer::isThere())
            GTEST_SKIP() << "skipped: not there";
    }
    std::unique_ptr<Linked> open(Settings settings)
    {
        return std::make_unique<Linked>("messaging_nats", std::move(settings), "wascc:messaging", actors);
    }
    static void publish(Linked &bus, const std::string &body, std::chrono::milliseconds time = 20s)
    {
        bus.ask("Publish", {{"subject", "a"}, {"body", host::bytesOf(body)}}, soon(time));
    }
    /// Until it is well, or not.
    static host::Health awaitHealth(Linked &bus, bool ok)
    {
        host::Health health = bus.provider().health();
        for (int i = 0; i < 1000 && health.ok != ok; ++i) {
            std::this_thread::sleep_for(10ms);
            health = bus.provider().health();
        }
        return health;
    }
    std::shared_ptr<ActingServices> actors = std::make_shared<ActingServices>();
};

TEST_F(MessagingOverNats, KilledItCostsAnErrorAtOnceAndGoesOnWhenItIsBack)
{
    NatsServer server;
    auto bus = open({{"URL", server.url()}, {"SUBSCRIPTION", "a"}});
    EXPECT_EQ(bus->provider().health().sentence, "connected to NATS at " + server.place());
    for (int round = 0; round < 3; ++round) {
        actors->forget();
        publish(*bus, "here");
        EXPECT_EQ(bus->error, "");
        EXPECT_EQ(actors->bodies(1), Texts{"here"});
        server.kill();
        EXPECT_FALSE(awaitHealth(*bus, false).ok);
        for (int i = 0; i < 3; ++i) {
            publish(*bus, "nowhere");
            EXPECT_EQ(bus->failure, Failure::Unavailable);
            EXPECT_EQ(bus->error, "NATS at " + server.place() + " cannot be reached: the connection broke");
            bus->ask("Request", {{"subject", "b"}, {"body", host::Bytes{}}, {"timeout", 60'000}});
            EXPECT_EQ(bus->failure, Failure::Unavailable) << bus->error;
        }
        server.start();
        EXPECT_TRUE(awaitHealth(*bus, true).ok) << "it comes back by itself";
    }
    publish(*bus, "again");
    EXPECT_EQ(actors->bodies(2).back(), "again");
}

TEST_F(MessagingOverNats, KilledInTheMiddleARequestIsToldAtOnce)
{
    NatsServer server;
    auto bus = open({{"URL", server.url()}, {"SUBSCRIPTION", "silent"}});
    std::thread killer([&] {
        actors->await(1);
        server.kill();
    });
    bus->ask("Request", {{"subject", "silent"}, {"body", host::Bytes{}}, {"timeout", 60'000}}, soon(60s));
    killer.join();
    EXPECT_EQ(bus->failure, Failure::Unavailable) << bus->error;
}

TEST_F(MessagingOverNats, ALinkMayBeMadeBeforeTheServerIsThere)
{
    NatsServer server;
    server.kill();
    auto bus = open({{"URL", server.url()}, {"SUBSCRIPTION", "a"}});
    publish(*bus, "x");
    EXPECT_EQ(bus->error, "NATS at " + server.place() + " cannot be reached: nobody answers there");
    EXPECT_EQ(bus->provider().health().sentence, bus->error);
    server.start();
    EXPECT_TRUE(awaitHealth(*bus, true).ok);
    for (int i = 0; i < 500 && actors->lines().empty(); ++i) { // until it listens
        publish(*bus, "y");
        if (!actors->bodies(0, true).empty())
            break;
    }
    EXPECT_EQ(actors->bodies(1).at(0), "y");
}

TEST_F(MessagingOverNats, OneThatAnswersNobodyCostsNoMoreThanTheDeadline)
{
    NatsServer server;
    auto bus = open({{"URL", server.url()}});
    server.halt();
    const auto before = std::chrono::steady_clock::now();
    publish(*bus, "x", 100ms);
    EXPECT_EQ(bus->failure, Failure::Deadline);
    EXPECT_EQ(bus->error, "NATS at " + server.place() + " has not answered in time: a message on \"a\"");
    EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
    server.resume();
    EXPECT_TRUE(awaitHealth(*bus, true).ok);
    publish(*bus, "x");
    EXPECT_EQ(bus->error, "");
}

TEST_F(MessagingOverNats, MessagesOfOthersCome)
{
    NatsServer server;
    auto bus = open({{"URL", server.url()}, {"SUBSCRIPTION", "news.>"}});
    server.publish("news.weather", "rain");
    const auto came = actors->await(1);
    ASSERT_EQ(came.size(), 1u);
    EXPECT_EQ(came[0].value["subject"].text(), "news.weather");
    EXPECT_EQ(came[0].value["replyTo"].text(), "");
    EXPECT_EQ(came[0].body(), "rain");
}

TEST_F(MessagingOverNats, WhatIsTooLongForTheServerIsRefused)
{
    NatsServer server;
    auto bus = open({{"URL", server.url()}});
    publish(*bus, std::string((1 << 20) + 1, 'x'));
    EXPECT_EQ(bus->failure, Failure::Refused);
    EXPECT_EQ(bus->error, "a message on \"a\": that is longer than NATS at " + server.place() + " takes");
    publish(*bus, "short");
    EXPECT_EQ(bus->error, "");
}

TEST_F(MessagingOverNats, PasswordsAreThoseOfTheUrlAndAreNotTold)
{
    NatsServer server({"--user", "me", "--pass", "secret"});
    auto bus = open({{"URL", server.url("me:secret@")}});
    publish(*bus, "x");
    EXPECT_EQ(bus->error, "");
    auto stranger = open({{"URL", server.url("me:wrongword@")}});
    publish(*stranger, "x");
    EXPECT_EQ(stranger->failure, Failure::Unavailable);
    EXPECT_TRUE(stranger->error.starts_with("NATS at " + server.place() + " cannot be reached: ")) << stranger->error;
    EXPECT_EQ(stranger->error.find("wrongword"), std::string::npos);
    for (const char *url : {"localhost", "http://x", "nats://", "nats://:secret@", "nats://a secret"})
        try {
            open({{"URL", url}});
            ADD_FAILURE() << url << " was taken";
        } catch (const std::exception &refusal) {
            EXPECT_TRUE(std::string(refusal.what()).starts_with("the setting URL wants nats://")) << refusal.what();
            EXPECT_EQ(std::string(refusal.what()).find("secret"), std::string::npos);
        }
}

} // namespace
} // namespace watchglass
