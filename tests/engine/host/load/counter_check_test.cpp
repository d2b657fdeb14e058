// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <random>
#include <set>

#include "engine/host/load/counter_check.h"

namespace watchglass::load {
namespace {

TEST(LoadCounter, RangesAreTheSetTheyStandFor)
{
    std::mt19937 random(7);
    for (int round = 0; round < 50; ++round) {
        Ranges ranges;
        std::set<int64_t> plain;
        for (int i = 0; i < 100; ++i) {
            const auto number = int64_t(random() % 120) - 20;
            EXPECT_EQ(ranges.add(number), plain.insert(number).second);
        }
        for (int64_t number = -30; number < 120; ++number)
            EXPECT_EQ(ranges.has(number), plain.contains(number));
        EXPECT_EQ(ranges.first(), *plain.begin());
        EXPECT_EQ(ranges.last(), *plain.rbegin());
        EXPECT_EQ(ranges.missing(), uint64_t(*plain.rbegin() - *plain.begin() + 1) - plain.size());
    }
}

TEST(LoadCounter, AGapATwinAndAStepBackAreFound)
{
    CounterCheck check;
    for (const int number : {5, 6, 7, 8})
        EXPECT_TRUE(check.take(number, check.known()));
    EXPECT_EQ(check.report().skipped, 0u);
    EXPECT_TRUE(check.take(10, check.known()));
    EXPECT_EQ(check.report().skipped, 1u);
    EXPECT_FALSE(check.take(9, check.known())) << "10 had been answered before this was asked";
    EXPECT_EQ(check.report().skipped, 0u);
    EXPECT_TRUE(check.take(11, 9)) << "asked before 10 was known";
    EXPECT_FALSE(check.take(11, check.known()));
    const CounterReport report = check.report();
    EXPECT_EQ(report.repeated, 1u);
    EXPECT_EQ(report.wentBack, 2u);
    EXPECT_EQ(report.first, 5);
    EXPECT_EQ(report.last, 11);
    EXPECT_EQ(report.seen, 8u);
}

TEST(LoadCounter, ANewStoreStartsOverAndWhatIsUncertainFillsGaps)
{
    CounterCheck check;
    for (const int number : {1, 2, 4, 5, 9})
        check.take(number, check.known());
    check.takeUncertain(3); // the old store's
    check.takeUncertain(1); // the new one's
    check.takeUncertain(6);
    check.takeUncertain(6);
    check.startOver();
    for (const int number : {2, 3})
        EXPECT_TRUE(check.take(number, check.known()));
    CounterReport report = check.report();
    EXPECT_EQ(report.skipped, 2u) << "7 and 8";
    EXPECT_EQ(report.repeated, 0u);
    EXPECT_EQ(report.startedOver, 1u);
    EXPECT_EQ(report.last, 3);
    check.startOver();
    check.startOver();
    EXPECT_EQ(check.report().skipped, 2u) << "still known when it is long ago";
}

} // namespace
} // namespace watchglass::load
