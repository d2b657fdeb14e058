// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QSignalSpy>

#include "tests/widgets/profile/profiles.h"
#include "widgets/profile/machine_view.h"
#include "widgets/views/data_view.h"

namespace watchglass::test {
namespace {

std::shared_ptr<const MachineText> add()
{
    auto text = std::make_shared<MachineText>();
    text->function = QStringLiteral("$add");
    text->summary = QStringLiteral("$add: 3 instructions in 1 internal one");
    text->lines = {{0, 0x20, QStringLiteral("local.get $a"), QStringLiteral("i32.add  $a, $b → acc"),
                    QStringLiteral("+0 mov"), true},
                   {0, 0x22, QStringLiteral("local.get $b"), {}, QStringLiteral("+4 add"), true},
                   {0, 0x24, QStringLiteral("i32.add"), {}, QStringLiteral("+8 jmp"), false},
                   {1, 0x25, QStringLiteral("end"), QStringLiteral("return"), QStringLiteral("+0 ret"), false}};
    return text;
}

TEST(MachineView, ARowStandsForItsGroupAndLeadsToItsInstruction)
{
    MachineView view(testTheme());
    show(view, {800, 300});
    view.setText(add());
    EXPECT_EQ(view.summary()->text(), add()->summary);
    QSignalSpy selected(&view, &MachineView::offsetSelected);
    view.showOffset(0x22);
    EXPECT_EQ(selected.count(), 0) << "the text chose it";
    EXPECT_EQ(view.model()->group(), 0u);
    view.list()->setCurrentIndex(view.model()->index(3, 0));
    ASSERT_EQ(selected.count(), 1);
    EXPECT_EQ(selected[0][0].toUInt(), 0x25u);
    EXPECT_EQ(view.model()->group(), 1u);
    const auto ground = [&](int row) {
        return view.model()->index(row, MachineModel::MachineColumn).data(Qt::BackgroundRole).value<QColor>();
    };
    EXPECT_EQ(ground(3), testTheme().color(Theme::Color::Selection));
    EXPECT_NE(ground(2), testTheme().color(Theme::Color::Selection));
}

TEST(MachineView, SharesStandBesideInstructions)
{
    MachineView view(testTheme());
    show(view, {800, 300});
    view.setText(add());
    EXPECT_TRUE(view.list()->isColumnHidden(MachineModel::ShareColumn));
    view.setHeat(std::make_shared<const InstructionShares>(
        InstructionShares{{0x24, ShareCell{QStringLiteral("75.0 %"), {0.75, 0.7, 0.8}}}}));
    EXPECT_FALSE(view.list()->isColumnHidden(MachineModel::ShareColumn));
    EXPECT_EQ(view.model()->index(2, MachineModel::ShareColumn).data().toString(), QStringLiteral("75.0 % "));
    EXPECT_EQ(view.model()->index(1, MachineModel::ShareColumn).data().toString(), QString());
    view.setText(nullptr, QStringLiteral("why"));
    EXPECT_EQ(view.list()->emptyText(), QStringLiteral("why"));
    EXPECT_TRUE(view.summary()->isHidden());
}

} // namespace
} // namespace watchglass::test
