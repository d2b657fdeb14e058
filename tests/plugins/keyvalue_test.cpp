// SPDX-License-Identifier: Apache-2.0
// What wascc:keyvalue promises, in every backend and every codec.
#include <thread>

#include "tests/plugins/store_kinds.h"

namespace watchglass {
namespace {

using namespace std::chrono_literals;
using host::Failure;

class KeyValue : public AnyStore
{
protected:
    int64_t add(const std::string &key, int32_t amount)
    {
        return store->ask("Add", {{"key", key}, {"value", amount}})["value"].number();
    }
    std::string get(const std::string &key)
    {
        const Value answer = store->ask("Get", {{"key", key}});
        return answer["exists"].flag() ? answer["value"].text() : "nothing";
    }
    void set(const std::string &key, const std::string &value, int32_t expires = 0)
    {
        EXPECT_EQ(store->ask("Set", {{"key", key}, {"value", value}, {"expires", expires}})["value"].text(), value);
        EXPECT_EQ(store->error, "");
    }
    int64_t count(const std::string &operation, const std::string &key, const std::string &value)
    {
        return store->ask(operation, {{"key", key}, {"value", value}})["newCount"].number();
    }
    std::string values(const std::string &operation, Object request)
    {
        const Value answer = store->ask(operation, std::move(request));
        std::string all = store->error;
        for (const Value &value : answer["values"].list())
            all += (all.empty() ? "" : " ") + value.text();
        return all;
    }
    std::string range(const std::string &key, int32_t start, int32_t stop)
    {
        return values("Range", {{"key", key}, {"start", start}, {"stop", stop}});
    }
    bool exists(const std::string &key) { return store->ask("KeyExists", {{"key", key}})["exists"].flag(); }
    /// The sentence with which the operation is refused.
    std::string refusal(const std::string &operation, Object request)
    {
        store->ask(operation, std::move(request));
        EXPECT_EQ(store->failure, Failure::Refused) << store->error;
        return store->error;
    }
};

TEST_P(KeyValue, CountsUpAndDownFromNothing)
{
    EXPECT_EQ(add("n", 1), 1);
    EXPECT_EQ(add("n", 41), 42);
    EXPECT_EQ(add("n", -50), -8);
    EXPECT_EQ(add("n", 0), -8);
    EXPECT_EQ(get("n"), "-8");
    set("n", "2000000000");
    EXPECT_EQ(add("n", 1), 2000000001);
}

TEST_P(KeyValue, ASumThatDoesNotFitIsRefusedAndNotKept)
{
    set("n", "2147483647");
    EXPECT_EQ(refusal("Add", {{"key", "n"}, {"value", 1}}),
              "the sum under the key \"n\" would not fit the 32 bits of an answer; it stays as it is");
    EXPECT_EQ(get("n"), "2147483647");
    EXPECT_EQ(add("n", -1), 2147483646);
    set("n", "-2147483648");
    refusal("Add", {{"key", "n"}, {"value", -1}});
    EXPECT_EQ(get("n"), "-2147483648");
    // What others kept there may be greater, up to 64 bits and beyond.
    set("n", "9223372036854775807");
    refusal("Add", {{"key", "n"}, {"value", 1}});
    refusal("Add", {{"key", "n"}, {"value", -1}});
    EXPECT_EQ(get("n"), "9223372036854775807");
    set("n", "2147483648");
    EXPECT_EQ(add("n", -1), 2147483647);
}

TEST_P(KeyValue, WhatIsNoNumberIsNotAddedTo)
{
    for (const char *text : {"", "twelve", "1.5", " 1", "1 ", "+1", "007", "9223372036854775808"}) {
        set("n", text);
        EXPECT_EQ(refusal("Add", {{"key", "n"}, {"value", 1}}),
                  "the key \"n\" holds no whole number that could be added to")
            << text;
        EXPECT_EQ(get("n"), text);
    }
}

TEST_P(KeyValue, TextsAreKeptAndRemoved)
{
    EXPECT_EQ(get("k"), "nothing");
    EXPECT_FALSE(exists("k"));
    set("k", "");
    EXPECT_EQ(get("k"), "");
    EXPECT_TRUE(exists("k"));
    const std::string odd = "grüße\n\"'%s{}" + std::string(1, '\0') + "end";
    set(odd, odd);
    EXPECT_EQ(get(odd), odd);
    EXPECT_EQ(store->ask("Del", {{"key", "k"}})["key"].text(), "k");
    EXPECT_FALSE(exists("k"));
    EXPECT_EQ(store->ask("Del", {{"key", "k"}})["key"].text(), "k");
    EXPECT_EQ(store->error, "");
    EXPECT_EQ(get(odd), odd);
}

TEST_P(KeyValue, ABigTextIsKeptWhole)
{
    std::string big(1'000'000, 'x');
    for (size_t i = 0; i < big.size(); i += 7)
        big[i] = char('a' + i % 26);
    set("big", big);
    EXPECT_TRUE(get("big") == big);
}

TEST_P(KeyValue, ListsAreInTheirOrder)
{
    EXPECT_EQ(range("l", 0, -1), "");
    EXPECT_EQ(count("Push", "l", "c"), 1);
    EXPECT_EQ(count("Push", "l", "b"), 2);
    EXPECT_EQ(count("Push", "l", "a"), 3);
    EXPECT_EQ(range("l", 0, -1), "a b c");
    EXPECT_EQ(range("l", 1, 1), "b");
    EXPECT_EQ(range("l", -2, -1), "b c");
    EXPECT_EQ(range("l", -100, 100), "a b c");
    EXPECT_EQ(range("l", 2, 1), "");
    EXPECT_EQ(range("l", 3, 5), "");
    EXPECT_EQ(range("l", INT32_MIN, INT32_MAX), "a b c");
    EXPECT_EQ(count("Push", "l", "b"), 4);
    EXPECT_EQ(count("ListItemDelete", "l", "b"), 2);
    EXPECT_EQ(count("ListItemDelete", "l", "b"), 0);
    EXPECT_EQ(range("l", 0, -1), "a c");
    EXPECT_EQ(store->ask("Clear", {{"key", "l"}})["key"].text(), "l");
    EXPECT_EQ(range("l", 0, -1), "");
    EXPECT_FALSE(exists("l"));
}

TEST_P(KeyValue, SetsHoldEachOnce)
{
    EXPECT_EQ(values("SetQuery", {{"key", "s"}}), "");
    EXPECT_EQ(count("SetAdd", "s", "b"), 1);
    EXPECT_EQ(count("SetAdd", "s", "a"), 1);
    EXPECT_EQ(count("SetAdd", "s", "a"), 0);
    EXPECT_EQ(values("SetQuery", {{"key", "s"}}), "a b");
    EXPECT_EQ(count("SetAdd", "t", "b"), 1);
    EXPECT_EQ(count("SetAdd", "t", "c"), 1);
    const auto both = [](const char *third) { return Object{{"keys", List{"s", "t", third}}}; };
    EXPECT_EQ(values("SetUnion", both("none")), "a b c");
    EXPECT_EQ(values("SetIntersection", both("s")), "b");
    EXPECT_EQ(values("SetIntersection", both("none")), "");
    EXPECT_EQ(count("SetRemove", "s", "a"), 1);
    EXPECT_EQ(count("SetRemove", "s", "a"), 0);
    EXPECT_EQ(values("SetQuery", {{"key", "s"}}), "b");
    EXPECT_NE(refusal("SetUnion", {{"keys", List{}}}), ""); // in protobuf, no keys are no field either
}

TEST_P(KeyValue, TheLastToGoTakesTheKeyWithIt)
{
    count("Push", "k", "only");
    count("ListItemDelete", "k", "only");
    EXPECT_FALSE(exists("k"));
    count("SetAdd", "k", "only");
    count("SetRemove", "k", "only");
    EXPECT_FALSE(exists("k"));
    set("k", "so it may be of another kind now");
}

TEST_P(KeyValue, OneKindIsNotTakenForAnother)
{
    set("text", "1");
    count("Push", "list", "1");
    count("SetAdd", "set", "1");
    const std::string other = " holds another kind of value: texts, lists and sets have operations of their own";
    const auto refused = [&](const std::string &operation, const std::string &key) {
        return refusal(operation, {{"key", key}, {"value", operation == "Add" ? Value(1) : Value("1")}});
    };
    for (const char *key : {"list", "set"}) {
        EXPECT_EQ(refused("Add", key), "the key \"" + std::string(key) + "\"" + other);
        EXPECT_EQ(refused("Get", key), "the key \"" + std::string(key) + "\"" + other);
    }
    for (const char *key : {"text", "set"})
        for (const char *operation : {"Push", "ListItemDelete", "Range"})
            EXPECT_EQ(refused(operation, key), "the key \"" + std::string(key) + "\"" + other) << operation;
    for (const char *key : {"text", "list"})
        for (const char *operation : {"SetAdd", "SetRemove", "SetQuery"})
            EXPECT_EQ(refused(operation, key), "the key \"" + std::string(key) + "\"" + other) << operation;
    EXPECT_NE(refusal("SetUnion", {{"keys", List{"set", "list"}}}).find(other), std::string::npos);
    for (const char *key : {"text", "list", "set"})
        EXPECT_TRUE(exists(key));
    set("list", "a text takes any place");
    EXPECT_EQ(get("list"), "a text takes any place");
    EXPECT_EQ(store->ask("Del", {{"key", "set"}})["key"].text(), "set");
    EXPECT_FALSE(exists("set"));
}

TEST_P(KeyValue, WhatExpiresIsGoneAndWhatIsSetAgainStays)
{
    set("short", "a", 1);
    set("long", "b", 1000);
    set("again", "c", 1);
    set("again", "d");
    EXPECT_EQ(get("short"), "a");
    for (int i = 0; i < 500 && exists("short"); ++i)
        std::this_thread::sleep_for(20ms);
    EXPECT_EQ(get("short"), "nothing");
    EXPECT_EQ(get("long"), "b");
    EXPECT_EQ(get("again"), "d");
    EXPECT_EQ(count("Push", "short", "now a list"), 1);
    refusal("Set", {{"key", "k"}, {"value", "v"}, {"expires", -1}});
}

TEST_P(KeyValue, AnAddKeepsTheTimeToLive)
{
    set("n", "1", 1);
    EXPECT_EQ(add("n", 1), 2);
    for (int i = 0; i < 500 && exists("n"); ++i)
        std::this_thread::sleep_for(20ms);
    EXPECT_EQ(add("n", 1), 1);
}

TEST_P(KeyValue, OperationsOfWasmCloudAreTheSameByOtherNames)
{
    if (store->codec != Codec::Maps)
        return; // wasmCloud spoke in maps only
    store->capability = "wasmcloud:keyvalue";
    EXPECT_EQ(store->said("KeyValue.Increment", {{"key", "n"}, {"value", 5}}), R"({"value":5})");
    EXPECT_EQ(store->said("KeyValue.Get", {{"key", "n"}}), R"({"value":"5","exists":true})");
    EXPECT_EQ(store->said("KeyValue.Contains", {{"key", "n"}}), R"({"exists":true})");
    EXPECT_EQ(store->said("KeyValue.Del", {{"key", "n"}}), R"({"removed":true})");
    EXPECT_EQ(store->said("KeyValue.Del", {{"key", "n"}}), R"({"removed":false})");
    store->ask("KeyValue.Set", {{"key", "t"}, {"value", "text"}, {"expires", 0u}});
    EXPECT_EQ(store->error, "");
    // Theirs go to the end of a list.
    EXPECT_EQ(store->said("KeyValue.ListAdd", {{"key", "l"}, {"value", "a"}}), R"({"newCount":1})");
    EXPECT_EQ(store->said("KeyValue.ListAdd", {{"key", "l"}, {"value", "b"}}), R"({"newCount":2})");
    EXPECT_EQ(store->said("KeyValue.ListRange", {{"key", "l"}, {"start", 0}, {"stop", -1}}), R"({"values":["a","b"]})");
    EXPECT_EQ(store->said("KeyValue.ListDel", {{"key", "l"}, {"value", "a"}}), R"({"removed":true})");
    EXPECT_EQ(store->said("KeyValue.ListClear", {{"key", "l"}}), R"({"removed":true})");
    EXPECT_EQ(store->said("KeyValue.SetAdd", {{"key", "s"}, {"value", "a"}}), R"({"newCount":1})");
    EXPECT_EQ(store->said("KeyValue.SetUnion", {{"keys", List{"s"}}}), R"({"values":["a"]})");
    EXPECT_EQ(store->said("KeyValue.SetClear", {{"key", "s"}}), R"({"removed":true})");
    EXPECT_EQ(store->said("KeyValue.SetClear", {{"key", "s"}}), R"({"removed":false})");
}

TEST_P(KeyValue, BadRequestsAreRefusedWithTheReason)
{
    EXPECT_EQ(refusal("Multiply", {}), "wascc:keyvalue has no operation Multiply");
    const host::Bytes garbage = {0xc1, 0xff};
    const host::Answer answer =
        store->provider().call({"actor", "default", "wascc:keyvalue", "Get", garbage, soon(), 1});
    EXPECT_EQ(answer.failure, Failure::Refused);
    EXPECT_TRUE(answer.error.starts_with("Get: GetRequest: ")) << answer.error;
    const host::Answer stranger = store->provider().call({"stranger", "default", "wascc:keyvalue", "Get", {}, soon()});
    EXPECT_EQ(stranger.failure, Failure::Unavailable);
}

TEST_P(KeyValue, LinksWithTheSameSettingsShareTheirContent)
{
    set("k", "shared");
    ASSERT_EQ(store->provider().bind({"another", "wascc:keyvalue", "default", settings}), std::nullopt);
    const contracts::Found found = contracts::findOperation("wascc:keyvalue", "Get");
    const auto request = contracts::encode(*found.request, Object{{"key", "k"}}, store->codec).bytes;
    const auto asked = [&] {
        return store->provider().call({"another", "default", "wascc:keyvalue", "Get", request, soon(), 2});
    };
    EXPECT_EQ(contracts::decode(*found.answer, asked().bytes).value["value"].text(), "shared");
    store->provider().unbind("actor", "default");
    EXPECT_TRUE(asked().ok());
    store->provider().unbind("another", "default");
    EXPECT_EQ(asked().error, "the store has no link for another");
}

INSTANTIATE_TEST_SUITE_P(Every, KeyValue,
                         testing::Combine(testing::Values("kv_memory", "kv_sqlite", "kv_redis"),
                                          testing::Values(Codec::Protobuf, Codec::Arrays, Codec::Maps)),
                         nameOfCase);

} // namespace
} // namespace watchglass
