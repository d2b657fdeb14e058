// SPDX-License-Identifier: GPL-3.0-or-later
/// Rules that hold for every widget and action of the window, whoever adds one.
#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QComboBox>
#include <QDockWidget>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QRegularExpression>
#include <QTabBar>
#include <QTranslator>
#include <QTreeWidget>

#include "tests/app/window/window_kit.h"
#include "widgets/command_palette.h"
#include "widgets/preferences.h"

namespace watchglass::test {

namespace {

bool interactive(const QWidget *widget)
{
    // Parts that Qt's own widgets are made of speak through the widget that owns them.
    if (widget->objectName().startsWith(QStringLiteral("qt_")) || widget->inherits("QHeaderView") ||
        widget->inherits("QScrollBar") || widget->inherits("QToolBarExtension") ||
        widget->inherits("QDockWidgetTitleButton") || widget->inherits("CloseButton") ||
        widget->inherits("QLineEditIconButton"))
        return false;
    // QMainWindow keeps tab bars for later. Qt names a bar by its current tab, so that one without any cannot have a
    // name.
    if (const auto *bar = qobject_cast<const QTabBar *>(widget); bar && bar->count() == 0 && bar->isHidden())
        return false;
    const QWidget *parent = widget->parentWidget();
    if (parent && (parent->inherits("QComboBox") || parent->inherits("QAbstractSpinBox") ||
                   parent->inherits("QKeySequenceEdit") || parent->inherits("QTabBar") ||
                   parent->inherits("QComboBoxPrivateContainer") ||
                   (parent->inherits("QAbstractItemView") && widget->inherits("QAbstractButton"))))
        return false;
    return qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QLineEdit *>(widget) ||
           qobject_cast<const QComboBox *>(widget) || qobject_cast<const QAbstractItemView *>(widget) ||
           qobject_cast<const QAbstractSpinBox *>(widget) || qobject_cast<const QTabBar *>(widget) ||
           qobject_cast<const QKeySequenceEdit *>(widget) || qobject_cast<const CodeEditor *>(widget) ||
           widget->focusPolicy() == Qt::StrongFocus;
}

QString nameFor(const QWidget *widget)
{
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
    return interface ? interface->text(QAccessible::Name) : widget->accessibleName();
}

QString path(const QObject *object)
{
    QStringList names;
    for (; object; object = object->parent())
        names.prepend(QString::fromLatin1(object->metaObject()->className()) +
                      (object->objectName().isEmpty() ? QString() : QLatin1Char('#') + object->objectName()));
    return names.join(QStringLiteral(" > "));
}

/// "⟦text⟧" for every text that goes through translation.
class PseudoLanguage : public QTranslator
{
public:
    QString translate(const char *, const char *source, const char *, int n) const override
    {
        QString text = QString::fromUtf8(source);
        if (n >= 0)
            text.replace(QStringLiteral("%n"), QString::number(n));
        return QStringLiteral("⟦") + text + QStringLiteral("⟧");
    }
    bool isEmpty() const override { return false; }
};

bool translated(const QString &text)
{
    static const QRegularExpression marked(QStringLiteral("⟦[^⟦⟧]*⟧")),
        words(QStringLiteral("\\p{L}*\\p{Ll}{3}")); // "LEB" is LEB everywhere
    QString rest = text;
    while (rest.contains(marked)) // nested: a translated sentence with a translated part in it
        rest.remove(marked);
    return !rest.contains(words);
}

} // namespace

using HouseRules = WindowTest;

TEST_F(HouseRules, EveryInteractiveWidgetHasAnAccessibleName)
{
    openText("(module (memory 1) (func (export \"f\") (param i32) (result i32) local.get 0))");
    Preferences preferences(window->actions(), window->theme(), window.get());
    for (const QWidget *root : {static_cast<QWidget *>(window.get()), static_cast<QWidget *>(&preferences)})
        for (const QWidget *widget : root->findChildren<QWidget *>())
            if (interactive(widget))
                EXPECT_FALSE(nameFor(widget).isEmpty()) << qPrintable(path(widget));
}

TEST_F(HouseRules, EveryDockExplainsItself)
{
    const auto docks = window->findChildren<QDockWidget *>();
    EXPECT_GE(docks.size(), 15);
    for (const QDockWidget *dock : docks)
        EXPECT_FALSE(dock->whatsThis().isEmpty()) << qPrintable(dock->windowTitle());
}

TEST_F(HouseRules, TabAloneLeadsThroughTheDocksAndAKeyLeadsBackToTheText)
{
    Document *document = openText("(module (memory 1) (func (export \"f\") (param i32) (result i32) local.get 0))");
    for (const char *id : {"view.workspace.edit", "view.workspace.debug", "view.workspace.profile"}) {
        window->actions().action(QLatin1String(id))->trigger();
        window->findChild<QDockWidget *>(QStringLiteral("module"))->findChild<QLineEdit *>()->setFocus();
        QStringList docks;
        const QWidget *before = nullptr;
        for (int step = 0; step < 200 && !qobject_cast<CodeEditor *>(window->focusWidget()); ++step) {
            QWidget *at = window->focusWidget();
            ASSERT_NE(at, before) << "stuck at " << qPrintable(path(at));
            before = at;
            EXPECT_FALSE(nameFor(at).isEmpty()) << qPrintable(path(at));
            for (const QWidget *up = at; up; up = up->parentWidget())
                if (const auto *dock = qobject_cast<const QDockWidget *>(up);
                    dock && !docks.contains(dock->objectName()))
                    docks += dock->objectName();
            QTest::keyClick(at, Qt::Key_Tab);
        }
        EXPECT_GE(docks.size(), 3) << qPrintable(docks.join(QLatin1Char(' ')));
        window->findChild<QDockWidget *>(QStringLiteral("module"))->findChild<QLineEdit *>()->setFocus();
        window->actions().action(QStringLiteral("go.text"))->trigger();
        EXPECT_EQ(window->focusWidget(), document->editor());
    }
}

TEST_F(HouseRules, EveryActionStandsInTheRegistry)
{
    for (const QAction *action : window->findChildren<QAction *>()) {
        if (action->isSeparator() || action->menu() || action->objectName().startsWith(QStringLiteral("_q_")) ||
            qobject_cast<QDockWidget *>(action->parent()) || action->parent()->inherits("QToolBar") ||
            action->parent()->inherits("QLineEdit")) // the icon inside a field
            continue;
        EXPECT_TRUE(window->actions().owns(action))
            << qPrintable(action->text() + QStringLiteral(" in ") + path(action));
    }
}

TEST_F(HouseRules, EveryActionSaysWhatItDoesAndKeysAreUnique)
{
    QHash<QString, QString> owner;
    for (const ActionRegistry::Spec &spec : window->actions().specs()) {
        EXPECT_FALSE(spec.tip.isEmpty()) << qPrintable(spec.id);
        for (const QKeySequence &key : window->actions().action(spec.id)->shortcuts()) {
            const QString text = key.toString();
            EXPECT_FALSE(owner.contains(text))
                << qPrintable(text + QStringLiteral(": ") + spec.id + QStringLiteral(" and ") + owner.value(text));
            owner.insert(text, spec.id);
        }
    }
}

TEST(Translation, NoTextOfTheWindowIsLeftUntranslated)
{
    PseudoLanguage pseudo;
    QCoreApplication::installTranslator(&pseudo);
    {
        QSettings().clear();
        MainWindow window;
        window.resize(1280, 800);
        window.show();
        for (const QAction *action : window.findChildren<QAction *>())
            if (!action->isSeparator() && action->isVisible() &&
                !action->objectName().startsWith(QStringLiteral("_q_")))
                EXPECT_TRUE(translated(action->text())) << qPrintable(action->text());
        for (const ActionRegistry::Spec &spec : window.actions().specs())
            EXPECT_TRUE(translated(spec.tip)) << qPrintable(spec.id + QStringLiteral(": ") + spec.tip);
        for (const QWidget *widget : window.findChildren<QWidget *>()) {
            QString text;
            if (const auto *label = qobject_cast<const QLabel *>(widget))
                text = label->text();
            else if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
                text = button->text();
            else if (const auto *line = qobject_cast<const QLineEdit *>(widget))
                text = line->placeholderText();
            EXPECT_TRUE(translated(text)) << qPrintable(path(widget) + QStringLiteral(": ") + text);
            EXPECT_TRUE(translated(widget->toolTip()))
                << qPrintable(path(widget) + QStringLiteral(": ") + widget->toolTip());
            EXPECT_TRUE(translated(widget->accessibleName()))
                << qPrintable(path(widget) + QStringLiteral(": ") + widget->accessibleName());
            if (const auto *view = qobject_cast<const QAbstractItemView *>(widget); view && view->model())
                for (int column = 0; column < view->model()->columnCount(); ++column) {
                    const QString head = view->model()->headerData(column, Qt::Horizontal).toString();
                    EXPECT_TRUE(translated(head)) << qPrintable(path(widget) + QStringLiteral(": ") + head);
                }
        }
    }
    QCoreApplication::removeTranslator(&pseudo);
}

TEST_F(HouseRules, TheWindowKeepsItsSizeThroughWorkspacesAndStops)
{
    const QSize before = window->size();
    for (const char *id : {"view.workspace.debug", "view.workspace.edit", "view.resetLayout", "view.workspace.debug"}) {
        window->actions().action(QLatin1String(id))->trigger();
        QTest::qWait(50);
        EXPECT_EQ(window->size(), before) << id;
        for (const QTabBar *bar : window->findChildren<QTabBar *>(QString(), Qt::FindDirectChildrenOnly))
            EXPECT_FALSE(bar->isVisible() && bar->count() == 0) << id << ": a line across the docks";
    }
}

TEST_F(HouseRules, ADockShowsItsTitleOnce)
{
    const auto dock = [&](const char *id) { return window->findChild<QDockWidget *>(QLatin1String(id)); };
    const auto titled = [&](const char *id) { return dock(id)->titleBarWidget() == nullptr; };
    EXPECT_TRUE(titled("outline"));
    EXPECT_FALSE(titled("console")) << "its tab says it";
    dock("console")->setFloating(true);
    EXPECT_TRUE(wait([&] { return titled("console"); })) << "or it could not be moved";
    dock("console")->setFloating(false);
    EXPECT_TRUE(wait([&] { return !titled("console"); }));
    for (const char *id : {"console", "references"}) {
        window->actions().action(QStringLiteral("view.dock.") + QLatin1String(id))->trigger();
        window->actions().action(QStringLiteral("view.closeDock"))->trigger();
        EXPECT_TRUE(dock(id)->isHidden()) << id << ": closed by its tab's menu, or by keys";
    }
    EXPECT_TRUE(wait([&] { return titled("problems"); })) << "alone, it has no tab";
    window->actions().action(QStringLiteral("view.resetLayout"))->trigger();
    EXPECT_FALSE(titled("problems"));
}

TEST_F(HouseRules, EnterInTheSearchForACommandChangesNoKeys)
{
    Preferences preferences(window->actions(), window->theme(), window.get());
    preferences.setAttribute(Qt::WA_DeleteOnClose, false); // on the stack here
    preferences.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&preferences));
    const QList<QKeySequence> before = window->actions().action(QStringLiteral("file.new"))->shortcuts();
    ASSERT_FALSE(before.isEmpty());
    QTest::keyClick(preferences.focusWidget(), Qt::Key_Return);
    EXPECT_EQ(window->actions().action(QStringLiteral("file.new"))->shortcuts(), before);
}

TEST_F(HouseRules, NewKeysGoToACommandThatTheSearchShows)
{
    Preferences preferences(window->actions(), window->theme(), window.get());
    preferences.setAttribute(Qt::WA_DeleteOnClose, false);
    auto *list = preferences.findChild<QTreeWidget *>();
    for (QLineEdit *field : preferences.findChildren<QLineEdit *>())
        if (field->accessibleName().startsWith(QStringLiteral("Search")))
            field->setText(QStringLiteral("step over"));
    ASSERT_TRUE(list->currentItem());
    EXPECT_FALSE(list->currentItem()->isHidden());
    EXPECT_EQ(list->currentItem()->text(0), QStringLiteral("Step Over"));
}

TEST_F(HouseRules, ThePaletteFindsCommandsByPartsOfTheirNames)
{
    EXPECT_GT(fuzzyScore(QStringLiteral("stov"), QStringLiteral("Step Over")), 0);
    EXPECT_LT(fuzzyScore(QStringLiteral("xyz"), QStringLiteral("Step Over")), 0);
    EXPECT_GT(fuzzyScore(QStringLiteral("over"), QStringLiteral("Step Over")),
              fuzzyScore(QStringLiteral("over"), QStringLiteral("Open very recent")));
}

} // namespace watchglass::test
