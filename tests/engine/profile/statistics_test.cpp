// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <random>

#include "engine/profile/statistics.h"
#include "tests/engine/profile/trees.h"

namespace watchglass::profile::test {
namespace {

TEST(Statistics, WilsonsInterval)
{
    const Share tenth = shareOf(10, 100, 100);
    EXPECT_NEAR(tenth.low, 0.0552, 0.0001);
    EXPECT_NEAR(tenth.high, 0.1744, 0.0001);
    const Share never = shareOf(0, 20, 20);
    EXPECT_EQ(never.low, 0);
    EXPECT_NEAR(never.high, 0.1611, 0.0001);
    const Share nothing = shareOf(0, 0, 0);
    EXPECT_EQ(nothing.low, 0);
    EXPECT_EQ(nothing.high, 1) << "nothing is known";
}

/// Newcombe 1998, table II, example (a).
TEST(Statistics, NewcombesInterval)
{
    const Difference change = difference(shareOf(48, 80, 80), shareOf(56, 70, 70));
    EXPECT_NEAR(change.value, 0.2, 1e-9);
    EXPECT_NEAR(change.low, 0.0524, 0.0001);
    EXPECT_NEAR(change.high, 0.3339, 0.0001);
}

TEST(Statistics, UnequalWeightsTellLess)
{
    EXPECT_DOUBLE_EQ(effectiveSamples(profileOf("a 2\na 2\nb 2\nb 2\n")), 4);
    EXPECT_NEAR(effectiveSamples(profileOf("a 1000\nb 1\n")), 1, 0.01);
    EXPECT_EQ(effectiveSamples(Profile()), 0);
}

TEST(Statistics, TheIntervalHoldsTheShareAsOftenAsItSays)
{
    std::mt19937_64 random(1);
    int held = 0;
    constexpr int profiles = 2000, samples = 200;
    for (int i = 0; i < profiles; ++i) {
        std::binomial_distribution<int> drawn(samples, 0.07);
        const Share share = shareOf(drawn(random), samples, samples);
        held += share.low <= 0.07 && 0.07 <= share.high;
    }
    EXPECT_NEAR(double(held) / profiles, 0.95, 0.03);
}

} // namespace
} // namespace watchglass::profile::test
