// SPDX-License-Identifier: Apache-2.0
// Event streams, in every place for events.
#include <set>

#include "tests/plugins/acting_services.h"
#include "tests/plugins/nats_server.h"

namespace watchglass {
namespace {

using namespace std::chrono_literals;
using host::Failure;
using Settings = std::map<std::string, std::string>;
using Texts = std::vector<std::string>;

uint64_t now()
{
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return uint64_t(std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
}

class Streams : public testing::TestWithParam<PluginAndCodec>
{
protected:
    void SetUp() override
    {
        const std::string &plugin = std::get<0>(GetParam());
        if (!isBuilt(plugin))
            GTEST_SKIP() << "skipped: not there: " << plugin << " was not built";
        if (plugin == "streams_nats") {
            if (!NatsServer::isThere())
                GTEST_SKIP() << "skipped: not there: nats-server";
            server = std::make_unique<NatsServer>();
        }
        streams = open();
    }
    std::unique_ptr<Linked> open(const std::string &limit = {})
    {
        Settings made = settings();
        if (!limit.empty())
            made["LIMIT"] = limit;
        auto linked = std::make_unique<Linked>(std::get<0>(GetParam()), made, "wascc:eventstreams", actors);
        linked->codec = std::get<1>(GetParam());
        return linked;
    }
    Settings settings(const std::string &followed = {}, const std::string &from = {}) const
    {
        Settings made;
        if (server)
            made["URL"] = server->url();
        if (!followed.empty())
            made["STREAMS"] = followed;
        if (!from.empty())
            made["FROM"] = from;
        return made;
    }
    /// What the event is called.
    std::string write(const std::string &value, const std::string &stream = "orders")
    {
        const Value answer =
            streams->ask("WriteEvent", {{"stream", stream}, {"values", Object{{"n", value}, {"k", "ü"}}}});
        EXPECT_EQ(streams->error, "");
        return answer["eventId"].text();
    }
    List query(Object request)
    {
        request.push_back({"streamId", "orders"});
        const Value answer = streams->ask("QueryStream", std::move(request));
        EXPECT_EQ(streams->error, "");
        return answer["events"].list();
    }
    Texts values(const List &events)
    {
        Texts made;
        for (const Value &event : events)
            made.push_back(event["values"]["n"].text());
        return made;
    }
    Texts delivered(size_t count)
    {
        Texts made;
        for (const Delivered &one : actors->await(count, true)) {
            EXPECT_EQ(one.operation, "DeliverEvent");
            made.push_back(one.value["values"]["n"].text());
        }
        return made;
    }

    std::unique_ptr<NatsServer> server;
    std::function<host::Answer(const Delivered &)> act; ///< to be set before anything is written
    std::shared_ptr<ActingServices> actors =
        std::make_shared<ActingServices>([this](const Delivered &one) { return act ? act(one) : host::Answer(); });
    std::unique_ptr<Linked> streams;
};

TEST_P(Streams, EventsAreKeptInTheirOrder)
{
    EXPECT_TRUE(query({}).empty()) << "a stream that is not there";
    Texts written;
    for (int i = 0; i < 20; ++i)
        written.push_back(write(std::to_string(i)));
    write("other", "bills");
    EXPECT_EQ(std::set<std::string>(written.begin(), written.end()).size(), written.size());
    const List all = query({});
    ASSERT_EQ(all.size(), 20u);
    for (size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(all[i]["eventId"].text(), written[i]);
        EXPECT_EQ(all[i]["stream"].text(), "orders");
        EXPECT_EQ(all[i]["values"]["n"].text(), std::to_string(i));
        EXPECT_EQ(all[i]["values"]["k"].text(), "ü");
    }
    EXPECT_EQ(values(query({{"count", 3u}})), (Texts{"0", "1", "2"}));
    EXPECT_EQ(query({{"count", 1000u}}).size(), 20u);
}

TEST_P(Streams, EventsAreFoundByTheirTime)
{
    write("before");
    std::this_thread::sleep_for(5ms);
    const uint64_t first = now();
    write("a");
    write("b");
    const uint64_t last = now();
    std::this_thread::sleep_for(5ms);
    write("after");
    const auto within = [&](uint64_t from, uint64_t to) {
        return values(query({{"range", Object{{"minTime", from}, {"maxTime", to}}}}));
    };
    EXPECT_EQ(within(first, last), (Texts{"a", "b"}));
    EXPECT_EQ(within(0, last), (Texts{"before", "a", "b"}));
    EXPECT_EQ(within(first, UINT64_MAX), (Texts{"a", "b", "after"}));
    EXPECT_EQ(within(now() + 100'000, UINT64_MAX), Texts());
    EXPECT_EQ(within(last, first - 1), Texts());
    EXPECT_EQ(within(UINT64_MAX, UINT64_MAX), Texts());
}

TEST_P(Streams, ManyEventsAreGivenAtOnce)
{
    Texts written;
    for (int i = 0; i < 700; ++i) {
        written.push_back(std::to_string(i));
        write(written.back());
    }
    EXPECT_EQ(values(query({})), written);
}

TEST_P(Streams, EventsComeToThoseWhoFollow)
{
    write("before");
    streams->link("follower", settings("orders, bills"));
    streams->link("reader", settings("orders", "beginning"));
    const std::string name = write("1");
    write("2", "bills");
    write("3");
    std::map<std::string, Texts> came;
    for (const Delivered &one : actors->await(6, true)) {
        came[one.actor].push_back(one.value["values"]["n"].text());
        if (came[one.actor].back() == "1") {
            EXPECT_EQ(one.value["eventId"].text(), name);
            EXPECT_EQ(one.value["stream"].text(), "orders");
        }
    }
    std::sort(came["follower"].begin(), came["follower"].end()); // two streams
    EXPECT_EQ(came["follower"], (Texts{"1", "2", "3"}));
    EXPECT_EQ(came["reader"], (Texts{"before", "1", "3"}));
}

TEST_P(Streams, AnEventComesAgainUntilTheActorIsThere)
{
    std::atomic<int> tries = 0;
    act = [&](const Delivered &) {
        return ++tries < 3 ? host::Answer::unavailable("there is no actor") : host::Answer();
    };
    streams->link("follower", settings("orders"));
    write("1");
    write("2");
    EXPECT_EQ(delivered(4), (Texts{"1", "1", "1", "2"}));
    EXPECT_EQ(actors->lines(), Texts{"an event of orders for follower was not taken: there is no actor"});
}

TEST_P(Streams, AnEventThatKillsTheActorDoesNotComeAgain)
{
    act = [](const Delivered &one) {
        return one.value["values"]["n"].text() == "bad" ? host::Answer{{}, Failure::Trap, "unreachable"}
                                                        : host::Answer();
    };
    streams->link("follower", settings("orders"));
    write("bad");
    write("2");
    EXPECT_EQ(delivered(2), (Texts{"bad", "2"}));
}

TEST_P(Streams, ALinkThatChangesGoesOnWhereItWas)
{
    streams->link("follower", settings("orders"));
    write("1");
    delivered(1);
    streams->link("follower", settings("bills, orders"));
    write("2");
    EXPECT_EQ(delivered(2), (Texts{"1", "2"}));
    streams->provider().unbind("follower", "default");
    write("3");
    EXPECT_EQ(delivered(2), (Texts{"1", "2"}));
}

TEST_P(Streams, OldEventsGoFirst)
{
    streams = open("3");
    for (int i = 0; i < 5; ++i)
        write(std::to_string(i));
    EXPECT_EQ(values(query({})), (Texts{"2", "3", "4"}));
}

TEST_P(Streams, AnyTextIsAName)
{
    for (const std::string &stream : Texts{"a.b c*>/\\=", "ü", "$x", "a", "A"}) {
        write(stream, stream);
        const Value answer = streams->ask("QueryStream", {{"streamId", stream}});
        EXPECT_EQ(streams->error, "") << stream;
        EXPECT_EQ(values(answer["events"].list()), Texts{stream});
    }
    for (const std::string &stream :
         {std::string(), std::string(201, 'x'), std::string("a\0b", 3), std::string("a\n")}) {
        streams->ask("WriteEvent", {{"stream", stream}});
        EXPECT_EQ(streams->failure, Failure::Refused) << stream;
        streams->ask("QueryStream", {{"streamId", stream}});
        EXPECT_EQ(streams->failure, Failure::Refused) << stream;
    }
}

/// As the host does it.
TEST_P(Streams, WhenTheProviderIsSwappedEachEventComesOnce)
{
    streams->link("follower", settings("orders"));
    Texts written;
    const auto write20 = [&] {
        for (int i = 0; i < 20; ++i) {
            written.push_back(std::to_string(written.size()));
            write(written.back());
        }
    };
    for (int round = 0; round < 3; ++round) {
        write20();
        const int given = streams->provider().handOver("follower", "default");
        auto next = open();
        EXPECT_EQ(next->provider().bind({"follower", "wascc:eventstreams", "default", settings("orders"), given}),
                  std::nullopt);
        if (!server) // what is kept in memory is copied
            EXPECT_EQ(streams->provider().copyOut([&](const host::Entry &entry) {
                EXPECT_EQ(next->provider().copyIn(entry), std::nullopt);
                return true;
            }),
                      std::nullopt);
        streams = std::move(next);
    }
    write20();
    EXPECT_EQ(delivered(written.size()), written);
    EXPECT_EQ(values(query({})), written);
}

TEST_P(Streams, ItsLibraryIsGoneWhenNobodyNeedsItAnyMore)
{
    streams->link("follower", settings("orders"));
    write("1");
    delivered(1);
    query({});
    EXPECT_TRUE(goesAway(std::move(streams)));
}

INSTANTIATE_TEST_SUITE_P(Every, Streams,
                         testing::Combine(testing::Values("streams_memory", "streams_nats"),
                                          testing::Values(Codec::Protobuf, Codec::Arrays, Codec::Maps)),
                         nameOfCase);

TEST(StreamsOfWasmCloud, HaveNamesOfTheirOwn)
{
    Linked streams("streams_memory", {}, "wasmcloud:eventstreams");
    const Value written = streams.ask("WriteEvent", {{"stream", "orders"}, {"values", Object{{"n", "1"}}}});
    EXPECT_NE(written["eventId"].text(), "");
    EXPECT_TRUE(written["error"].isNothing());
    const Value found = streams.ask("QueryStream", {{"streamId", "orders"}});
    ASSERT_EQ(found["events"].list().size(), 1u);
    EXPECT_EQ(found["events"].list()[0]["stream"].text(), "orders");
}

// What is particular to a server that may go and come back -----------------------------------------------------------

class StreamsOverNats : public testing::Test
{
protected:
    void SetUp() override
    {
        if (!isBuilt("streams_nats") || !NatsServer::isThere())
            GTEST_SKIP() << "skipped: not there";
    }
    std::string write(Linked &streams, const std::string &value, std::chrono::milliseconds time = 20s)
    {
        return streams
            .ask("WriteEvent", {{"stream", "orders"}, {"values", Object{{"n", value}}}}, soon(time))["eventId"]
            .text();
    }
    static bool isWell(Linked &streams, bool ok)
    {
        for (int i = 0; i < 1000 && streams.provider().health().ok != ok; ++i)
            std::this_thread::sleep_for(10ms);
        return streams.provider().health().ok;
    }
    std::shared_ptr<ActingServices> actors = std::make_shared<ActingServices>();
};

TEST_F(StreamsOverNats, KilledItCostsAnErrorAtOnceAndNoEvent)
{
    NatsServer server;
    Linked streams("streams_nats", {{"URL", server.url()}, {"STREAMS", "orders"}}, "wascc:eventstreams", actors);
    EXPECT_EQ(write(streams, "1"), "1") << streams.error;
    actors->await(1);
    for (uint64_t round = 0; round < 2; ++round) {
        server.kill();
        EXPECT_FALSE(isWell(streams, false));
        write(streams, "nowhere");
        EXPECT_EQ(streams.failure, Failure::Unavailable);
        EXPECT_EQ(streams.error, "NATS at " + server.place() + " cannot be reached: the connection broke");
        streams.ask("QueryStream", {{"streamId", "orders"}});
        EXPECT_EQ(streams.failure, Failure::Unavailable);
        server.start();
        EXPECT_TRUE(isWell(streams, true));
        std::string name;
        for (int i = 0; i < 300 && (name = write(streams, "again")).empty(); ++i) // JetStream starts behind the server
            std::this_thread::sleep_for(10ms);
        EXPECT_EQ(name, std::to_string(2 + round)) << streams.error;
        EXPECT_EQ(actors->await(size_t(2 + round), true).size(), 2 + round);
    }
}

TEST_F(StreamsOverNats, OneThatAnswersNobodyCostsNoMoreThanTheDeadline)
{
    NatsServer server;
    Linked streams("streams_nats", {{"URL", server.url()}}, "wascc:eventstreams", actors);
    write(streams, "1");
    server.halt();
    const auto before = std::chrono::steady_clock::now();
    write(streams, "2", 150ms);
    EXPECT_EQ(streams.failure, Failure::Deadline) << streams.error;
    streams.ask("QueryStream", {{"streamId", "orders"}}, soon(150ms));
    EXPECT_EQ(streams.failure, Failure::Deadline) << streams.error;
    EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
    server.resume();
    EXPECT_TRUE(isWell(streams, true));
}

TEST_F(StreamsOverNats, EventsOfOthersCome)
{
    NatsServer server;
    Linked streams("streams_nats", {{"URL", server.url()}, {"STREAMS", "orders"}}, "wascc:eventstreams", actors);
    server.publish("eventstreams.orders", "plain text");
    const auto came = actors->await(1);
    ASSERT_EQ(came.size(), 1u);
    EXPECT_EQ(came[0].value["values"]["data"].text(), "plain text");
}

TEST_F(StreamsOverNats, AServerWithoutJetStreamIsTold)
{
    NatsServer server({"-c", "/dev/null", "--js=false"});
    Linked streams("streams_nats", {{"URL", server.url()}}, "wascc:eventstreams", actors);
    write(streams, "1");
    EXPECT_EQ(streams.failure, Failure::Unavailable);
    EXPECT_EQ(streams.error, "NATS at " + server.place() + " keeps no events: it runs without JetStream");
}

} // namespace
} // namespace watchglass
