// SPDX-License-Identifier: GPL-3.0-or-later
#include <QComboBox>
#include <QSignalSpy>

#include "tests/widgets/profile/profiles.h"
#include "widgets/profile/comparison_view.h"
#include "widgets/profile/flame_view.h"
#include "widgets/profile/runs_view.h"

namespace watchglass::test {
namespace {

const char *const later =
    "main;read 100\nmain;parse;lex 100\nmain;parse 52\nmain;emit;lex 50\nmain;write 200\nmain;rare 5\n";

std::shared_ptr<const Compared> compared(bool exact = false)
{
    const profile::Profile before = profileOf(plain), after = profileOf(later);
    return onWorker([&] {
        return std::make_shared<const Compared>(
            Compared{QStringLiteral("first"), QStringLiteral("second"), exact, profile::compared(before, after)});
    });
}

QString cell(const ComparisonView &view, const char *name, int column)
{
    for (int i = 0; i < view.model()->rowCount(); ++i)
        if (view.model()->index(i, 0).data().toString() == QLatin1String(name))
            return view.model()->index(i, column).data().toString();
    return {};
}

TEST(Comparison, SaysWhatChangedAndWhatMayBeChance)
{
    ComparisonView view(testTheme());
    show(view);
    view.setComparison(compared());
    EXPECT_EQ(cell(view, "lex", 1), QStringLiteral("74.4 %"));
    EXPECT_EQ(cell(view, "lex", 2), QStringLiteral("29.6 %"));
    EXPECT_EQ(cell(view, "lex", 3), QStringLiteral("-44.8 %"));
    EXPECT_EQ(cell(view, "lex", 5), QStringLiteral("▼ cheaper"));
    EXPECT_EQ(cell(view, "write", 3), QStringLiteral("+39.4 %"));
    EXPECT_EQ(cell(view, "write", 5), QStringLiteral("▲ dearer"));
    EXPECT_EQ(cell(view, "rare", 5), QStringLiteral("~ may be chance"));
    EXPECT_EQ(view.model()->index(0, 0).data().toString(), QStringLiteral("lex")) << "the greatest change first";
    view.setComparison(compared(true));
    EXPECT_EQ(cell(view, "rare", 5), QStringLiteral("▲ dearer")) << "counted: of a smaller whole";
    view.setComparison(nullptr);
    EXPECT_EQ(view.model()->rowCount(), 0);
}

TEST(Comparison, ColoursTheFlameGraphWhileThereIsOne)
{
    FlameView view(testTheme());
    const DigestPtr digest = digestOf(profileOf(later));
    view.setDigest(digest);
    show(view);
    EXPECT_EQ(view.colors()->findText(QStringLiteral("By change")), -1);
    view.setComparison(compared());
    EXPECT_EQ(view.colors()->currentText(), QStringLiteral("By change"));
    const auto colors = flameColors(testTheme(), *digest, FlameColors::Change, [&] {
        FlameChanges changes(digest->profile->functions.size());
        changes[functionNamed(*digest->profile, "write")] = 0.4;
        changes[functionNamed(*digest->profile, "lex")] = -0.4;
        return changes;
    }());
    EXPECT_EQ(colors[functionNamed(*digest->profile, "write")], testTheme().color(Theme::Color::Dearer));
    EXPECT_EQ(colors[functionNamed(*digest->profile, "lex")], testTheme().color(Theme::Color::Cheaper));
    EXPECT_EQ(colors[functionNamed(*digest->profile, "main")], testTheme().color(Theme::Color::FlameMark));
    view.setComparison(nullptr);
    EXPECT_EQ(view.colors()->currentText(), QStringLiteral("By function"));
}

TEST(Runs, AreChosenTickedAndRemoved)
{
    RunsView view(testTheme());
    show(view);
    view.setRuns({{1, QStringLiteral("a()"), QStringLiteral("250 Hz"), QStringLiteral("100"), {}, {}},
                  {2, QStringLiteral("b()"), QStringLiteral("250 Hz"), QStringLiteral("90"), {}, {}, true}});
    QSignalSpy chosen(&view, &RunsView::chosen), ticked(&view, &RunsView::compareWanted),
        removed(&view, &RunsView::removeWanted);
    EXPECT_EQ(view.list()->currentIndex().row(), 1) << "the one that is looked at";
    view.list()->setCurrentIndex(view.model()->index(0, 1));
    ASSERT_EQ(chosen.count(), 1);
    EXPECT_EQ(chosen[0][0].toInt(), 1);
    view.model()->setData(view.model()->index(1, 0), Qt::Checked, Qt::CheckStateRole);
    ASSERT_EQ(ticked.count(), 1);
    EXPECT_EQ(ticked[0][0].toInt(), 2);
    EXPECT_TRUE(ticked[0][1].toBool());
    QTest::keyClick(view.list(), Qt::Key_Delete);
    ASSERT_EQ(removed.count(), 1);
    EXPECT_EQ(removed[0][0].toInt(), 1);
}

} // namespace
} // namespace watchglass::test
