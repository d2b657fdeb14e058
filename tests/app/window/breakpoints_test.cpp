// SPDX-License-Identifier: GPL-3.0-or-later
/// Breakpoints with terms, log points and data breakpoints, driven in the real window.
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDockWidget>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>

#include "app/window/kept_breakpoints.h"
#include "tests/app/window/window_kit.h"
#include "widgets/views/breakpoint_dialog.h"
#include "widgets/views/breakpoints_view.h"
#include "widgets/views/globals_view.h"
#include "widgets/views/locals_view.h"
#include "widgets/views/memory_view.h"
#include "widgets/views/watch_dialog.h"
#include "widgets/views/watch_words.h"

namespace watchglass::test {

namespace {
constexpr auto countdown = R"((module
  (memory (export "memory") 1)
  (global $calls (mut i32) (i32.const 0))
  (func $f (export "f") (param $n i32)
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (loop $again
      (i32.store offset=8 (i32.const 0) (local.get $n))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $again (local.get $n)))))
)";
using Kind = debug::HitRule::Kind;
using Reason = session::StopReason;
} // namespace

class Points : public WindowTest
{
protected:
    Debugger &debugger() { return window->debugger(); }
    bool paused() { return debugger().state() == Debugger::State::Paused; }
    bool over() { return debugger().state() == Debugger::State::Idle && debugger().snapshot(); }
    void invoke(Document *document, int n)
    {
        debugger().invoke(document, {QStringLiteral("f"), {exec::Value::i32(n)}, false});
    }
    int local() { return debugger().snapshot()->frames.at(0).locals.at(0).value.asI32(); }
    QAction *action(const char *id) { return window->actions().action(QLatin1String(id)); }
    /// The text of the Breakpoints dock, row by row.
    QStringList rows()
    {
        auto *view = window->findChild<BreakpointsView *>();
        window->actions().action(QStringLiteral("view.workspace.debug"))->trigger();
        QTest::qWait(50); // it gathers changes for a moment
        QStringList all;
        for (int i = 0; i < view->model()->rowCount(); ++i) {
            QStringList cells;
            for (int j = 0; j < view->model()->columnCount(); ++j)
                cells += view->model()->index(i, j).data().toString();
            all += cells.join(QLatin1Char('|'));
        }
        return all;
    }
    template <class Dialog>
    Dialog *opened()
    {
        Dialog *dialog = nullptr;
        EXPECT_TRUE(wait([&] { return (dialog = window->findChild<Dialog *>()) && dialog->isVisible(); }));
        return dialog;
    }
    static QLineEdit *field(QWidget *dialog, const char *name)
    {
        for (QLineEdit *each : dialog->findChildren<QLineEdit *>())
            if (each->accessibleName() == QLatin1String(name))
                return each;
        return nullptr;
    }
    static QPushButton *ok(QWidget *dialog)
    {
        return dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
    }
};

TEST_F(Points, AConditionTypedInTheDialogStopsWhereItIsTrue)
{
    Document *document = openText(countdown);
    document->editor()->showPlace(offsetOf(document, "br_if"));
    action("run.editBreakpoint")->trigger();
    auto *dialog = opened<BreakpointDialog>();
    ASSERT_TRUE(dialog);
    QLineEdit *condition = field(dialog, "Condition");
    QTest::keyClicks(condition, QStringLiteral("$n == $m"));
    EXPECT_FALSE(ok(dialog)->isEnabled());
    EXPECT_EQ(condition->toolTip(), QStringLiteral("Column 7: There is no local $m here"));
    condition->selectAll();
    QTest::keyClicks(condition, QStringLiteral("$n == 3"));
    ASSERT_TRUE(ok(dialog)->isEnabled());
    EXPECT_TRUE(window->breakpoints().all().isEmpty()) << "not before OK";
    QTest::mouseClick(ok(dialog), Qt::LeftButton);
    ASSERT_EQ(window->breakpoints().all().size(), 1);
    invoke(document, 9);
    ASSERT_TRUE(wait([&] { return paused(); }));
    EXPECT_EQ(local(), 3);
    EXPECT_EQ(rows(), QStringList{QStringLiteral("line 9|×1|if $n == 3 · br_if $again (local.get $n)")});
}

TEST_F(Points, BeforeTheFirstWordOfALineTheLineIsMeant)
{
    Document *document = openText(countdown);
    const quint32 store = offsetOf(document, "i32.store");
    ASSERT_TRUE(window->breakpoints().toggle(document, store - 3));
    EXPECT_EQ(window->breakpoints().all()[0].anchor, offsetOf(document, "i32.const 0) (local.get"))
        << "what runs first of it";
    ASSERT_TRUE(window->breakpoints().toggle(document, store));
    EXPECT_EQ(window->breakpoints().all()[1].anchor, store);
}

TEST_F(Points, HitsAreCountedAndADisabledOneDoesNotStop)
{
    Document *document = openText(countdown);
    const quint32 place = offsetOf(document, "br_if");
    ASSERT_TRUE(window->breakpoints().set(document, place, {{}, Kind::Every, 4, {}}));
    invoke(document, 9);
    ASSERT_TRUE(wait([&] { return paused(); }));
    EXPECT_EQ(local(), 5);
    document->editor()->showPlace(place);
    action("run.enableBreakpoint")->trigger();
    EXPECT_FALSE(window->breakpoints().all()[0].enabled);
    debugger().resume();
    EXPECT_TRUE(wait([&] { return over(); }));
    EXPECT_EQ(debugger().snapshot()->reason, Reason::Finished);
}

TEST_F(Points, ALogPointWritesToTheConsoleWithoutStopping)
{
    Document *document = openText(countdown);
    std::vector<std::pair<QString, qint64>> lines;
    QObject::connect(&debugger(), &Debugger::logged, window.get(),
                     [&](Debugger::Kind kind, const QString &text, qint64 offset) {
                         if (kind == Debugger::Kind::Log)
                             lines.emplace_back(text, offset);
                     });
    const quint32 place = offsetOf(document, "br_if");
    ASSERT_TRUE(window->breakpoints().set(
        document, place, {QStringLiteral("$n <= 2"), Kind::All, 1, QStringLiteral("n={$n} [8]={[8]:i32}")}));
    const qint64 offset = *window->breakpoints().all()[0].offset;
    invoke(document, 4);
    ASSERT_TRUE(wait([&] { return over(); }));
    const std::vector<std::pair<QString, qint64>> expected{{QStringLiteral("n=2 [8]=3"), offset},
                                                           {QStringLiteral("n=1 [8]=2"), offset},
                                                           {QStringLiteral("n=0 [8]=1"), offset}};
    EXPECT_EQ(lines, expected);
}

TEST_F(Points, WhatDoesNotFitIsSaidAtTheRowAndDoesNotStop)
{
    Document *document = openText(countdown);
    ASSERT_TRUE(
        window->breakpoints().set(document, offsetOf(document, "br_if"), {QStringLiteral("$n == 3"), {}, 1, {}}));
    EXPECT_EQ(window->breakpoints().all()[0].problem, QString());
    QByteArray renamed(countdown);
    renamed.replace("$n", "$k");
    document->editor()->applyEdits({{{0, quint32(strlen(countdown))}, renamed.toStdString()}});
    ASSERT_TRUE(wait([&] { return document->assemblyIsCurrent() && !window->breakpoints().all()[0].lost; }));
    EXPECT_EQ(window->breakpoints().all()[0].problem, QStringLiteral("Condition: There is no local $n here"));
    EXPECT_TRUE(rows().at(0).contains(QStringLiteral("There is no local $n here")));
    invoke(document, 5);
    ASSERT_TRUE(wait([&] { return over(); }));
    EXPECT_EQ(debugger().snapshot()->reason, Reason::Finished);
}

TEST_F(Points, AClickThatRemovesAConditionCanBeUndone)
{
    Document *document = openText(countdown);
    const quint32 place = offsetOf(document, "br_if");
    const BreakpointTerms terms{QStringLiteral("$n == 3"), Kind::From, 2, {}};
    window->breakpoints().set(document, place, terms);
    window->breakpoints().toggle(document, place);
    EXPECT_TRUE(window->breakpoints().all().isEmpty());
    action("run.undoRemoveBreakpoints")->trigger();
    ASSERT_EQ(window->breakpoints().all().size(), 1);
    EXPECT_EQ(window->breakpoints().all()[0].terms, terms);
}

TEST_F(Points, WatchedDataStopsAndSaysWhatItSaw)
{
    Document *document = openText(countdown);
    window->breakpoints().toggle(document, offsetOf(document, "global.set"));
    invoke(document, 5);
    ASSERT_TRUE(wait([&] { return paused(); }));
    const quint64 frame = debugger().snapshot()->frames[0].id;
    emit window->findChild<GlobalsView *>()->watchRequested(0, QStringLiteral("$calls"), WatchOn::Change);
    emit window->findChild<MemoryView *>()->watchRequested(0, 8, 12, WatchOn::Write);
    emit window->findChild<LocalsView *>()->watchRequested(frame, 0, QStringLiteral("$n"), WatchOn::Change);
    std::vector<std::pair<Reason, QString>> seen;
    QObject::connect(&debugger(), &Debugger::stopped, window.get(), [&] {
        const session::Snapshot &stop = *debugger().snapshot();
        seen.emplace_back(stop.reason,
                          stop.watchHits.empty() ? QString() : QString::fromStdString(stop.watchHits[0].text));
    });
    for (size_t n = 1; n <= 3; ++n) {
        debugger().resume();
        ASSERT_TRUE(wait([&] { return seen.size() == n; }));
    }
    const std::vector<std::pair<Reason, QString>> expected{
        {Reason::Watchpoint, QStringLiteral("Global $calls changed: 0 → 1, by global.set")},
        {Reason::Watchpoint, QStringLiteral("Memory at 0x8 changed: 00 00 00 00 → 05 00 00 00 (0 → 5), by i32.store")},
        {Reason::Watchpoint, QStringLiteral("Local $n changed: 5 → 4, by local.set")}};
    EXPECT_EQ(seen, expected);
    const QStringList shown = rows();
    ASSERT_EQ(shown.size(), 4);
    EXPECT_EQ(shown[1], QStringLiteral("global $calls|×1|changes · Global $calls changed: 0 → 1, by global.set"));
    EXPECT_TRUE(shown[2].startsWith(QStringLiteral("0x8–0xb|×1|is written · ")));
    EXPECT_TRUE(shown[3].startsWith(QStringLiteral("local $n|×1|changes · ")));
    window->watchpoints().setEnabled({window->watchpoints().all()[1].what.id, window->watchpoints().all()[2].what.id},
                                     false);
    debugger().resume();
    ASSERT_TRUE(wait([&] { return over(); }));
    EXPECT_EQ(window->watchpoints().all().size(), 2) << "a local is watched as long as its call";
}

TEST_F(Points, AGlobalIsChosenInADialogBeforeAnythingRuns)
{
    Document *document = openText(countdown);
    action("run.watchData")->trigger();
    auto *dialog = opened<WatchDialog>();
    ASSERT_TRUE(dialog);
    auto *what = dialog->findChild<QComboBox *>();
    ASSERT_EQ(what->count(), 2);
    what->setCurrentIndex(1);
    QTest::mouseClick(ok(dialog), Qt::LeftButton);
    ASSERT_EQ(window->watchpoints().all().size(), 1);
    invoke(document, 1);
    ASSERT_TRUE(wait([&] { return paused(); }));
    EXPECT_EQ(debugger().snapshot()->reason, Reason::Watchpoint);
    // In a module with another global before it, it is found by its name.
    QByteArray more(countdown);
    more.replace("(global $calls", "(global $other i32 (i32.const 1))\n  (global $calls");
    document->editor()->applyEdits({{{0, quint32(strlen(countdown))}, more.toStdString()}});
    ASSERT_TRUE(wait([&] { return document->assemblyIsCurrent(); }));
    EXPECT_EQ(window->watchpoints().all()[0].what.index, 1u);
}

TEST_F(Points, ThoseOfAFileComeBackWithIt)
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("f.wat"));
    const auto put = [&](const QByteArray &text) {
        QFile file(path);
        EXPECT_TRUE(file.open(QFile::WriteOnly));
        file.write(text);
    };
    put(countdown);
    const auto ready = [&](Document *document) {
        return document && wait([&] { return document->assemblyIsCurrent() && document->assembly()->map; });
    };
    const BreakpointTerms terms{QStringLiteral("$n == 3"), Kind::Exactly, 2, QStringLiteral("a “{$n}”")};
    Document *document = openFile(path);
    ASSERT_TRUE(ready(document));
    window->breakpoints().set(document, offsetOf(document, "br_if"), terms, false);
    window->breakpoints().toggle(document, offsetOf(document, "i32.sub"));
    window->watchpoints().add(document, {.on = WatchOn::Access, .begin = ~quint64(0) - 8, .end = ~quint64(0)});
    window->close();
    put(QByteArray(";; a line\n") + QByteArray(countdown).replace("i32.sub", "i32.add"));
    window = std::make_unique<MainWindow>();
    window->show();
    document = openFile(path);
    ASSERT_TRUE(ready(document));
    ASSERT_TRUE(wait([&] { return window->breakpoints().all().size() == 2; }));
    const UserBreakpoint &first = window->breakpoints().all()[0];
    EXPECT_EQ(document->editor()->lineAt(first.anchor), 10u) << "its line has moved";
    EXPECT_FALSE(first.enabled);
    EXPECT_EQ(first.terms, terms);
    EXPECT_TRUE(first.offset);
    EXPECT_TRUE(window->breakpoints().all()[1].lost) << "there is another instruction now";
    ASSERT_EQ(window->watchpoints().all().size(), 1);
    EXPECT_EQ(window->watchpoints().all()[0].what.begin, ~quint64(0) - 8);
    EXPECT_EQ(window->watchpoints().all()[0].what.on, WatchOn::Access);
}

TEST(KeptBreakpoints, ReadsWhatVersion1WroteAndLeavesOthersAlone)
{
    const std::optional<KeptOfFile> kept = keptFromJson(R"({"version":1,"breakpoints":[
        {"line":9,"column":7,"text":"br_if $again","enabled":false,"condition":"$n == 3","hits":"every","count":"5",
         "log":"n={$n}"},
        {"line":4,"column":3,"text":"nop"}],
        "watchpoints":[{"of":"global","on":"write","index":2,"begin":"0","end":"0","name":"$calls","enabled":true},
        {"of":"memory","on":"read","index":0,"begin":"18446744073709551600","end":"18446744073709551604"}]})");
    ASSERT_TRUE(kept);
    ASSERT_EQ(kept->breakpoints.size(), 2);
    const KeptBreakpoint first{9,
                               7,
                               QStringLiteral("br_if $again"),
                               false,
                               {QStringLiteral("$n == 3"), Kind::Every, 5, QStringLiteral("n={$n}")}};
    EXPECT_EQ(kept->breakpoints[0], first);
    EXPECT_EQ(kept->breakpoints[1], (KeptBreakpoint{4, 3, QStringLiteral("nop"), true, {}}));
    ASSERT_EQ(kept->watchpoints.size(), 2);
    EXPECT_EQ(kept->watchpoints[0].name, QStringLiteral("$calls"));
    EXPECT_EQ(kept->watchpoints[0].what.of, session::Watchpoint::Of::Global);
    EXPECT_EQ(kept->watchpoints[0].what.on, WatchOn::Write);
    EXPECT_EQ(kept->watchpoints[1].what.end, 18446744073709551604u);
    EXPECT_EQ(keptFromJson(toJson(*kept)), kept);
    EXPECT_FALSE(keptFromJson(R"({"version":2})"));
    EXPECT_FALSE(keptFromJson("{damaged"));
}

} // namespace watchglass::test
