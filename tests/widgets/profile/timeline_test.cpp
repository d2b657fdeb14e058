// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>

#include "tests/widgets/profile/profiles.h"
#include "widgets/profile/timeline_strip.h"

namespace watchglass::test {
namespace {

class TimelineTest : public testing::Test
{
protected:
    void SetUp() override
    {
        profile::Profile profile = profileOf(plain);
        strip.setTimeline(onWorker([&] {
            return std::make_shared<const profile::Timeline>(profile::timelineOf(profile, TimelineStrip::bins));
        }));
        show(strip, {605, 60}); // a pixel for each millisecond
    }
    TimelineStrip strip{testTheme()};
};

TEST_F(TimelineTest, DraggingChoosesAStretch)
{
    QSignalSpy chosen(&strip, &TimelineStrip::rangeChosen), cleared(&strip, &TimelineStrip::rangeCleared);
    QTest::mousePress(&strip, Qt::LeftButton, {}, {400, 20});
    QTest::mouseMove(&strip, {300, 20});
    EXPECT_EQ(chosen.count(), 0) << "not before it is let go";
    QTest::mouseRelease(&strip, Qt::LeftButton, {}, {100, 20});
    ASSERT_EQ(chosen.count(), 1);
    EXPECT_NEAR(chosen[0][0].toDouble(), 100e6, 1e6);
    EXPECT_NEAR(chosen[0][1].toDouble(), 400e6, 1e6);
    QTest::mouseClick(&strip, Qt::LeftButton, {}, {200, 20});
    EXPECT_EQ(chosen.count(), 1) << "a click is no stretch";
    QTest::keyClick(&strip, Qt::Key_Escape);
    EXPECT_EQ(cleared.count(), 1);
    EXPECT_FALSE(strip.range());
}

TEST_F(TimelineTest, KeysChooseMoveAndLengthen)
{
    QTest::keyClick(&strip, Qt::Key_Right);
    ASSERT_TRUE(strip.range());
    const TimelineStrip::Range first = *strip.range();
    EXPECT_EQ(first.begin, 0u);
    QTest::keyClick(&strip, Qt::Key_Right);
    EXPECT_EQ(strip.range()->begin, 605'000'000u / 50);
    EXPECT_EQ(strip.range()->end - strip.range()->begin, first.end);
    QTest::keyClick(&strip, Qt::Key_Right, Qt::ShiftModifier);
    EXPECT_GT(strip.range()->end - strip.range()->begin, first.end);
    for (int i = 0; i < 5; ++i)
        QTest::keyClick(&strip, Qt::Key_Left);
    EXPECT_EQ(strip.range()->begin, 0u) << "it stays within";
    EXPECT_EQ(strip.accessibleDescription(), strip.rangeText());
}

TEST_F(TimelineTest, WhatKnowsNoTimeHasNone)
{
    EXPECT_TRUE(strip.isVisible());
    strip.setTimeline(std::make_shared<const profile::Timeline>());
    EXPECT_TRUE(strip.isHidden());
}

} // namespace
} // namespace watchglass::test
