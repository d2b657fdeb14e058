// SPDX-License-Identifier: Apache-2.0
/// The actors that come with us, each called as its text promises: assembled when it is loaded, and signed when it was
/// built.
#include <gtest/gtest.h>

#include "engine/host/claims/verify.h"
#include "engine/host/contracts/codec.h"
#include "engine/host/loader.h"
#include "engine/host/scenario/files.h"
#include "engine/host/scenario/host_file.h"

namespace watchglass::scenario {
namespace {

using namespace std::chrono_literals;
using contracts::Value;

std::string path(const std::string &name)
{
    return std::string(EXAMPLES) + "/actors/" + name;
}

/// A host with all of them in one form, and a store.
class DemoActors : public testing::TestWithParam<const char *>
{
protected:
    void SetUp() override
    {
        host::ActorSettings settings;
        settings.callTime = 300ms;
        settings.limits.memoryPages = 64;
        for (const char *name : {"hello", "echo", "counter", "caller", "misbehaving"})
            ASSERT_EQ(host.addActor(name, module(name), settings), std::nullopt);
        ASSERT_EQ(host.putProvider("store", host::findProvider("kv_memory")), std::nullopt);
        ASSERT_EQ(host.setLink({{"counter", "wascc:keyvalue"}, host::ToProvider{"store"}}), std::nullopt);
        ASSERT_EQ(host.setLink({{"caller", "demo:next"}, host::ToActor{"counter"}}), std::nullopt);
    }
    static std::shared_ptr<const host::ActorModule> module(const std::string &name)
    {
        ModuleRead read = readActorFile(path(name + GetParam()));
        EXPECT_TRUE(read.module) << read.error;
        return read.module;
    }
    std::string ask(const std::string &actor, const std::string &operation, const std::string &message)
    {
        const host::Answer answer = host.callAndWait({actor, operation, {message.begin(), message.end()}, {}, 0});
        return answer.ok() ? std::string(answer.bytes.begin(), answer.bytes.end()) : "error: " + answer.error;
    }
    /// The body, or the error.
    std::string get(const std::string &actor, const std::string &address, const std::string &body = {},
                    contracts::Codec codec = contracts::Codec::Maps)
    {
        const contracts::Found handle = contracts::findActorOperation("HandleRequest");
        const size_t question = address.find('?');
        Value request;
        request.set("method", body.empty() ? "GET" : "POST").set("path", address.substr(0, question));
        request.set("queryString", question == address.npos ? "" : address.substr(question + 1));
        request.set("header", contracts::Object{{"Host", Value("here")}});
        request.set("body", host::Bytes(body.begin(), body.end()));
        const host::Answer answer =
            host.callAndWait({actor, "HandleRequest", contracts::encode(*handle.request, request, codec).bytes, {}, 0});
        if (!answer.ok())
            return "error: " + answer.error;
        const contracts::Decoded decoded = contracts::decode(*handle.answer, answer.bytes);
        EXPECT_TRUE(decoded) << decoded.error;
        EXPECT_EQ(decoded.value["statusCode"].count(), 200u);
        const host::Bytes &said = decoded.value["body"].bytes();
        return {said.begin(), said.end()};
    }
    host::Host host;
};

INSTANTIATE_TEST_SUITE_P(Text, DemoActors, testing::Values(".wat"));
INSTANTIATE_TEST_SUITE_P(Signed, DemoActors, testing::Values(".wasm"));

TEST_P(DemoActors, HelloGreets)
{
    EXPECT_EQ(ask("hello", "hello", "world"), "Hello, world");
    EXPECT_EQ(ask("hello", "hello", ""), "Hello, ");
    const std::string many(300'000, 'x');
    EXPECT_TRUE(ask("hello", "hello", many) == "Hello, " + many);
    EXPECT_EQ(ask("hello", "bye", ""), "error: I only know hello and HandleRequest");
    EXPECT_EQ(get("hello", "/"), "Hello from WebAssembly\n");
}

TEST_P(DemoActors, EchoGivesBack)
{
    EXPECT_EQ(ask("echo", "anything", "abc"), "abc");
    EXPECT_EQ(ask("echo", "anything", ""), "");
    EXPECT_EQ(get("echo", "/x?n=17"), "n=17");
    EXPECT_EQ(get("echo", "/x?n=17", "body"), "body");
    EXPECT_EQ(get("echo", "/x"), "");
    const std::string many(300'000, 'x');
    EXPECT_TRUE(get("echo", "/x", many) == many);
}

TEST_P(DemoActors, CounterCountsByPathAndGivesBackTheNumber)
{
    EXPECT_EQ(get("counter", "/hits?n=1234567890123456"), R"({"counter":1,"n":1234567890123456})");
    EXPECT_EQ(get("counter", "/hits"), R"({"counter":2})");
    EXPECT_EQ(get("counter", "/other?n=0"), R"({"counter":1})") << "JSON has no number that begins with 0";
    for (const char *query : {"n=1\"", "n=", "m=1", "n=12345678901234567", "n=-1", "n=1&m=2"})
        EXPECT_EQ(get("counter", std::string("/q?") + query).find(",\"n\""), std::string::npos) << query;
    EXPECT_EQ(get("counter", "/" + std::string(70'000, 'x')), R"({"counter":1})");
    EXPECT_EQ(ask("counter", "HealthRequest", ""), "error: there is no operation of that name");
    ASSERT_EQ(host.removeProvider("store"), std::nullopt);
    EXPECT_EQ(get("counter", "/hits"), "error: the provider store was removed");
}

TEST_P(DemoActors, SuccessorsTakeItsPlaceAndGoOnCounting)
{
    EXPECT_EQ(get("counter", "/hits"), R"({"counter":1})");
    ASSERT_TRUE(host.swapActor("counter", module("tweaked")).ok());
    EXPECT_EQ(get("counter", "/hits?n=5"), R"({"counter":2,"n":5,"tweaked":true})");
    if (!std::filesystem::exists(path("counter_c.wasm")))
        GTEST_SKIP() << "without the actor in C: there was no clang for it";
    ASSERT_TRUE(host.swapActor("counter", readActorFile(path("counter_c.wasm")).module).ok());
    EXPECT_EQ(get("counter", "/hits?n=5"), R"({"counter":3,"n":5,"language":"C"})");
    EXPECT_EQ(get("counter", "/" + std::string(70'000, 'x')), R"({"counter":1,"language":"C"})");
    ASSERT_EQ(host.removeProvider("store"), std::nullopt);
    EXPECT_EQ(get("counter", "/hits"), "error: the provider store was removed");
}

TEST_P(DemoActors, CallerLetsAnotherAnswer)
{
    EXPECT_EQ(get("caller", "/hits?n=5"), R"({"counter":1,"n":5})");
    ASSERT_EQ(host.setLink({{"caller", "demo:next"}, host::ToActor{"echo"}}), std::nullopt);
    EXPECT_EQ(get("caller", "/hits?n=5"), "n=5");
    const std::string many(300'000, 'x');
    EXPECT_TRUE(ask("caller", "x", many) == many);
    ASSERT_EQ(host.unbind({"caller", "demo:next"}), std::nullopt);
    EXPECT_EQ(ask("caller", "x", ""), "error: nothing is linked to demo:next");
}

TEST_P(DemoActors, MisbehavingMisbehavesOnlyWhenAsked)
{
    const auto why = [&](const std::string &at) { return get("misbehaving", at); };
    const auto answers = [&] { EXPECT_EQ(why("/well?n=123"), "123"); };
    answers();
    EXPECT_NE(why("/loop").find("$loop"), std::string::npos) << why("/loop");
    answers();
    EXPECT_NE(why("/trap").find("unreachable was reached"), std::string::npos) << why("/trap");
    answers();
    EXPECT_NE(why("/memory").find("$eat"), std::string::npos) << why("/memory");
    answers();
    EXPECT_NE(why("/deep").find("call stack full"), std::string::npos) << why("/deep");
    answers();
    EXPECT_EQ(why("/fail"), "error: this was asked for");
    EXPECT_NE(why("/silent").find("No error message OR response"), std::string::npos);
    EXPECT_EQ(ask("misbehaving", "x", "fine"), "fine");
    answers();
}

TEST(SignedDemoActors, AreVouchedForAndOlderRevisionsDoNotTakeTheirPlace)
{
    const HostFileResult read = readHostFile(EXAMPLES "/signed.json");
    ASSERT_TRUE(read.errors.empty()) << read.errors.front();
    EXPECT_FALSE(read.file.trust.unsignedToo);
    host::Host host;
    applyTrust(host, read.file.trust);
    const auto module = [](const std::string &name) { return readActorFile(path(name + ".wasm")).module; };
    ASSERT_EQ(host.addActor("counter", module("counter")), std::nullopt);
    EXPECT_TRUE(host.swapActor("counter", module("tweaked")).ok());
    EXPECT_FALSE(host.swapActor("counter", module("counter")).ok()) << "an older revision";
    EXPECT_FALSE(host.swapActor("counter", module("hello")).ok()) << "another subject";
    EXPECT_NE(host.addActor("text", readActorFile(path("counter.wat")).module), std::nullopt) << "not signed";
}

} // namespace
} // namespace watchglass::scenario
