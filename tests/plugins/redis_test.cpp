// SPDX-License-Identifier: Apache-2.0
// Key-value in Redis: what is particular to a server that may go and come back.
#include <thread>

#include "tests/plugins/backend.h"
#include "tests/plugins/redis_server.h"

namespace watchglass {
namespace {

using namespace std::chrono_literals;
using host::Failure;

class Redis : public testing::Test
{
protected:
    void SetUp() override
    {
        if (!isBuilt("kv_redis") || !RedisServer::isThere())
            GTEST_SKIP() << "skipped: not there";
    }
    static std::unique_ptr<Linked> open(const std::string &url)
    {
        return std::make_unique<Linked>("kv_redis", std::map<std::string, std::string>{{"URL", url}});
    }
    static int64_t add(Linked &store, std::chrono::milliseconds time = 20s)
    {
        return store.ask("Add", {{"key", "n"}, {"value", 1}}, soon(time))["value"].number();
    }
};

TEST_F(Redis, KilledItCostsAnErrorAtOnceAndCountsOnWhenItIsBack)
{
    RedisServer server({"--appendfsync", "always"});
    auto store = open(server.url());
    for (int i = 1; i <= 3; ++i)
        EXPECT_EQ(add(*store), i) << store->error;
    EXPECT_TRUE(store->provider().health().ok);
    for (int round = 0; round < 2; ++round) {
        server.kill();
        for (int i = 0; i < 3; ++i) {
            EXPECT_EQ(add(*store), 0);
            EXPECT_EQ(store->failure, Failure::Unavailable);
            EXPECT_TRUE(store->error.starts_with("Redis at 127.0.0.1:" + std::to_string(server.port()) +
                                                 " cannot be reached: "))
                << store->error;
        }
        EXPECT_FALSE(store->provider().health().ok);
        EXPECT_EQ(store->provider().health().sentence, store->error);
        server.start();
        EXPECT_TRUE(store->provider().health().ok); // the very next time it is asked
        EXPECT_EQ(add(*store), 4 + round) << store->error;
    }
}

TEST_F(Redis, KilledInTheMiddleEveryCallGetsAnAnswerAndNoCountIsMadeUp)
{
    RedisServer server({"--appendfsync", "always"});
    auto store = open(server.url());
    const contracts::Found found = contracts::findOperation("wascc:keyvalue", "Add");
    const auto request = contracts::encode(*found.request, Object{{"key", "n"}, {"value", 1}}, Codec::Maps).bytes;
    std::atomic<bool> done = false;
    std::atomic<int> counted = 0, failed = 0;
    std::mutex mutex;
    std::map<int64_t, int> sums;
    std::vector<std::thread> callers;
    for (int i = 0; i < 8; ++i)
        callers.emplace_back([&] {
            while (!done) {
                const host::Answer answer =
                    store->provider().call({"actor", "default", "wascc:keyvalue", "Add", request, soon(), 1});
                if (!answer.ok()) {
                    EXPECT_EQ(answer.failure, Failure::Unavailable) << answer.error;
                    ++failed;
                    std::this_thread::sleep_for(1ms);
                    continue;
                }
                ++counted;
                const std::lock_guard lock(mutex);
                ++sums[contracts::decode(*found.answer, answer.bytes).value["value"].number()];
            }
        });
    const auto await = [&](const std::atomic<int> &number, int least) {
        for (int i = 0; i < 2000 && number < least; ++i)
            std::this_thread::sleep_for(10ms);
    };
    await(counted, 200);
    server.kill();
    await(failed, 20);
    server.start();
    await(counted, counted + 200);
    done = true;
    for (std::thread &caller : callers)
        caller.join();
    EXPECT_GE(failed, 8);
    for (const auto &[sum, times] : sums)
        EXPECT_EQ(times, 1) << sum;
    // What was told is kept; what broke in the middle may have been done.
    const int64_t last = store->ask("Add", {{"key", "n"}, {"value", 0}})["value"].number();
    EXPECT_GE(last, int64_t(sums.size()));
    EXPECT_LE(last, int64_t(sums.size()) + failed);
}

TEST_F(Redis, OneThatAnswersNobodyCostsNoMoreThanTheDeadline)
{
    RedisServer server;
    auto store = open(server.url());
    EXPECT_EQ(add(*store), 1);
    server.halt();
    EXPECT_EQ(add(*store, 100ms), 0);
    EXPECT_EQ(store->failure, Failure::Deadline);
    EXPECT_EQ(store->error, "Redis at 127.0.0.1:" + std::to_string(server.port()) + " has not answered in time");
    EXPECT_FALSE(store->provider().health().ok);
    server.resume();
    // The late answer is nobody's: it went with its connection.
    EXPECT_EQ(store->said("KeyExists", {{"key", "other"}}), R"({"value":"","exists":false})");
    EXPECT_TRUE(store->provider().health().ok);
}

TEST_F(Redis, NumbersAndKindsThatOthersKeepThereAreMet)
{
    RedisServer server;
    auto store = open(server.url());
    EXPECT_EQ(server.command("INCRBY n 4294967296"), ":4294967296");
    EXPECT_EQ(add(*store), 0);
    EXPECT_EQ(store->error, "the sum under the key \"n\" would not fit the 32 bits of an answer; it stays as it is");
    EXPECT_EQ(server.command("INCRBY n 0"), ":4294967296");
    EXPECT_EQ(server.command("HSET h f v"), ":1");
    store->ask("Get", {{"key", "h"}});
    EXPECT_EQ(store->failure, Failure::Refused);
    // What the contract does not know is not copied, and does not keep the rest from it.
    server.command("SET t v");
    std::vector<std::string> keys;
    EXPECT_EQ(store->provider().copyOut([&](const host::Entry &entry) {
        keys.push_back(entry.key);
        return true;
    }),
              std::nullopt);
    EXPECT_EQ(keys, (std::vector<std::string>{"n", "t"}));
}

TEST_F(Redis, DatabasesAndPasswordsAreThoseOfTheUrl)
{
    RedisServer server({"--requirepass", "se:c@ret"});
    auto store = open(server.url(":se%3Ac%40ret@", "/3"));
    EXPECT_EQ(add(*store), 1) << store->error;
    EXPECT_EQ(add(*open(server.url(":se%3Ac%40ret@", "/4"))), 1);
    EXPECT_EQ(add(*open(server.url("default:se%3Ac%40ret@", "/3"))), 2);
    auto stranger = open(server.url());
    EXPECT_EQ(add(*stranger), 0);
    EXPECT_NE(stranger->error.find("NOAUTH"), std::string::npos) << stranger->error;
    EXPECT_EQ(stranger->failure, Failure::Unavailable);
    auto wrong = open(server.url(":guess@"));
    EXPECT_EQ(add(*wrong), 0);
    EXPECT_NE(wrong->error.find("refuses the link: WRONGPASS"), std::string::npos) << wrong->error;
    auto noSuch = open(server.url(":se%3Ac%40ret@", "/99"));
    EXPECT_EQ(add(*noSuch), 0);
    EXPECT_NE(noSuch->error.find("DB index is out of range"), std::string::npos) << noSuch->error;
}

TEST_F(Redis, AUrlThatIsNoneIsRefusedWithoutTellingThePassword)
{
    for (const char *url :
         {"localhost:6379", "http://localhost", "redis://", "redis://host:port", "redis://host:0", "redis://host:70000",
          "redis://host/one", "redis://:secret%4@host", "redis://[::1", "redis://:secret@host:x", "redis://[::1]x"})
        try {
            open(url);
            ADD_FAILURE() << url << " was taken";
        } catch (const std::exception &refusal) {
            EXPECT_TRUE(std::string(refusal.what()).starts_with("the setting URL wants redis://")) << refusal.what();
            EXPECT_EQ(std::string(refusal.what()).find("secret"), std::string::npos);
        }
    EXPECT_THROW(open("rediss://host"), std::exception);
    for (const char *url : {"redis://[::1]:6379/1", "redis://host", "redis://user:pass@host:1/2", "redis://host/"})
        EXPECT_NO_THROW(open(url)) << url;
}

} // namespace
} // namespace watchglass
