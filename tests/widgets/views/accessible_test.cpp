// SPDX-License-Identifier: GPL-3.0-or-later
/// Everything a person can act on has a name that can be read aloud, and is reached by keyboard.
#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAccessible>
#include <QComboBox>
#include <QLineEdit>

#include "samples.h"
#include "widgets/views/breakpoints_view.h"
#include "widgets/views/call_stack_view.h"
#include "widgets/views/console_view.h"
#include "widgets/views/globals_view.h"
#include "widgets/views/labels_view.h"
#include "widgets/views/listing_view.h"
#include "widgets/views/locals_view.h"
#include "widgets/views/memory_view.h"
#include "widgets/views/module_view.h"
#include "widgets/views/operand_stack_view.h"
#include "widgets/views/outline_view.h"
#include "widgets/views/problems_view.h"
#include "widgets/views/run_panel.h"
#include "widgets/views/tables_view.h"
#include "widgets/views/welcome_page.h"

namespace watchglass {
namespace {

template <class View>
class AccessibleView : public testing::Test
{
};

using Views = testing::Types<BreakpointsView, CallStackView, ConsoleView, GlobalsView, LabelsView, ListingView,
                             LocalsView, MemoryView, ModuleView, OperandStackView, OutlineView, ProblemsView, RunPanel,
                             TablesView, WelcomePage>;
TYPED_TEST_SUITE(AccessibleView, Views);

bool ownControl(const QWidget *widget)
{
    // Parts that Qt puts inside a control of ours speak through that control.
    const bool inside =
        qobject_cast<QComboBox *>(widget->parentWidget()) || qobject_cast<QLineEdit *>(widget->parentWidget());
    const bool control = qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QLineEdit *>(widget) ||
                         qobject_cast<const QComboBox *>(widget) || qobject_cast<const QAbstractItemView *>(widget) ||
                         qobject_cast<const HexArea *>(widget);
    return control && !inside && !widget->inherits("QComboBoxListView");
}

TYPED_TEST(AccessibleView, EveryControlHasAName)
{
    TypeParam view(testTheme());
    if constexpr (std::is_same_v<TypeParam, RunPanel>)
        view.setModule(sampleModule(), sampleNames());
    show(view, {600, 500});
    int controls = 0;
    for (const QWidget *widget : view.template findChildren<QWidget *>()) {
        if (!ownControl(widget))
            continue;
        ++controls;
        EXPECT_FALSE(widget->accessibleName().isEmpty()) << widget->metaObject()->className();
    }
    EXPECT_GT(controls, 0);
}

TEST(HexArea, ReadsTheRowOfTheCaretAloud)
{
    HexArea area(testTheme());
    area.setSource([](quint64 address) { return HexByte{true, quint8(address), false}; });
    area.setSize(0x100);
    show(area);
    area.goTo(0x31);
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(&area);
    ASSERT_NE(interface, nullptr);
    EXPECT_EQ(interface->role(), QAccessible::Table);
    EXPECT_TRUE(interface->text(QAccessible::Value).startsWith(QStringLiteral("caret at 0x31; 0x30: 30 31 32")));
}

} // namespace
} // namespace watchglass
