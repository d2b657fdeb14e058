// SPDX-License-Identifier: GPL-3.0-or-later
/// The log of calls: a million of them, found, walked, and only those painted that can be seen.
#include <gtest/gtest.h>

#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTest>

#include "widgets/host/calls_view.h"

namespace watchglass {
namespace {

using host::CallRecord;

std::shared_ptr<const CallRecord> call(uint64_t id, const std::string &operation = "HandleRequest",
                                       host::Failure failure = host::Failure::None)
{
    CallRecord made;
    made.id = id;
    made.actor = "counter";
    made.operation = operation;
    made.failure = failure;
    made.duration = std::chrono::microseconds(12);
    return std::make_shared<const CallRecord>(std::move(made));
}

CallLog::Calls calls(uint64_t first, uint64_t count)
{
    CallLog::Calls made;
    for (uint64_t id = first; id < first + count; ++id)
        made.push_back(call(id, id % 1000 == 0 ? "Rare" : "HandleRequest"));
    return made;
}

Theme &theme()
{
    static Theme one;
    return one;
}

TEST(CallLog, TheOldestGoFirstAndNumbersStay)
{
    CallLog log(nullptr, 100);
    log.append(calls(1, 90));
    const quint64 kept = log.serial(80);
    log.append(calls(91, 50), 7);
    EXPECT_EQ(log.size(), 100);
    EXPECT_EQ(log.lost(), 7u);
    EXPECT_EQ(log.at(0).call->id, 41u);
    ASSERT_TRUE(log.entry(kept));
    EXPECT_EQ(log.entry(kept)->call->id, 81u);
    EXPECT_EQ(log.rowOf(kept), 40);
    EXPECT_EQ(log.rowOf(1), -1) << "gone";
    EXPECT_EQ(log.find(140), log.serial(99));
    EXPECT_EQ(log.find(3), 0u);
}

TEST(CallLog, WhatIsClearedIsGoneAtOnceAndFreedByAndBy)
{
    CallLog log;
    log.append(calls(1, 5000));
    const std::weak_ptr<const CallRecord> first = log.at(0).call, last = log.at(4999).call;
    log.setFilter(QStringLiteral("rare"));
    log.clear();
    EXPECT_EQ(log.total(), 0);
    log.append(calls(6000, 1001));
    ASSERT_TRUE(QTest::qWaitFor([&] { return !log.scanning() && first.expired() && last.expired(); }));
    ASSERT_EQ(log.size(), 2);
    EXPECT_EQ(log.at(0).call->id, 6000u);
    EXPECT_EQ(log.at(1).call->id, 7000u);
}

TEST(CallLog, ManyBytesAreManyCalls)
{
    CallLog log(nullptr, 1000, 100'000);
    CallRecord large;
    large.payload.resize(30'000);
    for (int i = 0; i < 10; ++i)
        log.append({std::make_shared<const CallRecord>(large)});
    EXPECT_EQ(log.size(), 3);
}

TEST(CallLog, AFilterWantsAllItsWordsAndFollowsWhatComes)
{
    CallLog log;
    log.append({call(1, "Add"), call(2, "Get", host::Failure::Unavailable), call(3, "Get")});
    log.appendDeed(QStringLiteral("store was taken away"));
    log.setFilter(QStringLiteral("get UNAVAIL"));
    ASSERT_TRUE(QTest::qWaitFor([&] { return !log.scanning(); }));
    ASSERT_EQ(log.size(), 1);
    EXPECT_EQ(log.at(0).call->id, 2u);
    log.append({call(4, "Get", host::Failure::Unavailable), call(5, "Get")});
    ASSERT_TRUE(QTest::qWaitFor([&] { return !log.scanning(); }));
    EXPECT_EQ(log.size(), 2);
    log.setFilter(QStringLiteral("#3"));
    ASSERT_TRUE(QTest::qWaitFor([&] { return !log.scanning(); }));
    EXPECT_EQ(log.size(), 1);
    log.setFilter(QStringLiteral("taken"));
    ASSERT_TRUE(QTest::qWaitFor([&] { return !log.scanning(); }));
    ASSERT_EQ(log.size(), 1);
    EXPECT_FALSE(log.at(0).call);
    log.setFilter({});
    EXPECT_EQ(log.size(), 6);
}

TEST(CallList, OfAMillionCallsThoseInViewArePainted)
{
    CallsView view(theme());
    view.resize(900, 400);
    view.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&view));
    for (uint64_t i = 0; i < 10; ++i)
        view.log().append(calls(1 + i * 100'000, 100'000));
    ASSERT_EQ(view.log().total(), 1'000'000);
    QScrollBar *bar = view.list().verticalScrollBar();
    EXPECT_EQ(bar->value(), bar->maximum()) << "the newest is in view";
    for (int i = 0; i <= 100; ++i) {
        bar->setValue(bar->maximum() / 100 * i);
        view.list().viewport()->repaint();
        EXPECT_GT(view.list().rowsPainted(), 5);
        EXPECT_LT(view.list().rowsPainted(), 40);
    }
    bar->setValue(0);
    view.log().append(calls(1'000'001, 10));
    EXPECT_EQ(bar->value(), 0) << "who reads is left where he is";
    EXPECT_EQ(view.log().total(), 1'000'000);

    view.findChild<QLineEdit *>()->setText(QStringLiteral("rare"));
    ASSERT_TRUE(QTest::qWaitFor([&] { return !view.log().scanning(); }, 20'000));
    EXPECT_EQ(view.log().size(), 1000);
}

TEST(CallList, IsWalkedByKeysAndSaysWhatItShows)
{
    CallsView view(theme());
    view.resize(900, 400);
    view.show();
    view.log().append({call(1, "Add"), call(2, "Get", host::Failure::Trap), call(3, "Del")});
    QTest::keyClick(&view.list(), Qt::Key_Home);
    EXPECT_EQ(view.list().current(), view.log().serial(0));
    QTest::keyClick(&view.list(), Qt::Key_Down);
    EXPECT_TRUE(view.list().accessibleDescription().contains(QStringLiteral("Get")))
        << qPrintable(view.list().accessibleDescription());
    EXPECT_TRUE(view.list().accessibleDescription().contains(QStringLiteral("trap")));
    EXPECT_TRUE(view.findChild<QPlainTextEdit *>()->toPlainText().startsWith(QStringLiteral("#2  Get")));
    QTest::keyClick(&view.list(), Qt::Key_End);
    EXPECT_EQ(view.list().current(), view.log().serial(2));
    view.log().clear();
    EXPECT_EQ(view.list().current(), 0u);
    EXPECT_FALSE(view.findChild<QPlainTextEdit *>()->isVisible());
}

TEST(CallDetails, SayPayloadAndAnswerAsTheContractHasThem)
{
    CallRecord made;
    made.kind = CallRecord::Kind::FromActor;
    made.id = 7;
    made.actor = "counter";
    made.peer = "the provider store";
    made.capability = "wascc:keyvalue";
    made.operation = "Add";
    // {"key":"a","value":1} as a map of MessagePack
    made.payload = {0x82, 0xa3, 'k', 'e', 'y', 0xa1, 'a', 0xa5, 'v', 'a', 'l', 'u', 'e', 0x01};
    made.writes = {{0x40, 3, "__host_response"}};
    const QString text = detailsOf(made);
    EXPECT_TRUE(text.contains(QStringLiteral("counter → store"))) << qPrintable(text);
    EXPECT_TRUE(text.contains(QStringLiteral("\"key\":\"a\"")));
    EXPECT_TRUE(text.contains(QStringLiteral("0000  82 a3 6b 65 79")));
    EXPECT_TRUE(text.contains(QStringLiteral("3 bytes at 0x40, as __host_response wished")));
}

} // namespace
} // namespace watchglass
