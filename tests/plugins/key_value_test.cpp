// SPDX-License-Identifier: Apache-2.0
/// What the key-value contract promises, of every provider that serves it.
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <thread>

#include "engine/host/contracts/codec.h"
#include "engine/host/host.h"
#include "tests/engine/host/services.h"

namespace watchglass::host {

namespace {

using contracts::Codec;
using contracts::Value;

/// A provider, its link settings.
struct Kind {
    std::string library;
    std::map<std::string, std::string> values;
};

class KeyValue : public testing::TestWithParam<Kind>
{
protected:
    void SetUp() override { m_loaded = load(); }
    std::shared_ptr<LoadedProvider> load()
    {
        LoadResult result = loadProvider(findProvider(std::string(BUILT_PLUGINS) + "/" + GetParam().library + ".so"),
                                         std::make_shared<RememberingServices>());
        EXPECT_TRUE(result.provider) << result.error;
        EXPECT_EQ(result.provider->provider().bind({"a", "wascc:keyvalue", "default", GetParam().values}),
                  std::nullopt);
        return result.provider;
    }
    /// The answer as JSON, or the error.
    std::string ask(const std::string &operation, const Value &request, Codec codec = Codec::Maps,
                    LoadedProvider *other = nullptr)
    {
        const contracts::Found found = contracts::findOperation("wascc:keyvalue", operation);
        const contracts::Encoded encoded = contracts::encode(*found.request, request, codec);
        EXPECT_EQ(encoded.error, "");
        const Answer answer = (other ? *other : *m_loaded)
                                  .provider()
                                  .call({"a", "default", "wascc:keyvalue", operation, encoded.bytes, Deadline::max()});
        if (!answer.ok())
            return answer.error;
        const contracts::Decoded decoded = contracts::decode(*found.answer, answer.bytes, codec);
        EXPECT_EQ(decoded.error, "");
        EXPECT_TRUE(answer.bytes.empty() || decoded.codec == codec) << operation;
        return toJson(decoded.value);
    }
    static Value key(const std::string &name) { return Value().set("key", name); }
    static Value entry(const std::string &name, Value value)
    {
        Value made;
        made.set("key", name);
        made.set("value", std::move(value));
        return made;
    }
    static Value keys(std::vector<std::string> names)
    {
        Value made;
        made.set("keys", contracts::List());
        for (const std::string &name : names)
            made.member("keys").append(name);
        return made;
    }
    std::string range(const std::string &name, int first, int last)
    {
        Value made = key(name);
        made.set("start", first);
        made.set("stop", last);
        return ask("Range", made);
    }

    std::shared_ptr<LoadedProvider> m_loaded;
};

INSTANTIATE_TEST_SUITE_P(Providers, KeyValue, testing::Values(Kind{"memory_kv", {}}),
                         [](const auto &info) { return info.param.library; });

TEST_P(KeyValue, AddsInEveryCodec)
{
    EXPECT_EQ(ask("Add", entry("n", 5), Codec::Protobuf), R"({"value":5})");
    EXPECT_EQ(ask("Add", entry("n", -7), Codec::Arrays), R"({"value":-2})");
    EXPECT_EQ(ask("Add", entry("n", 1), Codec::Maps), R"({"value":-1})");
    EXPECT_EQ(ask("Get", key("n")), R"({"value":"-1","exists":true})");
}

TEST_P(KeyValue, ANumberThatDoesNotFitIsRefusedAndStaysAsItIs)
{
    EXPECT_EQ(ask("Add", entry("n", 2147483647)), R"({"value":2147483647})");
    EXPECT_EQ(ask("Add", entry("n", 1)), "Add: the number under n would no longer fit 32 bits");
    EXPECT_EQ(ask("Add", entry("n", 0)), R"({"value":2147483647})");
    ask("Set", entry("t", "words"));
    EXPECT_EQ(ask("Add", entry("t", 1)), "Add: what is kept under t is no number");
}

TEST_P(KeyValue, KeepsAndRemovesTexts)
{
    EXPECT_EQ(ask("Get", key("k")), R"({"value":"","exists":false})");
    EXPECT_EQ(ask("Set", entry("k", "v\xc3\xa9")), "{\"value\":\"v\xc3\xa9\"}");
    EXPECT_EQ(ask("Get", key("k")), "{\"value\":\"v\xc3\xa9\",\"exists\":true}");
    EXPECT_EQ(ask("KeyExists", key("k")), R"({"value":"","exists":true})");
    EXPECT_EQ(ask("Del", key("k")), R"({"key":"k"})");
    EXPECT_EQ(ask("KeyExists", key("k")), R"({"value":"","exists":false})");
}

TEST_P(KeyValue, WhatExpiresIsGoneThen)
{
    Value set = entry("k", "v");
    set.set("expires", 1);
    ask("Set", set);
    EXPECT_EQ(ask("Get", key("k")), R"({"value":"v","exists":true})");
    for (int i = 0; i < 300 && ask("Get", key("k")) != R"({"value":"","exists":false})"; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_EQ(ask("Get", key("k")), R"({"value":"","exists":false})");
}

TEST_P(KeyValue, KeepsLists)
{
    EXPECT_EQ(ask("Push", entry("l", "c")), R"({"newCount":1})");
    EXPECT_EQ(ask("Push", entry("l", "b")), R"({"newCount":2})");
    EXPECT_EQ(ask("Push", entry("l", "a")), R"({"newCount":3})");
    EXPECT_EQ(range("l", 0, 1), R"({"values":["a","b"]})");
    EXPECT_EQ(range("l", -2, -1), R"({"values":["b","c"]})");
    EXPECT_EQ(range("l", 0, 100), R"({"values":["a","b","c"]})");
    EXPECT_EQ(range("l", 2, 1), R"({"values":[]})");
    EXPECT_EQ(range("nothing", 0, -1), R"({"values":[]})");
    EXPECT_EQ(ask("ListItemDelete", entry("l", "b")), R"({"newCount":1})");
    EXPECT_EQ(range("l", 0, -1), R"({"values":["a","c"]})");
    EXPECT_EQ(ask("Clear", key("l")), R"({"key":"l"})");
    EXPECT_EQ(range("l", 0, -1), R"({"values":[]})");
}

TEST_P(KeyValue, KeepsSets)
{
    EXPECT_EQ(ask("SetAdd", entry("s", "a")), R"({"newCount":1})");
    EXPECT_EQ(ask("SetAdd", entry("s", "a")), R"({"newCount":0})");
    ask("SetAdd", entry("s", "b"));
    ask("SetAdd", entry("t", "b"));
    ask("SetAdd", entry("t", "c"));
    EXPECT_EQ(ask("SetQuery", key("s")), R"({"values":["a","b"]})");
    EXPECT_EQ(ask("SetUnion", keys({"s", "t"})), R"({"values":["a","b","c"]})");
    EXPECT_EQ(ask("SetIntersection", keys({"s", "t"})), R"({"values":["b"]})");
    EXPECT_EQ(ask("SetIntersection", keys({"s", "nothing"})), R"({"values":[]})");
    EXPECT_EQ(ask("SetRemove", entry("s", "a")), R"({"newCount":1})");
    EXPECT_EQ(ask("SetRemove", entry("s", "a")), R"({"newCount":0})");
}

TEST_P(KeyValue, DoesNotMixKinds)
{
    ask("Push", entry("l", "a"));
    EXPECT_EQ(ask("Get", key("l")), "what is kept under l is not a text");
    EXPECT_EQ(ask("SetAdd", entry("l", "a")), "what is kept under l is not a set");
}

TEST_P(KeyValue, AddsOfManyThreadsAreAllCounted)
{
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int j = 0; j < 250; ++j)
                ask("Add", entry("n", 1));
        });
    for (std::thread &thread : threads)
        thread.join();
    EXPECT_EQ(ask("Add", entry("n", 0)), R"({"value":1000})");
}

TEST_P(KeyValue, ItsContentMovesToAnother)
{
    ask("Set", entry("k", "v"));
    Value set = entry("soon", "v");
    set.set("expires", 100);
    ask("Set", set);
    ask("Push", entry("l", "b"));
    ask("Push", entry("l", "a"));
    ask("SetAdd", entry("s", "a"));
    const auto next = load();
    EXPECT_EQ(m_loaded->provider().copyOut([&](const Entry &entry) {
        EXPECT_EQ(entry.timeToLive.has_value(), entry.key == "soon");
        return !next->provider().copyIn(entry);
    }),
              std::nullopt);
    for (const auto &[operation, request] :
         {std::pair("Get", key("k")), std::pair("Get", key("soon")), std::pair("SetQuery", key("s"))})
        EXPECT_EQ(ask(operation, request, Codec::Maps, next.get()), ask(operation, request)) << operation;
    Value all = key("l");
    all.set("start", 0);
    all.set("stop", -1);
    EXPECT_EQ(ask("Range", all, Codec::Maps, next.get()), R"({"values":["a","b"]})");
}

TEST_P(KeyValue, WhatMakesNoSenseIsRefused)
{
    Provider &provider = m_loaded->provider();
    const auto error = [&](const std::string &operation, std::string_view payload) {
        const Bytes bytes = bytesOf(payload);
        const Answer answer = provider.call({"a", "default", "wascc:keyvalue", operation, bytes, Deadline::max()});
        EXPECT_EQ(answer.failure, Failure::Refused);
        return answer.error;
    };
    EXPECT_EQ(error("Explode", ""), "wascc:keyvalue has no operation Explode");
    EXPECT_NE(error("Add", "\x80").find("key"), std::string::npos);
    EXPECT_NE(error("Add", "\xc1"), "");
}

// The talk's guests --------------------------------------------------------------------------------------------------

TEST_P(KeyValue, ServesCountersOfEveryEra)
{
    for (const std::string guest :
         {"own_kvcounter_v1", "own_kvcounter_tweaked", "own_kvcounter_era4", "own_kvcounter_era6"}) {
        std::ifstream file(std::string(GUESTS) + "/" + guest + ".wasm", std::ios::binary);
        const auto module =
            readActorModule(guest, std::make_shared<const wasm::Bytes>(std::istreambuf_iterator<char>(file),
                                                                       std::istreambuf_iterator<char>()));
        ASSERT_TRUE(module.actor) << module.error;
        Host host;
        ASSERT_EQ(host.addActor("counter", module.actor), std::nullopt);
        ASSERT_EQ(host.putProvider("kv", std::string(BUILT_PLUGINS) + "/" + GetParam().library + ".so"), std::nullopt);
        ASSERT_EQ(host.setLink({{"counter", "wascc:keyvalue"}, ToProvider{"kv"}, GetParam().values}), std::nullopt);
        const contracts::Found found = contracts::findActorOperation("HandleRequest");
        Value request;
        request.set("method", "GET");
        request.set("path", "/counter1");
        const contracts::Encoded encoded = contracts::encode(*found.request, request, Codec::Maps);
        for (int i = 1; i <= 3; ++i) {
            const Answer answer = host.callAndWait({"counter", "HandleRequest", encoded.bytes, std::nullopt});
            ASSERT_TRUE(answer.ok()) << guest << ": " << answer.error;
            const contracts::Decoded decoded = contracts::decode(*found.answer, answer.bytes);
            const std::string body = textOf(decoded.value["body"].bytes());
            EXPECT_NE(body.find("\"counter\":" + std::to_string(i)), body.npos) << guest << ": " << body;
        }
    }
}

} // namespace

} // namespace watchglass::host
