// SPDX-License-Identifier: GPL-3.0-or-later
/// Run panel, problems, breakpoints.
#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "engine/wasm/decoder.h"
#include "samples.h"
#include "tests/widgets/guard.h"
#include "widgets/views/breakpoints_view.h"
#include "widgets/views/problems_view.h"
#include "widgets/views/run_panel.h"
#include "widgets/views/value_field.h"

namespace watchglass {
namespace {

template <class Widget>
Widget *byName(QWidget &parent, const QString &accessibleName)
{
    for (Widget *widget : parent.findChildren<Widget *>())
        if (widget->accessibleName() == accessibleName && widget->isVisibleTo(&parent))
            return widget;
    return nullptr;
}

QList<ValueField *> shownFields(QWidget &parent)
{
    QList<ValueField *> fields;
    for (ValueField *field : parent.findChildren<ValueField *>())
        if (field->isVisibleTo(&parent))
            fields += field;
    return fields;
}

bool says(QWidget &parent, const QString &text)
{
    for (const QLabel *label : parent.findChildren<QLabel *>())
        if (label->isVisibleTo(&parent) && label->text().contains(text))
            return true;
    return false;
}

void fill(ValueField *field, const QString &text)
{
    field->selectAll();
    QTest::keyClicks(field, text);
}

TEST(ValueField, SaysWhatIsWrong)
{
    EXPECT_TRUE(valueProblem(QStringLiteral("4294967295"), wasm::I32).isEmpty());
    EXPECT_TRUE(valueProblem(QStringLiteral("4294967296"), wasm::I32).contains(QStringLiteral("4294967295")));
    EXPECT_FALSE(valueProblem(QString(), wasm::F64).isEmpty());
}

TEST(RunPanel, RunsAndDebugsWithTypedArguments)
{
    RunPanel panel(testTheme());
    show(panel, {320, 600});
    panel.setModule(sampleModule(), sampleNames());
    auto *exports = byName<QComboBox>(panel, QStringLiteral("Export"));
    ASSERT_NE(exports, nullptr);
    EXPECT_EQ(exports->count(), 2) << "memories are not run";
    ASSERT_EQ(shownFields(panel).size(), 2);
    fill(shownFields(panel)[0], QStringLiteral("2"));
    fill(shownFields(panel)[1], QStringLiteral("0x10"));
    QSignalSpy invoked(&panel, &RunPanel::invokeRequested);
    QTest::mouseClick(byName<QPushButton>(panel, QStringLiteral("Run")), Qt::LeftButton);
    QTest::mouseClick(byName<QPushButton>(panel, QStringLiteral("Debug")), Qt::LeftButton);
    ASSERT_EQ(invoked.count(), 2);
    EXPECT_EQ(invoked[0][0].toString().toStdString(), "add");
    EXPECT_EQ(invoked[0][1].value<std::vector<exec::Value>>(),
              (std::vector<exec::Value>{exec::Value::i32(2), exec::Value::i32(16)}));
    EXPECT_FALSE(invoked[0][2].toBool());
    EXPECT_TRUE(invoked[1][2].toBool());
}

TEST(RunPanel, RunsWhileHidden)
{
    RunPanel panel(testTheme());
    panel.setModule(sampleModule(), sampleNames());
    panel.choose(QStringLiteral("add"), {QStringLiteral("2"), QStringLiteral("3")});
    QSignalSpy invoked(&panel, &RunPanel::invokeRequested);
    panel.run(false);
    ASSERT_EQ(invoked.count(), 1);
    EXPECT_EQ(invoked[0][1].value<std::vector<exec::Value>>(),
              (std::vector<exec::Value>{exec::Value::i32(2), exec::Value::i32(3)}));
}

TEST(RunPanel, AWrongArgumentIsExplainedAndNotRun)
{
    RunPanel panel(testTheme());
    show(panel, {320, 600});
    panel.setModule(sampleModule(), sampleNames());
    fill(shownFields(panel)[1], QStringLiteral("2.5"));
    EXPECT_TRUE(says(panel, QStringLiteral("“2.5” is not of type i32")));
    QSignalSpy invoked(&panel, &RunPanel::invokeRequested);
    QTest::mouseClick(byName<QPushButton>(panel, QStringLiteral("Run")), Qt::LeftButton);
    EXPECT_EQ(invoked.count(), 0);
}

TEST(RunPanel, RemembersWhatWasTypedForEachExport)
{
    RunPanel panel(testTheme());
    show(panel, {320, 600});
    panel.setRemembered({{QStringLiteral("main"), {QStringLiteral("100"), QStringLiteral("0.5")}}});
    panel.setModule(sampleModule(), sampleNames());
    fill(shownFields(panel)[0], QStringLiteral("41"));
    panel.choose(QStringLiteral("main"));
    ASSERT_EQ(shownFields(panel).size(), 2);
    EXPECT_EQ(shownFields(panel)[0]->text().toStdString(), "100");
    EXPECT_EQ(shownFields(panel)[1]->text().toStdString(), "0.5");
    // The module is assembled anew while a person types arguments.
    fill(shownFields(panel)[0], QStringLiteral("77"));
    panel.setModule(std::make_shared<wasm::Module>(*sampleModule()), sampleNames());
    EXPECT_EQ(panel.exportName().toStdString(), "main");
    EXPECT_EQ(shownFields(panel)[0]->text().toStdString(), "77");
    panel.choose(QStringLiteral("add"));
    EXPECT_EQ(shownFields(panel)[0]->text().toStdString(), "41");
    EXPECT_EQ(panel.remembered().value(QStringLiteral("main")).value(0).toStdString(), "77");
}

TEST(RunPanel, ShowsResultsInDecimalAndHex)
{
    RunPanel panel(testTheme());
    show(panel, {320, 600});
    panel.setModule(sampleModule(), sampleNames());
    panel.setResult(finishedStop());
    EXPECT_TRUE(says(panel, QStringLiteral("add returned")));
    EXPECT_TRUE(says(panel, QStringLiteral("-3")));
    EXPECT_TRUE(says(panel, QStringLiteral("0xfffffffd")));
    panel.setResult(trapStop());
    EXPECT_TRUE(says(panel, QStringLiteral("Trap: i32.load reads 4 bytes at 65534")));
    EXPECT_FALSE(says(panel, QStringLiteral("0xfffffffd")));
    panel.setRunning(true, QStringLiteral("Running add"));
    EXPECT_TRUE(says(panel, QStringLiteral("Running add")));
    EXPECT_FALSE(byName<QPushButton>(panel, QStringLiteral("Run"))->isEnabled());
}

TEST(RunPanel, ImportsAreListedAndAnswered)
{
    RunPanel panel(testTheme());
    show(panel, {320, 700});
    panel.setModule(sampleModule(), sampleNames());
    EXPECT_TRUE(says(panel, QStringLiteral("env.read  (i32) → i32")));
    auto *read = byName<QComboBox>(panel, QStringLiteral("Answer of env.read"));
    auto *log = byName<QComboBox>(panel, QStringLiteral("Answer of env.log"));
    ASSERT_TRUE(read && log);
    EXPECT_EQ(read->count(), 3);
    EXPECT_EQ(log->count(), 2) << "without results there are no values to give";
    std::map<quint32, session::ImportAnswer> told;
    QObject::connect(&panel, &RunPanel::importAnswersChanged, [&](const auto &answers) { told = answers; });
    const auto before = shownFields(panel).size();
    read->setCurrentIndex(1);
    ASSERT_EQ(shownFields(panel).size(), before + 1);
    fill(byName<ValueField>(panel, QStringLiteral("result 0, type i32")), QStringLiteral("9"));
    ASSERT_EQ(told.count(1), 1U);
    EXPECT_EQ(told[1].kind, session::ImportAnswer::Kind::Values);
    EXPECT_EQ(told[1].values, std::vector<exec::Value>{exec::Value::i32(9)});
    log->setCurrentIndex(1);
    EXPECT_EQ(told[0].kind, session::ImportAnswer::Kind::Break);
}

TEST(RunPanel, WasiAnswersWhatIsItsOwnUntilTheUserWantsSomethingElse)
{
    // (import "wasi_snapshot_preview1" "sched_yield" (func (result i32))), exported as "yield"
    const QByteArray raw = QByteArray::fromHex("0061736d01000000"
                                               "0105016000017f"
                                               "02260116") +
                           "wasi_snapshot_preview1" + QByteArray::fromHex("0b") + "sched_yield" +
                           QByteArray::fromHex("0000"
                                               "070901057969656c640000");
    const auto module =
        test::onWorker([&] { return wasm::decode(std::make_shared<wasm::Bytes>(raw.begin(), raw.end())).module; });
    ASSERT_TRUE(module);
    RunPanel panel(testTheme());
    show(panel, {320, 700});
    panel.setModule(module, std::make_shared<wasm::Names>());
    auto *answer = byName<QComboBox>(panel, QStringLiteral("Answer of wasi_snapshot_preview1.sched_yield"));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->currentText(), QStringLiteral("WASI"));
    EXPECT_EQ(answer->count(), 4);
    std::map<quint32, session::ImportAnswer> told;
    QObject::connect(&panel, &RunPanel::importAnswersChanged, [&](const auto &answers) { told = answers; });
    answer->setCurrentIndex(1);
    ASSERT_EQ(told.count(0), 1U);
    EXPECT_EQ(told[0].kind, session::ImportAnswer::Kind::Zero);
    answer->setCurrentIndex(0);
    EXPECT_TRUE(told.empty());
}

TEST(RunPanel, AStopAtAnImportAsksForItsResults)
{
    RunPanel panel(testTheme());
    show(panel, {320, 700});
    panel.setModule(sampleModule(), sampleNames());
    auto stop = sampleStop();
    stop->reason = session::StopReason::Import;
    stop->import = 1;
    stop->importArguments = {exec::Value::i32(5)};
    panel.setResult(stop);
    EXPECT_TRUE(says(panel, QStringLiteral("read(5)")));
    QSignalSpy answered(&panel, &RunPanel::importAnswered);
    fill(byName<ValueField>(panel, QStringLiteral("result 0, type i32")), QStringLiteral("8"));
    QTest::mouseClick(byName<QPushButton>(panel, QStringLiteral("Answer and go on")), Qt::LeftButton);
    ASSERT_EQ(answered.count(), 1);
    EXPECT_EQ(answered[0][0].value<std::vector<exec::Value>>(), std::vector<exec::Value>{exec::Value::i32(8)});
}

TEST(RunPanel, SaysWhyThereIsNothingToCall)
{
    RunPanel panel(testTheme());
    show(panel, {320, 300});
    EXPECT_TRUE(says(panel, QStringLiteral("Open or write a module")));
    panel.setModule(std::make_shared<wasm::Module>(), std::make_shared<wasm::Names>());
    EXPECT_TRUE(says(panel, QStringLiteral("exports no function")));
}

wat::LineIndex threeLines()
{
    return watchglass::test::onWorker([] { return wat::LineIndex("0123456789\n123456789\n123456789"); });
}

std::vector<wat::Diagnostic> sampleProblems()
{
    using namespace wat;
    return {{Severity::Error,
             DiagnosticSource::Types,
             {20, 27},
             "i32.add wants i32 but finds f64",
             {{{12, 16}, "the f64 was made here"}},
             {}},
            {Severity::Warning,
             DiagnosticSource::OldName,
             {2, 11},
             "get_local is an old name",
             {},
             {{"Replace by local.get", {}}}}};
}

TEST(ProblemsView, SortsByPlaceAndCounts)
{
    ProblemsView view(testTheme());
    QAbstractItemModelTester tester(view.model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    show(view, {700, 200});
    view.setProblems(QStringLiteral("a.wat"), sampleProblems(), threeLines());
    ASSERT_EQ(view.model()->rowCount(), 2);
    EXPECT_EQ(view.model()->index(0, 0).data().toString().toStdString(), "get_local is an old name");
    EXPECT_EQ(view.model()->index(1, 1).data().toString().toStdString(), "2:10");
    EXPECT_EQ(view.summary().toStdString(), "1 error, 1 warning");
    EXPECT_TRUE(
        view.model()->index(1, 0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("the f64 was made here")));
}

TEST(ProblemsView, GoesThereAndMends)
{
    ProblemsView view(testTheme());
    show(view, {900, 200});
    view.setProblems(QString(), sampleProblems(), threeLines());
    settle();
    QSignalSpy went(&view, &ProblemsView::activated);
    QSignalSpy fixed(&view, &ProblemsView::fixRequested);
    view.list()->setCurrentIndex(view.model()->index(1, 0));
    QTest::keyClick(view.list(), Qt::Key_Return);
    ASSERT_EQ(went.count(), 1);
    EXPECT_EQ(went[0][0].value<wat::TextRange>(), (wat::TextRange{20, 27}));
    QTest::mouseClick(view.list()->viewport(), Qt::LeftButton, {},
                      view.list()->visualRect(view.model()->index(0, 3)).center());
    ASSERT_EQ(fixed.count(), 1);
    EXPECT_EQ(fixed[0][0].value<wat::Diagnostic>().message, "get_local is an old name");
}

TEST(BreakpointsView, TogglesRemovesAndShowsTheLost)
{
    BreakpointsView view(testTheme());
    QAbstractItemModelTester tester(view.model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    show(view);
    view.setBreakpoints({{7, QStringLiteral("a.wat:3"), QStringLiteral("i32.add"), true, false, 17},
                         {9, QStringLiteral("a.wat:5"), QStringLiteral("br $x"), true, true, 0}});
    EXPECT_EQ(view.model()->index(0, 1).data().toString().toStdString(), "×17");
    EXPECT_TRUE(view.model()->index(1, 2).data().toString().startsWith(QStringLiteral("lost")));
    QSignalSpy toggled(&view, &BreakpointsView::enabledChanged);
    view.list()->setCurrentIndex(view.model()->index(0, 0));
    QTest::keyClick(view.list(), Qt::Key_Space);
    ASSERT_EQ(toggled.count(), 1);
    EXPECT_EQ(toggled[0][0].value<QVector<quint64>>(), (QVector<quint64>{7}));
    EXPECT_FALSE(toggled[0][1].toBool());
    QSignalSpy removed(&view, &BreakpointsView::removeRequested);
    view.list()->selectAll();
    QTest::keyClick(view.list(), Qt::Key_Delete);
    ASSERT_EQ(removed.count(), 1);
    EXPECT_EQ(removed[0][0].value<QVector<quint64>>(), (QVector<quint64>{7, 9}));
}

TEST(BreakpointsView, TellsTermsProblemsAndWhatWatchedDataDid)
{
    BreakpointsView view(testTheme());
    QAbstractItemModelTester tester(view.model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    show(view);
    BreakpointRow condition{1, QStringLiteral("line 3"), QStringLiteral("i32.add"), true, false, 2};
    condition.terms = {QStringLiteral("$n == 3"), debug::HitRule::Kind::Every, 2, {}};
    BreakpointRow wrong = condition;
    wrong.id = 2;
    wrong.problem = QStringLiteral("Condition: There is no local $n here");
    BreakpointRow data{3, QStringLiteral("0x8–0xb"), QStringLiteral("changes"), true, false, 1};
    data.data = true;
    data.seen = QStringLiteral("Memory at 0x8 changed: 00 → 01");
    view.setBreakpoints({condition, wrong, data});
    const auto what = [&](int row) { return view.model()->index(row, 2).data().toString().toStdString(); };
    EXPECT_EQ(what(0), "if $n == 3 · every 2nd hit · i32.add");
    EXPECT_EQ(what(1), "Condition: There is no local $n here · if $n == 3 · every 2nd hit · i32.add");
    EXPECT_EQ(what(2), "changes · Memory at 0x8 changed: 00 → 01");
    const auto icon = [&](int row) { return view.model()->rows()[size_t(row)].cells[0].icon.toStdString(); };
    EXPECT_EQ(icon(0), "breakpoint-conditional");
    EXPECT_EQ(icon(1), "warning");
    EXPECT_EQ(icon(2), "watch");
    QSignalSpy edit(&view, &BreakpointsView::editRequested);
    view.list()->setCurrentIndex(view.model()->index(2, 0));
    QTest::keyClick(view.list(), Qt::Key_F2);
    ASSERT_EQ(edit.count(), 1);
    EXPECT_EQ(edit[0][0].toULongLong(), 3U);
}

} // namespace
} // namespace watchglass
