// SPDX-License-Identifier: GPL-3.0-or-later
/// The views of a stop: call stack, operands, locals, globals, labels, tables.
#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

#include "samples.h"
#include "widgets/views/call_stack_view.h"
#include "widgets/views/globals_view.h"
#include "widgets/views/labels_view.h"
#include "widgets/views/locals_view.h"
#include "widgets/views/operand_stack_view.h"
#include "widgets/views/tables_view.h"
#include "widgets/views/value_tip.h"

namespace watchglass {
namespace {

std::string cell(const RowsView &view, int row, int column)
{
    return view.model()->index(row, column).data().toString().toStdString();
}

/// Types into the cell as a person does: F2, text, Enter.
void type(const RowsView &view, int row, int column, const QString &text)
{
    DataView *list = view.list();
    list->setCurrentIndex(view.model()->index(row, column));
    QTest::keyClick(list, Qt::Key_F2);
    auto *editor = list->viewport()->findChild<QLineEdit *>();
    ASSERT_NE(editor, nullptr);
    editor->selectAll();
    QTest::keyClicks(editor, text);
    QTest::keyClick(editor, Qt::Key_Return);
    settle();
}

TEST(CallStackView, ShowsNamesArgumentsAndPlaces)
{
    CallStackView view(testTheme());
    QAbstractItemModelTester tester(view.model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    view.setLineResolver(sampleLine);
    show(view);
    view.setSnapshot(sampleStop());
    ASSERT_EQ(view.model()->rowCount(), 2);
    EXPECT_EQ(cell(view, 0, 0), "$add");
    EXPECT_EQ(cell(view, 0, 1), "lhs=7, rhs=-2");
    EXPECT_EQ(cell(view, 1, 2), sampleLine(mainCall).toStdString());
    EXPECT_EQ(view.currentFrame(), 0);
}

TEST(CallStackView, ChoosingAFrameIsToldAndSurvivesAnEditButNotAStep)
{
    CallStackView view(testTheme());
    show(view);
    view.setSnapshot(sampleStop());
    QSignalSpy chosen(&view, &CallStackView::frameSelected);
    QTest::keyClick(view.list(), Qt::Key_Down);
    ASSERT_EQ(chosen.count(), 1);
    EXPECT_EQ(chosen[0][0].toInt(), 1);

    auto edited = sampleStop();
    edited->frames[1].locals[0].value = exec::Value::i32(5);
    view.setSnapshot(edited);
    EXPECT_EQ(view.currentFrame(), 1);
    EXPECT_EQ(view.list()->currentIndex().row(), 1);

    auto stepped = sampleStop();
    stepped->frames[0].offset += 2;
    view.setSnapshot(stepped);
    EXPECT_EQ(view.currentFrame(), 0);
    EXPECT_EQ(view.list()->currentIndex().row(), 0);
    EXPECT_EQ(chosen.count(), 1) << "only the user's choice is a signal";
}

TEST(CallStackView, SaysHowManyFramesAreLeftOut)
{
    auto deep = std::make_shared<session::Snapshot>();
    for (uint64_t i = 0; i < 220; ++i)
        deep->frames.push_back({1000 - i, 2, "$deep", addCode, {}, {}, {}});
    deep->depth = 5000;
    CallStackView view(testTheme());
    QAbstractItemModelTester tester(view.model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    show(view);
    view.setSnapshot(deep);
    ASSERT_EQ(view.model()->rowCount(), 221);
    EXPECT_EQ(cell(view, 200, 0), "… 4780 frames not shown …");
    QSignalSpy chosen(&view, &CallStackView::frameSelected);
    view.list()->setCurrentIndex(view.model()->index(201, 0));
    ASSERT_EQ(chosen.count(), 1);
    EXPECT_EQ(chosen[0][0].toInt(), 200) << "the row in between is no frame";
}

TEST(RowsView, DoesNothingWhileHiddenAndIsRightWhenShown)
{
    CallStackView view(testTheme());
    view.setSnapshot(sampleStop());
    EXPECT_EQ(view.model()->rowCount(), 0);
    EXPECT_EQ(view.currentFrame(), 0);
    show(view);
    EXPECT_EQ(view.model()->rowCount(), 2);
}

TEST(RowsView, EmptyListsExplainThemselves)
{
    CallStackView stack(testTheme());
    LocalsView locals(testTheme());
    TablesView tables(testTheme());
    show(tables);
    EXPECT_FALSE(stack.list()->emptyText().isEmpty());
    EXPECT_FALSE(tables.list()->emptyText().isEmpty());
    show(locals);
    const QString nothing = locals.list()->emptyText();
    auto bare = sampleStop();
    bare->frames[0].locals.clear();
    locals.setFrame(bare, 0);
    EXPECT_NE(locals.list()->emptyText(), nothing);
}

TEST(RowsView, CopiesRowsWithTabs)
{
    CallStackView view(testTheme());
    view.setLineResolver(sampleLine);
    show(view);
    view.setSnapshot(sampleStop());
    EXPECT_EQ(view.list()->copied().toStdString(), "$add\tlhs=7, rhs=-2\t" + sampleLine(addCode + 2).toStdString());
}

TEST(OperandStackView, TopIsFirstAndLabelsStandBetween)
{
    OperandStackView view(testTheme());
    QAbstractItemModelTester tester(view.model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    view.setLineResolver(sampleLine);
    show(view);
    view.setFrame(sampleStop(), 1);
    ASSERT_EQ(view.model()->rowCount(), 5);
    EXPECT_EQ(cell(view, 0, 2), "49");
    EXPECT_EQ(cell(view, 0, 4), "0x00000031");
    EXPECT_EQ(cell(view, 1, 0), "$next (loop)");
    EXPECT_TRUE(view.model()->index(1, 0).data(SeparatorRole).toBool());
    EXPECT_EQ(cell(view, 2, 1), "f64");
    EXPECT_EQ(cell(view, 3, 0), "$done (block)");
    EXPECT_EQ(cell(view, 4, 2), "-1234567890123456789");
}

TEST(OperandStackView, ClickOnTheProducerGoesThere)
{
    OperandStackView view(testTheme());
    show(view, {700, 260});
    view.setFrame(sampleStop(), 1);
    settle();
    QSignalSpy went(&view, &OperandStackView::offsetActivated);
    const QPoint at = view.list()->visualRect(view.model()->index(0, 3)).center();
    QTest::mouseClick(view.list()->viewport(), Qt::LeftButton, {}, at);
    ASSERT_EQ(went.count(), 1);
    EXPECT_EQ(went[0][0].toUInt(), mainCall);
}

TEST(OperandStackView, EditingTellsThePlaceFromTheBottom)
{
    OperandStackView view(testTheme());
    show(view);
    view.setFrame(sampleStop(), 1);
    QSignalSpy edited(&view, &OperandStackView::operandEdited);
    type(view, 0, 2, QStringLiteral("0x10"));
    ASSERT_EQ(edited.count(), 1);
    EXPECT_EQ(edited[0][0].toULongLong(), 1U);
    EXPECT_EQ(edited[0][1].toUInt(), 2U);
    EXPECT_EQ(edited[0][2].value<exec::Value>(), exec::Value::i32(16));
}

TEST(LocalsView, ChangedLocalsSayWhatTheyWere)
{
    LocalsView view(testTheme());
    QAbstractItemModelTester tester(view.model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    show(view);
    auto before = sampleStop();
    before->frames[1].locals[2] = {"$i", 2, exec::Value::i32(6), false, false};
    view.setFrame(before, 1);
    EXPECT_EQ(cell(view, 2, 3), "");
    view.setFrame(sampleStop(), 1);
    EXPECT_EQ(cell(view, 2, 2), "7");
    EXPECT_EQ(cell(view, 2, 3), "• was 6");
    EXPECT_TRUE(view.model()->index(2, 2).data(Qt::FontRole).value<QFont>().bold());
    // The same stop again, another local edited: what $i was is still known.
    auto edited = sampleStop();
    edited->frames[1].locals[0].value = exec::Value::i32(1);
    view.setFrame(edited, 1);
    EXPECT_EQ(cell(view, 2, 3), "• was 6");
}

TEST(LocalsView, EditsOnlyWhatIsAValue)
{
    LocalsView view(testTheme());
    show(view);
    view.setFrame(sampleStop(), 1);
    QSignalSpy edited(&view, &LocalsView::localEdited);
    type(view, 0, 2, QStringLiteral("twelve"));
    EXPECT_EQ(edited.count(), 0);
    auto *editor = view.list()->viewport()->findChild<QLineEdit *>();
    ASSERT_NE(editor, nullptr) << "the field stays open, so that the text is not lost";
    EXPECT_TRUE(editor->toolTip().contains(QStringLiteral("i32")));
    editor->selectAll();
    QTest::keyClicks(editor, QStringLiteral("12"));
    QTest::keyClick(editor, Qt::Key_Return);
    settle();
    ASSERT_EQ(edited.count(), 1);
    EXPECT_EQ(edited[0][1].toUInt(), 0U);
    EXPECT_EQ(edited[0][2].value<exec::Value>(), exec::Value::i32(12));
}

TEST(LocalsView, SelectionAndScrollStayAcrossSteps)
{
    auto many = sampleStop();
    for (uint32_t i = 3; i < 100; ++i)
        many->frames[1].locals.push_back({"", i, exec::Value::i64(i), false, false});
    LocalsView view(testTheme());
    show(view, {400, 120});
    view.setFrame(many, 1);
    settle();
    view.list()->setCurrentIndex(view.model()->index(60, 0));
    const QModelIndex top = view.list()->indexAt({1, 1});
    ASSERT_GT(top.row(), 10);
    auto next = std::make_shared<session::Snapshot>(*many);
    next->frames[1].locals[50].value = exec::Value::i64(-1);
    view.setFrame(next, 1);
    settle();
    EXPECT_EQ(view.list()->currentIndex().row(), 60);
    EXPECT_EQ(view.list()->indexAt({1, 1}).row(), top.row());
}

TEST(GlobalsView, OnlyMutableOnesAreEdited)
{
    GlobalsView view(testTheme());
    QAbstractItemModelTester tester(view.model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    show(view);
    view.setSnapshot(sampleStop());
    EXPECT_EQ(cell(view, 0, 0), "• $count");
    EXPECT_TRUE(view.model()->index(0, 2).flags() & Qt::ItemIsEditable);
    EXPECT_FALSE(view.model()->index(1, 2).flags() & Qt::ItemIsEditable);
    QSignalSpy edited(&view, &GlobalsView::globalEdited);
    type(view, 0, 2, QStringLiteral("-1"));
    ASSERT_EQ(edited.count(), 1);
    EXPECT_EQ(edited[0][1].value<exec::Value>(), exec::Value::i32(-1));
}

TEST(LabelsView, InnermostIsBranchDepthZero)
{
    LabelsView view(testTheme());
    QAbstractItemModelTester tester(view.model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    show(view);
    view.setFrame(sampleStop(), 1);
    ASSERT_EQ(view.model()->rowCount(), 3);
    EXPECT_EQ(cell(view, 0, 0), "0");
    EXPECT_EQ(cell(view, 0, 1), "$next");
    EXPECT_EQ(cell(view, 0, 2), "loop");
    EXPECT_EQ(cell(view, 2, 1), "$main");
    QSignalSpy went(&view, &LabelsView::offsetActivated);
    view.list()->setCurrentIndex(view.model()->index(1, 0));
    QTest::keyClick(view.list(), Qt::Key_Return);
    ASSERT_EQ(went.count(), 1);
    EXPECT_EQ(went[0][0].toUInt(), mainCode);
    EXPECT_EQ(cell(view, 2, 4), "") << "the function's own label is no instruction to go to";
}

TEST(ValueTip, SaysANumberInEveryNotation)
{
    using exec::Value;
    EXPECT_EQ(views::valueTip(Value::i32(65)).toStdString(),
              "signed 65\nhexadecimal 0x00000041\nbinary 01000001\nread as f32: 9.1e-44\ncharacter “A”");
    EXPECT_TRUE(views::valueTip(Value::i32(-1)).contains(QStringLiteral("signed -1\nunsigned 4294967295\n")));
    EXPECT_TRUE(views::valueTip(Value::i64(-2)).contains(QStringLiteral("unsigned 18446744073709551614")));
    EXPECT_TRUE(views::valueTip(Value::i32(0x3f800000)).contains(QStringLiteral("read as f32: 1")));
    EXPECT_EQ(views::valueTip(Value::f64(1.5)).section(QLatin1Char('\n'), 0, 1).toStdString(),
              "1.5\nbits 0x3ff8000000000000");
    EXPECT_EQ(views::valueTip(Value::zero(wasm::FuncRef)), QString());
}

TEST(TablesView, ElementsAreChosenByNameNumberOrNull)
{
    TablesView view(testTheme());
    QAbstractItemModelTester tester(view.model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    view.setFunctionNames(
        {QStringLiteral("$log"), QStringLiteral("$read"), QStringLiteral("$add"), QStringLiteral("$main")});
    show(view);
    view.setSnapshot(sampleStop());
    EXPECT_EQ(cell(view, 0, 1), "$add");
    EXPECT_EQ(cell(view, 2, 1), "null");
    std::vector<std::optional<quint32>> edits;
    QObject::connect(&view, &TablesView::tableElementEdited,
                     [&](quint32, quint64, std::optional<quint32> function) { edits.push_back(function); });
    type(view, 0, 1, QStringLiteral("$main"));
    type(view, 0, 1, QStringLiteral("1"));
    type(view, 0, 1, QStringLiteral("null"));
    type(view, 0, 1, QStringLiteral("$nobody"));
    EXPECT_EQ(edits, (std::vector<std::optional<quint32>>{3U, 1U, std::nullopt}));
}

} // namespace
} // namespace watchglass
