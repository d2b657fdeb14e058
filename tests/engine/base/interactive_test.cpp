// SPDX-License-Identifier: Apache-2.0
/// The guard of threads that a person waits for.
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/base/interactive.h"
#include "engine/wasm/decoder.h"
#include "engine/wat/analysis.h"

using namespace watchglass;
using namespace std::string_literals;

namespace {

/// What `work` does against the rule on a declared thread.
std::vector<std::pair<std::string, double>> breachesOf(const std::function<void()> &work)
{
    std::vector<std::pair<std::string, double>> breaches;
    std::thread([&] {
        declareInteractiveThread([&](const Breach &b) { breaches.emplace_back(b.call, b.milliseconds); });
        work();
    }).join();
    return breaches;
}

void burn(double milliseconds)
{
    for (const double end = detail::threadMilliseconds() + milliseconds; detail::threadMilliseconds() < end;) {
    }
}

} // namespace

TEST(InteractiveThread, LongCallsAreReportedHoweverShortTheyWere)
{
    const auto breaches = breachesOf([] {
        wasm::decode(std::make_shared<wasm::Bytes>());
        wat::analyse(wat::SyntaxTree::parse("(module)"));
    });
    ASSERT_GE(breaches.size(), 3u); // the analysis makes long calls of its own
    EXPECT_EQ(breaches[0], std::pair("wasm::decode"s, 0.0));
    EXPECT_EQ(breaches[1].first, "wat::SyntaxTree::parse");
    EXPECT_EQ(breaches[2].first, "wat::analyse");
}

TEST(InteractiveThread, AShortCallIsReportedWhenItTookLong)
{
    const auto breaches = breachesOf([] {
        const ShortCall call("a look");
        burn(30);
    });
    ASSERT_EQ(breaches.size(), 1u);
    EXPECT_EQ(breaches[0].first, "a look");
    EXPECT_GE(breaches[0].second, 29);
}

TEST(InteractiveThread, WaitingForTheProcessorIsNotTheCallsFault)
{
    const auto breaches = breachesOf([] {
        const ShortCall call("a look");
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
    });
    EXPECT_TRUE(breaches.empty());
}

TEST(InteractiveThread, OtherThreadsAreFree)
{
    const auto breaches = breachesOf([] {
        std::thread([] {
            const ShortCall call("a look");
            wasm::decode(std::make_shared<wasm::Bytes>());
            burn(30);
        }).join();
        declareInteractiveThread({});
        wasm::decode(std::make_shared<wasm::Bytes>());
    });
    EXPECT_TRUE(breaches.empty());
}
