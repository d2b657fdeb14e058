// SPDX-License-Identifier: Apache-2.0
// Key-value by plain imports, and the limit of the store in memory.
#include "tests/plugins/backend.h"

namespace watchglass {
namespace {

std::vector<host::Number> both(std::vector<host::Number> first, const std::vector<host::Number> &second)
{
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

class Functions : public testing::Test
{
protected:
    int32_t call(const std::string &name, std::vector<host::Number> arguments)
    {
        EXPECT_EQ(store.function(name, std::move(arguments), &page), "");
        return store.results.empty() ? 0 : int32_t(store.results[0].bits);
    }
    Linked store{"kv_memory"};
    Page page;
    std::vector<host::Number> key = page.put(0, "key"), value = page.put(10, "value");
};

TEST_F(Functions, AModuleKeepsAndGets)
{
    const std::vector<host::Number> room = {i32(100), i32(3)};
    EXPECT_EQ(call("get", both(key, room)), -1);
    EXPECT_EQ(call("exists", key), 0);
    call("set", both(key, value));
    EXPECT_EQ(call("exists", key), 1);
    EXPECT_EQ(call("get", both(key, room)), 5);          // as long as it is …
    EXPECT_EQ(page.at(100, 4), std::string("val\0", 4)); // … and as much as there is room for
    EXPECT_EQ(call("get", both(key, {i32(100), i32(50)})), 5);
    EXPECT_EQ(page.at(100, 6), std::string("value\0", 6));
    EXPECT_EQ(call("del", key), 1);
    EXPECT_EQ(call("del", key), 0);
    EXPECT_EQ(call("add", both(key, {i32(-7)})), -7);
}

TEST_F(Functions, TheCounterIsAKeyLikeOthers)
{
    EXPECT_EQ(call("counter", {}), 1);
    EXPECT_EQ(call("counter", {}), 2);
    EXPECT_EQ(store.ask("Get", {{"key", "counter"}})["value"].text(), "2");
    store.ask("Set", {{"key", "counter"}, {"value", "2147483647"}, {"expires", 0}});
    EXPECT_EQ(store.function("counter", {}),
              "the sum under the key \"counter\" would not fit the 32 bits of an answer; it stays as it is");
}

TEST_F(Functions, WhatIsOutOfBoundsTrapsAndChangesNothing)
{
    const std::vector<host::Number> outside = {i32(65530), i32(7)};
    EXPECT_EQ(store.function("set", both(key, outside), &page),
              "7 bytes at 65530 are asked for, but the memory ends at 65536");
    EXPECT_EQ(call("exists", key), 0);
    EXPECT_NE(store.function("get", both({i32(-1), i32(-1)}, {i32(0), i32(1)}), &page), "");
    call("set", both(key, value));
    EXPECT_NE(store.function("get", both(key, outside), &page), "");
    EXPECT_NE(store.function("exists", key, nullptr), "");
}

TEST(KeyValueInMemory, RefusesMoreThanItsLimitAndTakesAgainWhenThereIsRoom)
{
    Linked store("kv_memory", {{"LIMIT_MB", "1"}});
    const auto set = [&](const std::string &key, size_t size) {
        store.ask("Set", {{"key", key}, {"value", std::string(size, 'x')}, {"expires", 0}});
        return store.error;
    };
    const std::string full = "the store in memory is full: its limit is 1 MB (setting LIMIT_MB)";
    EXPECT_EQ(set("a", 600'000), "");
    EXPECT_EQ(set("b", 600'000), full);
    EXPECT_EQ(store.failure, host::Failure::Unavailable);
    EXPECT_FALSE(store.provider().health().ok);
    EXPECT_EQ(store.ask("Get", {{"key", "a"}})["value"].text().size(), 600'000u);
    store.ask("Del", {{"key", "a"}});
    EXPECT_TRUE(store.provider().health().ok);
    EXPECT_EQ(set("b", 600'000), "");
    // What comes and goes in lists, sets and expiring keys leaves nothing behind in the count.
    for (int i = 0; i < 300; ++i) {
        const std::string value(5'000, 'y');
        for (const auto &[operation, key] : {std::pair("Push", "l"), std::pair("SetAdd", "s")})
            EXPECT_EQ(store.ask(operation, {{"key", key}, {"value", value}})["newCount"].number(), 1) << store.error;
        for (const auto &[operation, key] : {std::pair("ListItemDelete", "l"), std::pair("SetRemove", "s")})
            EXPECT_EQ(store.ask(operation, {{"key", key}, {"value", value}})["newCount"].number(), 1) << store.error;
        store.ask("Set", {{"key", "t"}, {"value", value}, {"expires", 100}});
        EXPECT_EQ(store.error, "");
    }
}

TEST(KeyValueInMemory, ALimitThatIsNoNumberIsRefused)
{
    Linked store("kv_memory");
    for (const char *limit : {"many", "0", "-1", "1x"})
        EXPECT_EQ(store.provider().bind({"a", "wascc:keyvalue", "default", {{"LIMIT_MB", limit}}}),
                  "the setting LIMIT_MB wants a whole number from 1 to 1000000, not \"" + std::string(limit) + "\"");
}

} // namespace
} // namespace watchglass
