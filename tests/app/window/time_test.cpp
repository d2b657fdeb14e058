// SPDX-License-Identifier: GPL-3.0-or-later
/// Going back in time, driven in the real window.
#include <QDockWidget>
#include <QLabel>
#include <QPushButton>
#include <QStatusBar>
#include <QToolButton>
#include <QTreeView>

#include "tests/app/window/window_kit.h"
#include "widgets/message_bar.h"
#include "widgets/views/globals_view.h"
#include "widgets/views/time_bar.h"

namespace watchglass::test {

namespace {
constexpr auto summing = R"((module
  (memory (export "memory") 1)
  (global $sum (mut i32) (i32.const 0))
  (func $add (param $x i32)
    (global.set $sum (i32.add (global.get $sum) (local.get $x))))
  (func (export "f") (param $n i32) (result i32)
    (loop $again
      (call $add (local.get $n))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $again (local.get $n)))
    (global.get $sum))
  (func (export "trap") (param $n i32)
    (call $add (local.get $n))
    (unreachable)))
)";
using Reason = session::StopReason;
} // namespace

class Past : public WindowTest
{
protected:
    Debugger &debugger() { return window->debugger(); }
    QAction *action(const char *id) { return window->actions().action(QLatin1String(id)); }
    const session::Snapshot &stop() { return *debugger().snapshot(); }
    int sum() { return stop().globals.at(0).value.asI32(); }
    TimeBar *bar() { return window->findChild<TimeBar *>(); }
    /// Waits for the stop that an action leads to.
    testing::AssertionResult stopsAfter(const std::function<void()> &act)
    {
        const quint64 before = debugger().snapshot() ? stop().sequence : 0;
        act();
        const bool came = wait([&] {
            return debugger().snapshot() && stop().sequence > before && debugger().state() != Debugger::State::Running;
        });
        return came ? testing::AssertionSuccess() : testing::AssertionFailure() << "no stop";
    }
    testing::AssertionResult triggered(const char *id)
    {
        if (!action(id)->isEnabled())
            return testing::AssertionFailure() << id << " is off: " << action(id)->toolTip().toStdString();
        return stopsAfter([&] { action(id)->trigger(); });
    }
    testing::AssertionResult called(Document *document, const char *name, int n)
    {
        return stopsAfter([&] { debugger().invoke(document, {QLatin1String(name), {exec::Value::i32(n)}, false}); });
    }
    QPushButton *choice(const QString &text)
    {
        for (QPushButton *button : window->findChild<MessageBar *>()->findChildren<QPushButton *>())
            if (button->text() == text && button->isVisible())
                return button;
        return nullptr;
    }
};

TEST_F(Past, StepsAndRunsLeadBackAndTheBarShowsWhere)
{
    Document *document = openText(summing);
    EXPECT_FALSE(action("run.back.run")->isEnabled());
    EXPECT_TRUE(action("run.back.run")->toolTip().startsWith(QStringLiteral("Nothing that could be gone back in")));
    window->breakpoints().toggle(document, offsetOf(document, "br_if"));
    ASSERT_TRUE(called(document, "f", 3));
    ASSERT_TRUE(triggered("run.start"));
    EXPECT_EQ(sum(), 5);
    ASSERT_TRUE(bar()->isVisible());
    const session::Moment at = *stop().moment;
    EXPECT_EQ(bar()->text(), TimeBar::momentText(at));
    EXPECT_FALSE(action("run.back.end")->isEnabled()) << "this is the end";
    ASSERT_TRUE(triggered("run.back.run"));
    EXPECT_EQ(stop().reason, Reason::Breakpoint);
    EXPECT_EQ(sum(), 3);
    ASSERT_TRUE(triggered("run.back.instruction"));
    EXPECT_EQ(stop().reason, Reason::Moment);
    EXPECT_EQ(bar()->text(), TimeBar::momentText(*stop().moment));
    EXPECT_LT(stop().moment->now, stop().moment->last);
    ASSERT_TRUE(triggered("run.back.over"));
    const std::optional<TextPlace> place = debugger().placeOf(stop().frames[0].offset);
    ASSERT_TRUE(place);
    EXPECT_EQ(place->line, 9u) << "it stood at the beginning of the line";
    ASSERT_TRUE(triggered("run.back.start"));
    EXPECT_EQ(stop().moment->now, 0u);
    EXPECT_FALSE(action("run.back.run")->isEnabled());
    ASSERT_TRUE(triggered("run.back.end"));
    EXPECT_EQ(*stop().moment, at);
    EXPECT_EQ(sum(), 5);
}

TEST_F(Past, AStopBringsTheStateToTheFrontWhereTheCallWasMade)
{
    Document *document = openText(summing);
    window->breakpoints().toggle(document, offsetOf(document, "br_if"));
    action("view.workspace.debug")->trigger();
    auto *run = window->findChild<QDockWidget *>(QStringLiteral("run"));
    run->raise();
    ASSERT_TRUE(wait([&] { return !run->widget()->visibleRegion().isEmpty(); }));
    ASSERT_TRUE(called(document, "f", 3));
    auto *operands = window->findChild<QDockWidget *>(QStringLiteral("operands"));
    const QWidget *rows = operands->findChild<QTreeView *>()->viewport(); // covers the rest
    EXPECT_TRUE(wait([&] { return !rows->visibleRegion().isEmpty(); }));
}

TEST_F(Past, TheSliderGoesToMomentsByMouseAndKeys)
{
    Document *document = openText(summing);
    window->breakpoints().toggle(document, offsetOf(document, "br_if"));
    ASSERT_TRUE(called(document, "f", 3));
    const quint64 last = stop().moment->last;
    TimeSlider *slider = bar()->slider();
    ASSERT_EQ(quint64(slider->maximum()), last);
    EXPECT_EQ(quint64(slider->value()), last);
    slider->setFocus();
    ASSERT_TRUE(stopsAfter([&] { QTest::keyClick(slider, Qt::Key_Left); }));
    EXPECT_EQ(stop().moment->now, last - 1);
    for (int i = 0; i < 3; ++i) // faster than moments come
        QTest::keyClick(slider, Qt::Key_Left);
    ASSERT_TRUE(wait([&] { return debugger().snapshot()->moment->now == last - 4; }));
    ASSERT_TRUE(stopsAfter([&] { QTest::keyClick(slider, Qt::Key_Home); }));
    EXPECT_EQ(stop().moment->now, 0u);
    EXPECT_EQ(slider->value(), 0);
}

TEST_F(Past, ATrapAndAnEndAreGoneBackFrom)
{
    Document *document = openText(summing);
    ASSERT_TRUE(called(document, "trap", 4));
    ASSERT_EQ(stop().reason, Reason::Trap);
    ASSERT_TRUE(triggered("run.back.over"));
    EXPECT_EQ(sum(), 0) << "before the call";
    ASSERT_TRUE(triggered("run.start"));
    EXPECT_EQ(stop().reason, Reason::Trap);

    ASSERT_TRUE(called(document, "f", 2));
    ASSERT_EQ(debugger().state(), Debugger::State::Idle);
    ASSERT_TRUE(triggered("run.back.instruction"));
    EXPECT_EQ(debugger().state(), Debugger::State::Paused);
    EXPECT_EQ(stop().moment->now + 1, stop().moment->last);
    ASSERT_TRUE(triggered("run.start"));
    EXPECT_EQ(stop().reason, Reason::Finished);
}

TEST_F(Past, AChangeInThePastIsAskedForOnce)
{
    Document *document = openText(summing);
    window->breakpoints().toggle(document, offsetOf(document, "br_if"));
    ASSERT_TRUE(called(document, "f", 3));
    ASSERT_TRUE(triggered("run.start"));
    ASSERT_TRUE(triggered("run.back.run"));
    ASSERT_EQ(sum(), 3);
    auto *globals = window->findChild<GlobalsView *>();
    emit globals->globalEdited(0, exec::Value::i32(100));
    QPushButton *agree = choice(QStringLiteral("Change it"));
    ASSERT_TRUE(agree);
    EXPECT_EQ(sum(), 3) << "not before it was agreed to";
    ASSERT_TRUE(stopsAfter([&] { QTest::mouseClick(agree, Qt::LeftButton); }));
    EXPECT_EQ(sum(), 100);
    EXPECT_EQ(stop().moment->now, stop().moment->last) << "what followed is forgotten";
    ASSERT_TRUE(triggered("run.start"));
    EXPECT_EQ(sum(), 102);
    ASSERT_TRUE(triggered("run.back.instruction"));
    ASSERT_TRUE(stopsAfter([&] { emit globals->globalEdited(0, exec::Value::i32(7)); }));
    EXPECT_FALSE(choice(QStringLiteral("Change it")));
    EXPECT_EQ(sum(), 7);
}

TEST_F(Past, WithoutRecordingTheControlsSayWhy)
{
    Document *document = openText(summing);
    action("run.record")->trigger();
    EXPECT_FALSE(action("run.record")->isChecked());
    window->breakpoints().toggle(document, offsetOf(document, "br_if"));
    ASSERT_TRUE(called(document, "f", 3));
    EXPECT_FALSE(stop().moment);
    EXPECT_FALSE(action("run.back.instruction")->isEnabled());
    EXPECT_TRUE(action("run.back.instruction")->toolTip().startsWith(QStringLiteral("The run is not recorded")));
    EXPECT_FALSE(bar()->slider()->isEnabled());
    EXPECT_TRUE(bar()->slider()->toolTip().startsWith(QStringLiteral("The run is not recorded")));
    ASSERT_TRUE(stopsAfter([&] { action("run.record")->trigger(); })) << "from here on";
    ASSERT_TRUE(triggered("run.start"));
    ASSERT_TRUE(triggered("run.back.start"));
    EXPECT_EQ(sum(), 3);
    // One that passes over breakpoints goes at full speed.
    debugger().stop();
    ASSERT_TRUE(wait([&] { return debugger().state() == Debugger::State::Idle; }));
    debugger().ignoreBreakpointsOnce();
    ASSERT_TRUE(called(document, "f", 3));
    EXPECT_FALSE(stop().moment);
}

TEST_F(Past, WhatIsWrittenIsShownOnce)
{
    Document *document = openText(R"((module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00\03\00\00\00")
  (data (i32.const 16) "hi\n")
  (func (export "f") (param $n i32)
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
    (nop)))
)");
    QStringList written;
    QObject::connect(
        &debugger(), &Debugger::logged, window.get(), [&](Debugger::Kind kind, const QString &text, qint64) {
            if (kind == Debugger::Kind::Output || kind == Debugger::Kind::Import || kind == Debugger::Kind::Log)
                written += text;
        });
    window->breakpoints().set(document, offsetOf(document, "nop"), {{}, {}, 1, QStringLiteral("here")});
    ASSERT_TRUE(called(document, "f", 0));
    const QStringList once = written;
    EXPECT_EQ(once.size(), 3);
    ASSERT_TRUE(triggered("run.back.start"));
    ASSERT_TRUE(triggered("run.start"));
    EXPECT_EQ(stop().reason, Reason::Finished);
    EXPECT_EQ(written, once);
}

} // namespace watchglass::test
