// SPDX-License-Identifier: Apache-2.0
// The content of a store moves to another, of the same or another kind.
#include <set>
#include <thread>

#include "tests/engine/host/test_providers.h"
#include "tests/plugins/store_kinds.h"

namespace watchglass {
namespace {

using host::Entry;

class Content : public AnyStore
{
protected:
    static void copy(Linked &from, Linked &to)
    {
        EXPECT_EQ(from.provider().copyOut([&](const Entry &entry) {
            EXPECT_EQ(to.provider().copyIn(entry), std::nullopt);
            return true;
        }),
                  std::nullopt);
    }
    /// Whatever this test puts into a store.
    static void expectContent(Linked &kept)
    {
        EXPECT_EQ(kept.said("Get", {{"key", "text"}}), R"({"value":"v","exists":true})");
        EXPECT_EQ(kept.said("Get", {{"key", "soon"}}), R"({"value":"s","exists":true})");
        EXPECT_EQ(kept.said("Add", {{"key", "n"}, {"value", 0}}), R"({"value":-42})");
        EXPECT_EQ(kept.said("Range", {{"key", "list"}, {"start", 0}, {"stop", -1}}), R"({"values":["a","b","a"]})");
        EXPECT_EQ(kept.said("SetQuery", {{"key", "set"}}), R"({"values":["x","y"]})");
    }
    static void fill(Linked &store)
    {
        store.ask("Set", {{"key", "text"}, {"value", "v"}, {"expires", 0}});
        store.ask("Set", {{"key", "soon"}, {"value", "s"}, {"expires", 1000}});
        store.ask("Add", {{"key", "n"}, {"value", -42}});
        for (const char *item : {"a", "b", "a"})
            store.ask("Push", {{"key", "list"}, {"value", item}});
        for (const char *member : {"y", "x"})
            store.ask("SetAdd", {{"key", "set"}, {"value", member}});
    }
};

TEST_P(Content, MovesToMemoryAndBackWithItsTimesToLive)
{
    fill(*store);
    expectContent(*store);
    Linked memory("kv_memory");
    copy(*store, memory);
    expectContent(memory);
    size_t expiring = 0, all = 0;
    memory.provider().copyOut([&](const Entry &entry) {
        ++all;
        if (entry.timeToLive) {
            ++expiring;
            EXPECT_EQ(entry.key, "soon");
            EXPECT_GT(*entry.timeToLive, std::chrono::seconds(900));
            EXPECT_LE(*entry.timeToLive, std::chrono::seconds(1000));
        }
        return true;
    });
    EXPECT_EQ(all, 5u);
    EXPECT_EQ(expiring, 1u);
    // Back in the place of what is there, of whatever kind; other keys stay.
    for (const char *key : {"text", "soon", "n", "set"})
        store->ask("Del", {{"key", key}});
    store->ask("SetAdd", {{"key", "text"}, {"value", "another kind"}});
    store->ask("Push", {{"key", "list"}, {"value", "not from there"}});
    store->ask("Push", {{"key", "own"}, {"value", "stays"}});
    copy(memory, *store);
    expectContent(*store);
    EXPECT_EQ(store->said("Range", {{"key", "own"}, {"start", 0}, {"stop", -1}}), R"({"values":["stays"]})");
}

TEST_P(Content, EndsWhenNoMoreIsTaken)
{
    fill(*store);
    int taken = 0;
    EXPECT_EQ(store->provider().copyOut([&](const Entry &) { return ++taken < 2; }), std::nullopt);
    EXPECT_EQ(taken, 2);
}

TEST_P(Content, WithoutALinkThereIsNoPlaceForIt)
{
    store->provider().unbind("actor", "default");
    const Entry entry{{}, {}, "k", Entry::Kind::Value, {host::bytesOf("v")}};
    EXPECT_EQ(store->provider().copyIn(entry), "the store has no link that says where the key \"k\" is to be kept");
}

/// Copied and flipped in one step, as a host does it.
TEST_P(Content, MovesWithItsLinksWhenAnotherTakesTheProvidersPlace)
{
    host::Host host;
    const auto library = [](const std::string &plugin) { return PLUGINS "/" + plugin + ".so"; };
    ASSERT_EQ(host.addActor("actor", host::asker("default", "wascc:keyvalue")), std::nullopt);
    ASSERT_EQ(host.putProvider("kv", library("kv_memory")), std::nullopt);
    ASSERT_EQ(host.setLink({{"actor", "wascc:keyvalue", "default"}, host::ToProvider{"kv"}, settings}), std::nullopt);
    const contracts::Found found = contracts::findOperation("wascc:keyvalue", "Add");
    const auto request = contracts::encode(*found.request, Object{{"key", "n"}, {"value", 1}}, Codec::Maps).bytes;
    int64_t last = 0;
    for (const std::string &plugin : {std::string("kv_memory"), std::get<0>(GetParam()), std::string("kv_memory")}) {
        ASSERT_EQ(host.putProvider("kv", library(plugin), {true}), std::nullopt);
        const host::Answer answer = host.callAndWait({"actor", "Add", request, soon()});
        ASSERT_TRUE(answer.ok()) << answer.error;
        EXPECT_EQ(contracts::decode(*found.answer, answer.bytes).value["value"].number(), ++last);
    }
}

/// From memory to this store and back again, while others count: no count is lost, none comes twice.
TEST_P(Content, NoCountIsLostWhileItMoves)
{
    host::Host host;
    ASSERT_EQ(host.addActor("actor", host::asker("default", "wascc:keyvalue")), std::nullopt);
    ASSERT_EQ(host.putProvider("kv", PLUGINS "/kv_memory.so"), std::nullopt);
    ASSERT_EQ(host.setLink({{"actor", "wascc:keyvalue", "default"}, host::ToProvider{"kv"}, settings}), std::nullopt);
    const contracts::Found found = contracts::findOperation("wascc:keyvalue", "Add");
    const auto request = contracts::encode(*found.request, Object{{"key", "n"}, {"value", 1}}, Codec::Maps).bytes;
    std::atomic<bool> done = false;
    std::mutex mutex;
    std::multiset<int64_t> sums;
    std::vector<std::thread> callers;
    for (int i = 0; i < 4; ++i)
        callers.emplace_back([&] {
            while (!done) {
                const host::Answer answer = host.callAndWait({"actor", "Add", request, soon()});
                EXPECT_TRUE(answer.ok()) << answer.error;
                const std::lock_guard lock(mutex);
                sums.insert(contracts::decode(*found.answer, answer.bytes).value["value"].number());
            }
        });
    const auto counted = [&] {
        const std::lock_guard lock(mutex);
        return sums.size();
    };
    for (int i = 0; i < 6; ++i) {
        const size_t before = counted();
        const std::string next = i % 2 ? "kv_memory" : std::get<0>(GetParam());
        EXPECT_EQ(host.putProvider("kv", PLUGINS "/" + next + ".so", {true}), std::nullopt);
        for (int wait = 0; wait < 2000 && counted() < before + 20; ++wait)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    done = true;
    for (std::thread &caller : callers)
        caller.join();
    std::multiset<int64_t> expected;
    for (size_t i = 1; i <= sums.size(); ++i)
        expected.insert(int64_t(i));
    EXPECT_EQ(sums, expected);
    EXPECT_GE(sums.size(), 120u);
}

INSTANTIATE_TEST_SUITE_P(Every, Content,
                         testing::Combine(testing::Values("kv_memory", "kv_sqlite", "kv_redis"),
                                          testing::Values(Codec::Maps)),
                         nameOfCase);

} // namespace
} // namespace watchglass
