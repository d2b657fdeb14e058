// SPDX-License-Identifier: Apache-2.0
// Messaging, over every way for messages to go.
#include <atomic>

#include "tests/plugins/acting_services.h"
#include "tests/plugins/nats_server.h"

namespace watchglass {
namespace {

using namespace std::chrono_literals;
using host::Failure;
using Settings = std::map<std::string, std::string>;
using Texts = std::vector<std::string>;

class Messaging : public testing::TestWithParam<PluginAndCodec>
{
protected:
    void SetUp() override
    {
        const std::string &plugin = std::get<0>(GetParam());
        if (!isBuilt(plugin))
            GTEST_SKIP() << "skipped: not there: " << plugin << " was not built";
        if (plugin == "messaging_nats") {
            if (!NatsServer::isThere())
                GTEST_SKIP() << "skipped: not there: nats-server";
            server = std::make_unique<NatsServer>();
        }
        bus = open();
    }
    std::unique_ptr<Linked> open()
    {
        auto made = std::make_unique<Linked>(std::get<0>(GetParam()), settings(), "wascc:messaging", actors);
        made->codec = std::get<1>(GetParam());
        return made;
    }
    Settings settings(const std::string &subscription = {}, const std::string &group = {}) const
    {
        Settings made;
        if (server)
            made["URL"] = server->url();
        if (!subscription.empty())
            made["SUBSCRIPTION"] = subscription;
        if (!group.empty())
            made["QUEUEGROUP_NAME"] = group;
        return made;
    }
    void publish(const std::string &subject, const std::string &body, const std::string &replyTo = {})
    {
        bus->ask("Publish", {{"subject", subject}, {"replyTo", replyTo}, {"body", host::bytesOf(body)}});
        EXPECT_EQ(bus->error, "") << subject;
    }
    std::string request(const std::string &subject, const std::string &body, int timeout = 0)
    {
        const Value answer =
            bus->ask("Request", {{"subject", subject}, {"body", host::bytesOf(body)}, {"timeout", timeout}});
        return host::textOf(answer["body"].bytes());
    }

    std::unique_ptr<NatsServer> server;
    std::function<host::Answer(const Delivered &)> act; ///< to be set before anything is sent
    std::shared_ptr<ActingServices> actors =
        std::make_shared<ActingServices>([this](const Delivered &one) { return act ? act(one) : host::Answer(); });
    std::unique_ptr<Linked> bus;
};

TEST_P(Messaging, MessagesComeToThoseWhoListenToTheirSubject)
{
    bus->link("all", settings(">"));
    bus->link("word", settings("orders.*"));
    bus->link("rest", settings("orders.>, bills.*.late"));
    publish("orders.new", "1", "answers.here");
    publish("orders.new.big", "2");
    publish("orders", "3");
    publish("bills.42.late", "4");
    publish("bills.late", "5");
    std::map<std::string, Texts> came;
    for (const Delivered &one : actors->await(9, true)) {
        EXPECT_EQ(one.operation, "DeliverMessage");
        came[one.actor].push_back(one.body());
        if (one.body() == "1") {
            EXPECT_EQ(one.value["subject"].text(), "orders.new");
            EXPECT_EQ(one.value["replyTo"].text(), "answers.here");
        }
    }
    EXPECT_EQ(came["all"], (Texts{"1", "2", "3", "4", "5"}));
    EXPECT_EQ(came["word"], Texts{"1"});
    std::sort(came["rest"].begin(), came["rest"].end()); // two subscriptions
    EXPECT_EQ(came["rest"], (Texts{"1", "2", "4"}));
}

TEST_P(Messaging, MessagesKeepTheirOrderAndBytes)
{
    bus->link("listener", settings("numbers"));
    Texts sent;
    for (int i = 0; i < 300; ++i) {
        sent.push_back(std::to_string(i) + std::string("\0\xff", 2));
        publish("numbers", sent.back());
    }
    EXPECT_EQ(actors->bodies(sent.size(), true), sent);
    sent = {std::string(500'000, 'x'), ""};
    actors->forget();
    for (const std::string &one : sent)
        publish("numbers", one);
    EXPECT_EQ(actors->bodies(2), sent);
}

TEST_P(Messaging, OfAGroupOneGetsTheMessage)
{
    bus->link("a", settings("work", "workers"));
    bus->link("b", settings("work|workers"));
    bus->link("c", settings("work", "others"));
    bus->link("d", settings("work"));
    for (int i = 0; i < 60; ++i)
        publish("work", std::to_string(i));
    std::map<std::string, size_t> counts;
    std::map<std::string, int> shared;
    for (const Delivered &one : actors->await(180, true)) {
        ++counts[one.actor];
        shared[one.body()] += one.actor == "a" || one.actor == "b";
    }
    EXPECT_EQ(counts["c"], 60u);
    EXPECT_EQ(counts["d"], 60u);
    EXPECT_EQ(counts["a"] + counts["b"], 60u);
    EXPECT_GT(counts["a"], 0u);
    EXPECT_GT(counts["b"], 0u);
    for (const auto &[body, times] : shared)
        EXPECT_EQ(times, 1) << body;
}

TEST_P(Messaging, ARequestIsAnswered)
{
    act = [this](const Delivered &one) {
        // As an actor answers: by a message of its own.
        const contracts::Found found = contracts::findOperation("wascc:messaging", "Publish");
        const auto payload = contracts::encode(
            *found.request, Object{{"subject", one.value["replyTo"]}, {"body", host::bytesOf("<" + one.body() + ">")}},
            Codec::Maps);
        return bus->provider().call({one.actor, "default", "wascc:messaging", "Publish", payload.bytes, soon(), 2});
    };
    bus->link("answerer", settings("questions.*"));
    EXPECT_EQ(request("questions.a", "what"), "<what>") << bus->error;
    EXPECT_EQ(request("questions.b", ""), "<>") << bus->error;
    // Also from the one that is asked.
    bus->actor = "answerer";
    EXPECT_EQ(request("questions.a", "myself", 5000), "<myself>") << bus->error;
    actors->await(3); // until nobody calls the provider any more
}

TEST_P(Messaging, NobodyWhoListensIsToldAtOnce)
{
    const auto before = std::chrono::steady_clock::now();
    request("questions", "what", 10'000);
    EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
    EXPECT_EQ(bus->failure, Failure::Unavailable);
    EXPECT_EQ(bus->error, "nobody listens to \"questions\"");
    publish("questions", "and nobody has to"); // which is no error
}

TEST_P(Messaging, NoAnswerCostsNoMoreThanTheTimeForIt)
{
    bus->link("silent", settings("questions"));
    request("questions", "what", 100);
    EXPECT_EQ(bus->failure, Failure::Deadline);
    EXPECT_EQ(bus->error, "no answer came from those who listen to \"questions\"");
    bus->ask("Request", {{"subject", "questions"}, {"body", host::Bytes{}}, {"timeout", 60'000}}, soon(100ms));
    EXPECT_EQ(bus->failure, Failure::Deadline) << bus->error;
}

TEST_P(Messaging, ABusyActorGetsTheMessageWhenItHasTime)
{
    std::atomic<int> tries = 0;
    act = [&](const Delivered &) {
        return ++tries < 5 ? host::Answer{{}, Failure::Busy, "the actor is busy"} : host::Answer();
    };
    bus->link("busy", settings("a"));
    publish("a", "1");
    publish("a", "2");
    EXPECT_EQ(actors->bodies(6, true), (Texts{"1", "1", "1", "1", "1", "2"}));
}

TEST_P(Messaging, WhatAnActorDoesNotTakeStandsInTheLogOnce)
{
    act = [](const Delivered &one) {
        return one.body() == "good" ? host::Answer() : host::Answer::refused("it trapped");
    };
    bus->link("picky", settings("a"));
    for (const char *body : {"bad", "bad", "good", "bad"})
        publish("a", body);
    actors->await(4);
    bus->link("picky", settings()); // waits for the end of it
    for (int i = 0; i < 500 && actors->lines().size() < 2; ++i)
        std::this_thread::sleep_for(10ms);
    EXPECT_EQ(actors->lines(), (Texts{"a message for picky was not taken: it trapped",
                                      "a message for picky was not taken: it trapped"}));
}

TEST_P(Messaging, ALinkMayListenToSomethingElse)
{
    bus->link("listener", settings("a"));
    publish("a", "1");
    actors->await(1);
    bus->link("listener", settings("b"));
    publish("a", "2");
    publish("b", "3");
    EXPECT_EQ(actors->bodies(2, true), (Texts{"1", "3"}));
    bus->provider().unbind("listener", "default");
    for (int i = 0; i < 500; ++i) { // it ends on a thread of its own
        request("b", "", 50);
        if (bus->error == "nobody listens to \"b\"")
            break;
    }
    EXPECT_EQ(bus->error, "nobody listens to \"b\"");
}

TEST_P(Messaging, WhatIsNoSubjectIsRefused)
{
    for (const std::string subject : {"", ".", "a.", ".a", "a..b", "a b", "a.*", ">", "a\r\nPUB b 0", "a\tb"}) {
        bus->ask("Publish", {{"subject", subject}, {"body", host::Bytes{}}});
        EXPECT_EQ(bus->failure, Failure::Refused) << subject;
        bus->ask("Publish", {{"subject", "a"}, {"replyTo", subject}, {"body", host::Bytes{}}});
        EXPECT_EQ(bus->failure, subject.empty() ? Failure::None : Failure::Refused) << subject;
        request(subject, "");
        EXPECT_EQ(bus->failure, Failure::Refused) << subject;
    }
    EXPECT_TRUE(bus->error.starts_with("\"a\tb\" is no subject to send to: words")) << bus->error;
    for (const char *one : {"a..b", "a.>.b", "a b", ".", "a|", "a|b c"}) {
        const auto refusal = bus->provider().bind({"x", "wascc:messaging", "default", settings(one)});
        EXPECT_TRUE(refusal) << one;
    }
    EXPECT_TRUE(bus->provider().bind({"x", "wascc:messaging", "default", settings("a", "b c")}));
}

TEST_P(Messaging, PlainModulesPublish)
{
    bus->link("listener", settings("a.b"));
    Page page;
    auto arguments = page.put(0, "a.b");
    const auto body = page.put(100, "hello");
    arguments.insert(arguments.end(), body.begin(), body.end());
    EXPECT_EQ(bus->function("publish", arguments, &page), "");
    EXPECT_EQ(actors->bodies(1), Texts{"hello"});
    arguments[1] = i32(65537);
    EXPECT_NE(bus->function("publish", arguments, &page), "");
}

/// As the host does it: the next one is linked before the old one ends, which brings what it has.
TEST_P(Messaging, WhenTheProviderIsSwappedEachMessageComesOnce)
{
    bus->link("listener", settings("numbers"));
    std::mutex swapping;
    std::atomic<bool> over = false;
    std::atomic<int> sent = 0;
    std::thread sender([&] {
        while (!over) {
            const std::lock_guard lock(swapping); // a call is made to the old one or to the next one
            publish("numbers", std::to_string(sent));
            if (++sent % 100 == 0) // no faster than they are taken
                actors->await(size_t(sent) - 100);
        }
    });
    for (int round = 0; round < 5; ++round) {
        const int before = sent;
        while (sent < before + 30)
            std::this_thread::sleep_for(1ms);
        auto next = open();
        host::Binding binding{"listener", "wascc:messaging", "default", settings("numbers"),
                              bus->provider().handOver("listener", "default")};
        EXPECT_EQ(next->provider().bind(binding), std::nullopt);
        const std::lock_guard lock(swapping);
        std::swap(bus, next); // the old one ends at the end of this round, while nobody calls
    }
    over = true;
    sender.join();
    std::map<int, int> times;
    for (const std::string &body : actors->bodies(size_t(sent), true))
        ++times[std::stoi(body)];
    EXPECT_EQ(times.size(), size_t(sent));
    for (const auto &[number, count] : times)
        EXPECT_EQ(count, 1) << number;
}

TEST_P(Messaging, ItsLibraryIsGoneWhenNobodyNeedsItAnyMore)
{
    bus->link("listener", settings("a"));
    publish("a", "1");
    actors->await(1);
    EXPECT_TRUE(goesAway(std::move(bus)));
}

INSTANTIATE_TEST_SUITE_P(Every, Messaging,
                         testing::Combine(testing::Values("messaging_memory", "messaging_nats"),
                                          testing::Values(Codec::Protobuf, Codec::Arrays, Codec::Maps)),
                         nameOfCase);

TEST(MessagingOfWasmCloud, TellsThatItPublished)
{
    auto actors = std::make_shared<ActingServices>();
    Linked bus("messaging_memory", {{"SUBSCRIPTION", "a"}}, "wasmcloud:messaging", actors);
    EXPECT_EQ(bus.said("Publish", {{"subject", "a"}, {"body", host::bytesOf("x")}}), R"({"published":true})");
    EXPECT_EQ(actors->bodies(1), Texts{"x"});
}

TEST(MessagingInMemory, AnActorThatFailsOnARequestIsToldAtOnce)
{
    auto actors = std::make_shared<ActingServices>([](const Delivered &) {
        return host::Answer{{}, Failure::Trap, "unreachable was reached"};
    });
    Linked bus("messaging_memory", {{"SUBSCRIPTION", "questions"}}, "wascc:messaging", actors);
    bus.ask("Request", {{"subject", "questions"}, {"body", host::Bytes{}}, {"timeout", 60'000}});
    EXPECT_EQ(bus.failure, Failure::Trap);
    EXPECT_EQ(bus.error, "actor did not take the request: unreachable was reached");
}

} // namespace
} // namespace watchglass
