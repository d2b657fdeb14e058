// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QSignalSpy>

#include "tests/widgets/profile/profiles.h"
#include "widgets/profile/call_tree_model.h"
#include "widgets/profile/call_tree_view.h"
#include "widgets/profile/function_model.h"
#include "widgets/profile/function_table.h"
#include "widgets/profile/neighbours_view.h"
#include "widgets/profile/share_delegate.h"
#include "widgets/views/data_view.h"

namespace watchglass::test {
namespace {

using namespace profiling;

/// The names of a list, by row.
std::string names(const QAbstractItemModel &model)
{
    QStringList all;
    for (int i = 0; i < model.rowCount(); ++i)
        all += model.index(i, NameColumn).data().toString();
    return all.join(QLatin1Char(' ')).toStdString();
}

QString cell(const QAbstractItemModel &model, int row, int column)
{
    return model.index(row, column).data().toString();
}

TEST(FunctionTable, ShowsSharesWithTheirDoubtDearestFirst)
{
    FunctionTable table(testTheme());
    show(table);
    table.setDigest(digestOf(profileOf(plain)));
    const FunctionModel &model = *table.model();
    EXPECT_EQ(names(model), "lex read parse rare main emit");
    EXPECT_EQ(cell(model, 0, ShareColumn), QStringLiteral("74.4 %")); // 450 of 605
    EXPECT_EQ(cell(model, 0, ErrorColumn), QStringLiteral("±3.6"));   // Wilson, 605 samples
    EXPECT_EQ(cell(model, 2, OtherColumn), QStringLiteral("57.9 %")) << "parse with lex";
    EXPECT_EQ(cell(model, 0, SamplesColumn), QStringLiteral("450"));
    const auto doubtful = [&](int row) {
        return model.index(row, ShareColumn).data(ShareDelegate::ShareRole).value<ShareCell>().doubtful;
    };
    EXPECT_FALSE(doubtful(2));
    EXPECT_TRUE(doubtful(3)) << "5 samples";
}

TEST(FunctionTable, CountsHaveNoDoubt)
{
    profile::Profile counted = profileOf(plain);
    counted.exact = true;
    counted.unit = profile::Unit::Count;
    FunctionTable table(testTheme());
    show(table);
    table.setDigest(digestOf(std::move(counted)));
    EXPECT_TRUE(table.list()->isColumnHidden(ErrorColumn));
    EXPECT_EQ(table.model()->headerData(SamplesColumn, Qt::Horizontal, Qt::DisplayRole).toString(),
              QStringLiteral("Instructions"));
    EXPECT_FALSE(table.model()->index(3, ShareColumn).data(ShareDelegate::ShareRole).value<ShareCell>().doubtful);
}

TEST(FunctionTable, IsFilteredByNameAndSortedByAnyColumn)
{
    FunctionTable table(testTheme());
    show(table);
    table.setDigest(digestOf(profileOf(plain)));
    table.list()->sortByColumn(OtherColumn, Qt::DescendingOrder);
    EXPECT_EQ(cell(*table.model(), 0, NameColumn), QStringLiteral("main"));
    table.list()->sortByColumn(NameColumn, Qt::AscendingOrder);
    EXPECT_EQ(names(*table.model()), "emit lex main parse rare read");
    QTest::keyClicks(table.filter(), QStringLiteral("RE"));
    EXPECT_EQ(names(*table.model()), "rare read");
}

TEST(FunctionTable, EnterAsksForTheSourceAndAChoiceIsToldOnce)
{
    FunctionTable table(testTheme());
    show(table);
    const DigestPtr digest = digestOf(profileOf(plain));
    table.setDigest(digest);
    QSignalSpy chosen(&table, &CostView::functionChosen), source(&table, &CostView::sourceWanted);
    table.showFunction(functionNamed(*digest->profile, "read"));
    EXPECT_EQ(chosen.count(), 0) << "another view chose it";
    EXPECT_EQ(table.list()->currentIndex().row(), 1);
    QTest::keyClick(table.list(), Qt::Key_Down);
    ASSERT_EQ(chosen.count(), 1);
    EXPECT_EQ(chosen[0][0].toUInt(), functionNamed(*digest->profile, "parse"));
    QTest::keyClick(table.list(), Qt::Key_Return);
    ASSERT_EQ(source.count(), 1);
    EXPECT_EQ(source[0][0].toUInt(), functionNamed(*digest->profile, "parse"));
}

/// Answers what a view asks for, as the program does.
void serve(CallTreeView &view)
{
    QObject::connect(&view, &CallTreeView::wanted, &view, [&view](const profiling::DigestPtr &digest, TreeKind kind) {
        auto tree = onWorker([&] {
            return std::make_shared<const profile::Tree>(
                kind == TreeKind::Callers ? profile::bottomUp(*digest->profile)
                                          : profile::topDown(*digest->profile, kind == TreeKind::Collapsed));
        });
        view.supply(digest, kind, std::move(tree));
    });
}

TEST(CallTree, GoesDownFromCallersAndUpFromCallees)
{
    CallTreeView view(testTheme());
    serve(view);
    show(view);
    view.setDigest(digestOf(profileOf(plain)));
    CallTreeModel &model = *view.model();
    EXPECT_EQ(names(model), "main");
    const QModelIndex main = model.index(0, 0);
    EXPECT_TRUE(view.list()->isExpanded(main)) << "the way of most of the time is open";
    EXPECT_EQ(model.index(0, 0, main).data().toString(), QStringLiteral("parse"));
    EXPECT_EQ(model.parent(model.index(0, 0, main)), main);
    view.direction()->setCurrentIndex(1);
    EXPECT_EQ(names(model), "lex read parse rare");
    EXPECT_FALSE(view.collapse()->isEnabled()) << "it is about callees";
    EXPECT_EQ(model.index(0, ShareColumn, model.index(0, 0)).data().toString(), QStringLiteral("49.6 %"))
        << "of lex for parse";
}

TEST(CallTree, RecursionCollapses)
{
    CallTreeView view(testTheme());
    serve(view);
    show(view);
    view.setDigest(digestOf(profileOf("main;f;f;f 90\nmain;f;g;f 10\n")));
    view.collapse()->setChecked(true);
    const QModelIndex f = view.model()->index(0, 0, view.model()->index(0, 0));
    EXPECT_EQ(f.data().toString(), QStringLiteral("f"));
    EXPECT_EQ(view.model()->rowCount(f), 1) << "only g is left below it";
}

TEST(Neighbours, StandAroundTheFunctionThatEnterPutsInTheMiddle)
{
    NeighboursView view(testTheme());
    QObject::connect(&view, &NeighboursView::wanted, &view,
                     [&view](const profiling::DigestPtr &digest, quint32 function) {
                         view.supply(digest, onWorker([&] { return profile::neighbours(*digest->profile, function); }));
                     });
    show(view);
    const DigestPtr digest = digestOf(profileOf(plain));
    view.setDigest(digest);
    view.showFunction(functionNamed(*digest->profile, "parse"));
    EXPECT_EQ(names(*view.callers()->model()), "main");
    EXPECT_EQ(names(*view.callees()->model()), "lex");
    QSignalSpy chosen(&view, &CostView::functionChosen);
    view.callees()->setCurrentIndex(view.callees()->model()->index(0, 0));
    EXPECT_EQ(chosen.count(), 0) << "looking at a row is not going there";
    QTest::keyClick(view.callees(), Qt::Key_Return);
    EXPECT_EQ(chosen.count(), 1);
    EXPECT_EQ(names(*view.callers()->model()), "parse emit");
}

} // namespace
} // namespace watchglass::test
