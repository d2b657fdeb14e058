// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <gtest/gtest.h>
#include <random>

#include "engine/host/load/histogram.h"

namespace watchglass::load {
namespace {

TEST(LoadHistogram, PercentilesAreThoseOfTheSortedNumbersWithinItsPrecision)
{
    std::mt19937_64 random(1);
    std::lognormal_distribution<> spread(13, 3); // from microseconds to minutes
    Histogram histogram, half;
    std::vector<int64_t> all;
    for (int i = 0; i < 20'000; ++i) {
        all.push_back(int64_t(spread(random)));
        (i % 2 ? histogram : half).add(Histogram::Duration(all.back()));
    }
    histogram.add(half);
    std::sort(all.begin(), all.end());
    EXPECT_EQ(histogram.count(), all.size());
    EXPECT_EQ(histogram.longest().count(), all.back());
    for (const double share : {0.0, 0.1, 0.5, 0.9, 0.99, 0.999, 1.0}) {
        const double exact = double(all[std::min(all.size() - 1, size_t(share * double(all.size())))]);
        EXPECT_NEAR(double(histogram.percentile(share).count()) / exact, 1, 0.04) << share;
    }
    EXPECT_LE(histogram.percentile(1), histogram.longest());
}

TEST(LoadHistogram, SmallNumbersAreExactAndNoneIsZero)
{
    Histogram histogram;
    EXPECT_EQ(histogram.percentile(0.5).count(), 0);
    for (const int value : {1, 2, 3, 100})
        histogram.add(Histogram::Duration(value));
    EXPECT_EQ(histogram.percentile(0.5).count(), 2);
    EXPECT_EQ(histogram.percentile(0.75).count(), 3);
    EXPECT_EQ(histogram.percentile(0.99).count(), 100);
    histogram.clear();
    EXPECT_EQ(histogram.count(), 0u);
    EXPECT_EQ(histogram.percentile(0.99).count(), 0);
}

} // namespace
} // namespace watchglass::load
