// SPDX-License-Identifier: Apache-2.0
// Many callers at once: no count is lost, no answer is another's.
#include <set>
#include <thread>

#include "tests/plugins/store_kinds.h"

namespace watchglass {
namespace {

class KeyValueThreads : public AnyStore
{
};

TEST_P(KeyValueThreads, NoAddIsLostAndEachHasItsOwnSum)
{
    constexpr int threads = 8, times = 100;
    const contracts::Found found = contracts::findOperation("wascc:keyvalue", "Add");
    const auto request = contracts::encode(*found.request, Object{{"key", "n"}, {"value", 1}}, store->codec).bytes;
    std::mutex mutex;
    std::multiset<int64_t> sums;
    std::vector<std::thread> callers;
    for (int i = 0; i < threads; ++i)
        callers.emplace_back([&] {
            for (int j = 0; j < times; ++j) {
                const host::Answer answer = store->provider().call(
                    {"actor", "default", "wascc:keyvalue", "Add", request, soon(std::chrono::minutes(1)), 1});
                EXPECT_TRUE(answer.ok()) << answer.error;
                const std::lock_guard lock(mutex);
                sums.insert(contracts::decode(*found.answer, answer.bytes, store->codec).value["value"].number());
            }
        });
    for (std::thread &caller : callers)
        caller.join();
    std::multiset<int64_t> expected;
    for (int i = 1; i <= threads * times; ++i)
        expected.insert(i);
    EXPECT_EQ(sums, expected);
}

TEST_P(KeyValueThreads, LinksComeAndGoMeanwhile)
{
    std::atomic<bool> done = false;
    std::thread linking([&] {
        while (!done) {
            EXPECT_EQ(store->provider().bind({"other", "wascc:keyvalue", "default", settings}), std::nullopt);
            EXPECT_TRUE(store->provider().health().ok);
            store->provider().unbind("other", "default");
        }
    });
    for (int i = 1; i <= 200; ++i)
        EXPECT_EQ(store->ask("Add", {{"key", "n"}, {"value", 1}})["value"].number(), i) << store->error;
    done = true;
    linking.join();
}

INSTANTIATE_TEST_SUITE_P(Every, KeyValueThreads,
                         testing::Combine(testing::Values("kv_memory", "kv_sqlite", "kv_redis"),
                                          testing::Values(Codec::Maps)),
                         nameOfCase);

} // namespace
} // namespace watchglass
