// SPDX-License-Identifier: GPL-3.0-or-later
/// Module, listing, outline, console and welcome page.
#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include "samples.h"
#include "tests/widgets/guard.h"
#include "widgets/views/console_view.h"
#include "widgets/views/data_view.h"
#include "widgets/views/hex_area.h"
#include "widgets/views/listing_model.h"
#include "widgets/views/listing_view.h"
#include "widgets/views/module_model.h"
#include "widgets/views/module_view.h"
#include "widgets/views/outline_model.h"
#include "widgets/views/outline_view.h"
#include "widgets/views/welcome_page.h"

namespace watchglass {
namespace {

using Group = ModuleModel::Group;
using Tester = QAbstractItemModelTester;

std::string words(const QModelIndex &index)
{
    return index.data().toString().toStdString();
}

QModelIndex item(const ModuleView &view, Group group, int row, int column = 0)
{
    return view.model()->index(row, column, view.model()->index(view.model()->rowOf(group), 0));
}

TEST(ModuleView, ListsEverythingWithTypesAndSizes)
{
    ModuleView view(testTheme());
    Tester tester(view.model(), Tester::FailureReportingMode::Fatal);
    show(view);
    view.setModule(sampleModule(), sampleNames());
    EXPECT_EQ(view.model()->rowOf(Group::Tags), -1) << "what the module lacks is not listed";
    EXPECT_EQ(words(item(view, Group::Types, 0)), "$binary");
    EXPECT_EQ(words(item(view, Group::Imports, 1)), "env.read");
    EXPECT_EQ(words(item(view, Group::Imports, 1, 1)), "(i32) -> (i32)");
    EXPECT_EQ(words(item(view, Group::Functions, 2)), "$add");
    EXPECT_EQ(words(item(view, Group::Functions, 2, 2)), "7 B");
    EXPECT_EQ(words(item(view, Group::Memories, 0, 1)), "1 … 4 pages");
    EXPECT_EQ(words(item(view, Group::Globals, 0, 1)), "mut i32");
    EXPECT_EQ(words(item(view, Group::Exports, 1)), "add");
    EXPECT_EQ(words(item(view, Group::Data, 0, 2)), "11 B");
    EXPECT_EQ(words(item(view, Group::Custom, 0)), "name");
}

TEST(ModuleView, ClickAndEnterGoToTheFirstInstruction)
{
    ModuleView view(testTheme());
    show(view, {400, 500});
    view.setModule(sampleModule(), sampleNames());
    settle();
    QSignalSpy went(&view, &ModuleView::offsetActivated);
    const QModelIndex add = item(view, Group::Functions, 2);
    QTest::mouseClick(view.list()->viewport(), Qt::LeftButton, {}, view.list()->visualRect(add).center());
    ASSERT_EQ(went.count(), 1);
    EXPECT_EQ(went[0][0].toUInt(), addCode);
    view.list()->setCurrentIndex(item(view, Group::Functions, 3));
    QTest::keyClick(view.list(), Qt::Key_Return);
    ASSERT_EQ(went.count(), 2);
    EXPECT_EQ(went[1][0].toUInt(), mainCode);
}

TEST(ModuleView, FilterKeepsWhatMatches)
{
    ModuleView view(testTheme());
    Tester tester(view.model(), Tester::FailureReportingMode::Fatal);
    show(view);
    view.setModule(sampleModule(), sampleNames());
    QTest::keyClicks(view.findChild<QLineEdit *>(), QStringLiteral("ADD"));
    ASSERT_EQ(view.model()->rowCount(), 2);
    EXPECT_EQ(words(item(view, Group::Functions, 0)), "$add");
    EXPECT_EQ(words(item(view, Group::Exports, 0)), "add");
    EXPECT_TRUE(view.list()->isExpanded(view.model()->index(1, 0)));
}

TEST(ModuleView, ReassemblingKeepsChoiceAndOpenGroups)
{
    ModuleView view(testTheme());
    show(view, {400, 500});
    view.setModule(sampleModule(), sampleNames());
    view.list()->expand(view.model()->index(view.model()->rowOf(Group::Exports), 0));
    view.list()->setCurrentIndex(item(view, Group::Functions, 3));
    view.setModule(std::make_shared<wasm::Module>(*sampleModule()), sampleNames());
    EXPECT_EQ(words(view.list()->currentIndex()), "$main");
    EXPECT_TRUE(view.list()->isExpanded(view.model()->index(view.model()->rowOf(Group::Exports), 0)));
    EXPECT_FALSE(view.list()->isExpanded(view.model()->index(view.model()->rowOf(Group::Types), 0)));
}

TEST(ModuleView, AHundredThousandFunctionsAreNotItems)
{
    auto large = std::make_shared<wasm::Module>(*sampleModule());
    large->functions.resize(100'000, large->functions[2]);
    ModuleView view(testTheme());
    show(view);
    view.setModule(large, sampleNames());
    EXPECT_EQ(view.model()->rowCount(view.model()->index(view.model()->rowOf(Group::Functions), 0)), 100'000);
    EXPECT_EQ(words(item(view, Group::Functions, 99'999)), "99999");
}

/// As the program does, but at once.
void supplyAtOnce(ListingView &view)
{
    QObject::connect(&view, &ListingView::rowsWanted, &view, [&](const auto &module, quint32 function) {
        view.supplyRows(module, function,
                        watchglass::test::onWorker([&] { return wat::listing(*module, *sampleNames(), function); }));
    });
}

TEST(ListingView, SelectingARowMarksItsBytesAndBack)
{
    ListingView view(testTheme());
    supplyAtOnce(view);
    show(view, {1000, 500});
    view.setModule(sampleModule(), sampleNames());
    // The tester opens functions while it hears of a reset, which it then calls wrong: it joins afterwards.
    Tester tester(view.model(), Tester::FailureReportingMode::Fatal);
    view.showOffset(addCode + 2);
    const QModelIndex row = view.list()->currentIndex();
    EXPECT_EQ(words(row.siblingAtColumn(ListingModel::TextColumn)).substr(0, 13), "  local.get $");
    EXPECT_EQ(words(row.siblingAtColumn(ListingModel::OffsetColumn)), "0x007b");
    EXPECT_EQ(words(row.siblingAtColumn(ListingModel::BytesColumn)), "20 01");
    EXPECT_EQ(words(row.parent().siblingAtColumn(ListingModel::TextColumn)), "func $add");
    EXPECT_EQ(view.bytes()->caret(), addCode + 2);

    QSignalSpy selected(&view, &ListingView::offsetSelected);
    QTest::keyClick(view.list(), Qt::Key_Down);
    ASSERT_EQ(selected.count(), 1);
    EXPECT_EQ(selected[0][0].toUInt(), addCode + 4);
    EXPECT_EQ(view.bytes()->caret(), addCode + 4);

    view.bytes()->setFocus();
    view.bytes()->goTo(mainCall + 1);
    ASSERT_EQ(selected.count(), 2);
    EXPECT_EQ(words(view.list()->currentIndex().siblingAtColumn(ListingModel::OffsetColumn)), "0x0090")
        << "the second byte of an instruction belongs to it";
}

TEST(ListingView, AnInstructionIsSelectedWhenItsFunctionArrives)
{
    ListingView view(testTheme());
    show(view, {1000, 400});
    view.setModule(sampleModule(), sampleNames());
    QSignalSpy wanted(&view, &ListingView::rowsWanted);
    view.showOffset(mainCall);
    ASSERT_EQ(wanted.count(), 1);
    const quint32 function = wanted[0][1].toUInt();
    EXPECT_EQ(view.model()->functionOf(view.list()->currentIndex()), function) << "until then its function is";
    auto rows = watchglass::test::onWorker([&] { return wat::listing(*sampleModule(), *sampleNames(), function); });
    view.supplyRows(nullptr, function, rows);
    EXPECT_EQ(view.model()->rowCount(view.list()->currentIndex()), 0) << "of another module";
    view.supplyRows(sampleModule(), function, rows);
    EXPECT_EQ(view.model()->bytesOf(view.list()->currentIndex()).begin, mainCall);
}

TEST(ListingView, TheNextInstructionIsShown)
{
    ListingView view(testTheme());
    supplyAtOnce(view);
    view.setModule(sampleModule(), sampleNames());
    view.setExecution(mainCall);
    EXPECT_EQ(view.model()->rowCount(), 0) << "hidden views do no work";
    show(view, {1000, 400});
    const QModelIndex row = view.list()->currentIndex().siblingAtColumn(ListingModel::TextColumn);
    EXPECT_TRUE(row.data(Qt::BackgroundRole).isValid());
    EXPECT_TRUE(row.data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("next instruction")));
    view.setExecution({});
    EXPECT_FALSE(row.data(Qt::BackgroundRole).isValid());
}

TEST(ListingView, EveryByteBelongsToARow)
{
    ListingView view(testTheme());
    supplyAtOnce(view);
    show(view, {1000, 400});
    view.setModule(sampleModule(), sampleNames());
    for (quint32 at = 0x0a; at < sampleModule()->bytes->size(); ++at) {
        const QModelIndex row = view.model()->find(at);
        const wasm::Range bytes = view.model()->bytesOf(row);
        const bool head = !row.isValid(); // section ids and sizes stand between the sections
        EXPECT_TRUE(head || bytes.contains(at)) << at;
    }
}

std::shared_ptr<wat::Analysis> sampleAnalysis()
{
    using wat::SymbolKind;
    auto analysis = std::make_shared<wat::Analysis>();
    analysis->symbols = {{SymbolKind::Function, "$add", 0, {10, 14}, {4, 60}, "(param i32 i32) (result i32)", {}},
                         {SymbolKind::Parameter, "$lhs", 0, {20, 24}, {15, 30}, "i32", 0},
                         {SymbolKind::Memory, "", 0, {70, 76}, {69, 80}, "1", {}}};
    return analysis;
}

TEST(OutlineView, ShowsSymbolsAndGoesThere)
{
    OutlineView view(testTheme());
    Tester tester(view.model(), Tester::FailureReportingMode::Fatal);
    show(view);
    view.setAnalysis(sampleAnalysis());
    ASSERT_EQ(view.model()->rowCount(), 2);
    const QModelIndex function = view.list()->model()->index(0, 0);
    EXPECT_EQ(words(function), "$add");
    EXPECT_EQ(words(view.list()->model()->index(0, 0, function)), "$lhs");
    EXPECT_EQ(words(view.list()->model()->index(1, 0)), "memory 0");
    QSignalSpy went(&view, &OutlineView::activated);
    view.list()->expand(function);
    view.list()->setCurrentIndex(view.list()->model()->index(0, 0, function));
    QTest::keyClick(view.list(), Qt::Key_Return);
    ASSERT_EQ(went.count(), 1);
    EXPECT_EQ(went[0][0].value<wat::TextRange>(), (wat::TextRange{20, 24}));
}

TEST(OutlineView, TypingMovesPlacesWithoutRebuilding)
{
    OutlineView view(testTheme());
    show(view);
    view.setAnalysis(sampleAnalysis());
    view.list()->expand(view.list()->model()->index(0, 0));
    view.list()->setCurrentIndex(view.list()->model()->index(1, 0));
    QSignalSpy resets(view.model(), &QAbstractItemModel::modelReset);
    auto moved = sampleAnalysis();
    moved->symbols[2].nameRange = {71, 77};
    view.setAnalysis(moved);
    EXPECT_EQ(resets.count(), 0);
    QSignalSpy went(&view, &OutlineView::activated);
    QTest::keyClick(view.list(), Qt::Key_Return);
    ASSERT_EQ(went.count(), 1);
    EXPECT_EQ(went[0][0].value<wat::TextRange>(), (wat::TextRange{71, 77}));
    auto renamed = sampleAnalysis();
    renamed->symbols[1].name = "$left";
    view.setAnalysis(renamed);
    EXPECT_EQ(resets.count(), 1);
    EXPECT_TRUE(view.list()->isExpanded(view.list()->model()->index(0, 0)));
    EXPECT_EQ(words(view.list()->currentIndex()), "memory 0");
}

TEST(ConsoleView, IsBoundedAndKeepsTheNewest)
{
    ConsoleModel model(testTheme(), 100, nullptr);
    Tester tester(&model, Tester::FailureReportingMode::Fatal);
    for (int k = 0; k < 30; ++k) {
        std::deque<ConsoleModel::Line> lines;
        for (int i = 0; i < 7; ++i)
            lines.push_back({ConsoleKind::Message, QString::number(k * 7 + i), {}, {}});
        model.append(std::move(lines));
    }
    EXPECT_EQ(model.rowCount(), 100);
    EXPECT_EQ(words(model.index(99, 1)), "209");
    EXPECT_EQ(words(model.index(0, 1)), "110");
}

TEST(ConsoleView, ManyLinesAreShownTogetherAndFollowed)
{
    ConsoleView view(testTheme());
    show(view, {400, 150});
    QSignalSpy inserts(view.model(), &QAbstractItemModel::rowsInserted);
    for (int i = 0; i < 1000; ++i)
        view.addLine(ConsoleKind::ImportCall, QStringLiteral("env.log(%1)").arg(i));
    QTRY_COMPARE(view.model()->rowCount(), 1000);
    EXPECT_EQ(inserts.count(), 1);
    settle();
    EXPECT_EQ(view.list()->verticalScrollBar()->value(), view.list()->verticalScrollBar()->maximum());
    view.list()->verticalScrollBar()->setValue(10);
    view.addLine(ConsoleKind::Trap, QStringLiteral("one more"), 7);
    QTRY_COMPARE(view.model()->rowCount(), 1001);
    settle();
    EXPECT_EQ(view.list()->verticalScrollBar()->value(), 10) << "who reads further up is left there";
}

TEST(ConsoleView, ShowsTheNewestLineWhenItIsBroughtToTheFront)
{
    ConsoleView view(testTheme());
    view.resize(400, 200);
    view.show();
    view.hide(); // behind another tab
    for (int i = 0; i < 200; ++i)
        view.addLine(ConsoleKind::Message, QString::number(i));
    QTest::qWait(100);
    view.show();
    const QScrollBar *bar = view.list()->verticalScrollBar();
    EXPECT_TRUE(QTest::qWaitFor([&] { return bar->maximum() > 100 && bar->value() == bar->maximum(); }, 2000));
}

TEST(ConsoleView, FiltersLinksAndClears)
{
    ConsoleView view(testTheme());
    show(view, {400, 150});
    view.addLine(ConsoleKind::Run, QStringLiteral("add(2, 2)"));
    view.addLine(ConsoleKind::Trap, QStringLiteral("unreachable"), 0x79);
    QTRY_COMPARE(view.model()->rowCount(), 2);
    QTest::keyClicks(view.findChild<QLineEdit *>(), QStringLiteral("unreach"));
    ASSERT_EQ(view.list()->model()->rowCount(), 1);
    QSignalSpy went(&view, &ConsoleView::offsetActivated);
    view.list()->setCurrentIndex(view.list()->model()->index(0, 1));
    EXPECT_EQ(view.list()->copied().toStdString(), "unreachable");
    QTest::keyClick(view.list(), Qt::Key_Return);
    ASSERT_EQ(went.count(), 1);
    EXPECT_EQ(went[0][0].toUInt(), 0x79U);
    view.clear();
    EXPECT_EQ(view.model()->rowCount(), 0);
}

TEST(WelcomePage, ACardMayGoWhileItIsPressed)
{
    WelcomePage page(testTheme());
    page.setRecent({QStringLiteral("/a.wat"), QStringLiteral("/b.wat")});
    show(page, {900, 700});
    QStringList opened;
    QObject::connect(&page, &WelcomePage::recentRequested, [&](const QString &file) {
        opened += file;
        page.setRecent({file});
    });
    for (QAbstractButton *button : page.findChildren<QAbstractButton *>())
        if (button->accessibleName() == QLatin1String("b.wat")) {
            QTest::mouseClick(button, Qt::LeftButton);
            break;
        }
    settle();
    EXPECT_EQ(opened, QStringList{QStringLiteral("/b.wat")});
}

TEST(WelcomePage, EveryCardIsReachedByTabAndPressedByKey)
{
    WelcomePage page(testTheme());
    page.setExamples({{QStringLiteral("add"), QStringLiteral("Add"), QStringLiteral("2 and 2")},
                      {QStringLiteral("trap"), QStringLiteral("Trap"), QStringLiteral("Why it stopped")}});
    page.setRecent({QStringLiteral("/home/me/primes.wat")});
    show(page, {900, 700});
    QSignalSpy example(&page, &WelcomePage::exampleRequested);
    QSignalSpy recent(&page, &WelcomePage::recentRequested);
    QSignalSpy opened(&page, &WelcomePage::openRequested);
    QSignalSpy served(&page, &WelcomePage::serveRequested);
    int pressed = 0;
    for (QAbstractButton *button : page.findChildren<QAbstractButton *>()) {
        EXPECT_FALSE(button->accessibleName().isEmpty());
        EXPECT_TRUE(button->focusPolicy() & Qt::TabFocus);
        QTest::keyClick(button, Qt::Key_Space);
        ++pressed;
    }
    EXPECT_EQ(pressed, 7);
    EXPECT_EQ(opened.count(), 1);
    EXPECT_EQ(served.count(), 1);
    ASSERT_EQ(example.count(), 2);
    EXPECT_EQ(example[1][0].toString().toStdString(), "trap");
    ASSERT_EQ(recent.count(), 1);
    EXPECT_EQ(recent[0][0].toString().toStdString(), "/home/me/primes.wat");
}

} // namespace
} // namespace watchglass
