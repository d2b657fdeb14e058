// SPDX-License-Identifier: GPL-3.0-or-later
/// Traffic: what is counted in which second, and what the chart reads of it.
#include <gtest/gtest.h>

#include <QTest>

#include "widgets/host/load_view.h"
#include "widgets/host/traffic_chart.h"

namespace watchglass {
namespace {

using namespace std::chrono_literals;

const Traffic::Moment begin{std::chrono::seconds(1'700'000'000)};

std::shared_ptr<const host::CallRecord> call(std::chrono::milliseconds at, std::chrono::milliseconds took,
                                             host::Failure failure = host::Failure::None)
{
    host::CallRecord made;
    made.begun = begin + at;
    made.duration = took;
    made.failure = failure;
    return std::make_shared<const host::CallRecord>(std::move(made));
}

Theme &theme()
{
    static Theme one;
    return one;
}

TEST(Traffic, CallsCountInTheSecondInWhichTheyEnd)
{
    Traffic traffic;
    traffic.add({call(100ms, 10ms), call(200ms, 30ms), call(990ms, 20ms, host::Failure::Unavailable)});
    ASSERT_EQ(traffic.seconds().size(), 2u);
    EXPECT_EQ(traffic.seconds()[0].calls, 2u);
    EXPECT_EQ(traffic.seconds()[0].failed, 0u);
    EXPECT_EQ(traffic.seconds()[1].failed, 1u);
    EXPECT_NEAR(double(traffic.seconds()[0].p99.count()), 30e6, 0.5e6);
    traffic.add({call(500ms, 40ms)});
    EXPECT_EQ(traffic.seconds()[0].calls, 3u) << "told late";
    EXPECT_EQ(traffic.seconds()[0].longest, 40ms);
}

TEST(Traffic, QuietSecondsAreSecondsAndTheOldestGo)
{
    Traffic traffic;
    traffic.addWaiting(0, begin);
    EXPECT_TRUE(traffic.seconds().empty()) << "nothing has begun";
    traffic.add({call(0ms, 1ms)});
    traffic.advance(begin + 3s);
    EXPECT_EQ(traffic.seconds().size(), 4u);
    traffic.addWaiting(7, begin + 3s);
    EXPECT_EQ(traffic.seconds().back().waiting, 7u);
    traffic.advance(begin + 100'000s);
    EXPECT_EQ(traffic.seconds().size(), size_t(Traffic::mostSeconds));
    EXPECT_EQ(traffic.seconds().front().calls, 0u);
    traffic.add({call(0ms, 1ms)});
    EXPECT_EQ(traffic.seconds().size(), size_t(Traffic::mostSeconds)) << "too old to be counted";
}

TEST(TrafficChart, IsReadByKeys)
{
    Traffic traffic;
    TrafficChart chart(theme(), traffic);
    chart.resize(600, 200);
    chart.show();
    traffic.add({call(0ms, 1ms), call(1000ms, 5ms), call(1100ms, 5ms)});
    traffic.addMark(QStringLiteral("counter was swapped"), false, begin + 1s);
    QTest::keyClick(&chart, Qt::Key_End);
    EXPECT_TRUE(chart.reading().contains(QStringLiteral("2 calls, 0 failed"))) << qPrintable(chart.reading());
    EXPECT_TRUE(chart.reading().contains(QStringLiteral("counter was swapped")));
    EXPECT_EQ(chart.accessibleDescription(), chart.reading());
    QTest::keyClick(&chart, Qt::Key_Left);
    EXPECT_TRUE(chart.reading().contains(QStringLiteral("1 calls")));
    chart.repaint();
}

TEST(LoadView, ShowsTheProofOfEachChange)
{
    LoadView view(theme());
    view.resize(900, 300);
    view.show();
    auto report = std::make_shared<load::Report>();
    report->running = true;
    report->counts.ended = report->counts.ok = report->counts.own = 100;
    load::Proof proof;
    proof.number = 1;
    proof.mark.text = "counter: a → b";
    proof.before.ended = proof.before.ok = 60;
    proof.during.ended = proof.during.ok = 3;
    proof.after.ended = 37;
    proof.after.ok = 36;
    proof.after.lost = 1;
    report->proofs = {proof};
    view.setReport(report);
    EXPECT_TRUE(view.running());
    EXPECT_TRUE(view.proof().contains(QStringLiteral("0 lost"))) << qPrintable(view.proof());
    bool stopped = false;
    QObject::connect(&view, &LoadView::stopWanted, [&] { stopped = true; });
    view.submit();
    EXPECT_TRUE(stopped);
}

} // namespace
} // namespace watchglass
