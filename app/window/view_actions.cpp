// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/view_actions.h"

#include <QActionGroup>
#include <QApplication>
#include <QLineEdit>
#include <QMenu>
#include <QSettings>

namespace watchglass {

namespace {
const QString menu = QStringLiteral("view");

struct LayerRow {
    CodeEditor::Layer layer;
    const char *id;
    const char *text, *key, *tip;
    bool on;
};
constexpr LayerRow layers[] = {
    {CodeEditor::Layer::StackHints, "view.layer.stackHints", QT_TRANSLATE_NOOP("ViewActions", "&Stack Hints"), "Alt+1",
     QT_TRANSLATE_NOOP("ViewActions", "Show the operand types after each line"), true},
    {CodeEditor::Layer::LiveValues, "view.layer.liveValues", QT_TRANSLATE_NOOP("ViewActions", "&Live Values"), "Alt+2",
     QT_TRANSLATE_NOOP("ViewActions", "Show values beside the source while stopped"), true},
    {CodeEditor::Layer::ByteOffsets, "view.layer.byteOffsets", QT_TRANSLATE_NOOP("ViewActions", "Byte &Offsets"),
     "Alt+3", QT_TRANSLATE_NOOP("ViewActions", "Show where each line stands in the module"), true},
    {CodeEditor::Layer::Diagnostics, "view.layer.diagnostics",
     QT_TRANSLATE_NOOP("ViewActions", "&Problems in the Text"), "Alt+4",
     QT_TRANSLATE_NOOP("ViewActions", "Show problems behind their lines"), true},
    {CodeEditor::Layer::Heat, "view.layer.heat", QT_TRANSLATE_NOOP("ViewActions", "&Heat"), "F4",
     QT_TRANSLATE_NOOP("ViewActions", "Show beside each line what it cost in the profile that is looked at"), true},
};

QString settingOf(const LayerRow &row)
{
    return QLatin1String(row.id);
}
} // namespace

ViewActions::ViewActions(ActionRegistry &registry, Tabs &tabs, Workspaces &workspaces, ColorScheme &scheme,
                         Theme &theme, QObject *parent)
    : QObject(parent), m_registry(registry), m_tabs(tabs), m_workspaces(workspaces), m_scheme(scheme), m_theme(theme)
{
    addWorkspaces();
    addDocks();
    addSearches();
    addLayers();
    addAppearance();
}

void ViewActions::addWorkspaces()
{
    using W = Workspaces::Workspace;
    auto *group = new QActionGroup(this);
    const auto add = [&](const QString &id, const QString &text, const QString &key, const QString &tip, W workspace) {
        QAction *action =
            m_registry.add({id, text, QStringLiteral("view.workspace"), {}, {QKeySequence(key)}, tip, true},
                           [this, workspace] { m_workspaces.switchTo(workspace); });
        action->setChecked(m_workspaces.current() == workspace);
        group->addAction(action);
        connect(&m_workspaces, &Workspaces::changed, action,
                [action, workspace](W current) { action->setChecked(current == workspace); });
    };
    add(QStringLiteral("view.workspace.edit"), tr("&Edit"), tr("Ctrl+1"), tr("Arrange the window for writing"),
        W::Edit);
    add(QStringLiteral("view.workspace.debug"), tr("&Debug"), tr("Ctrl+2"), tr("Arrange the window for debugging"),
        W::Debug);
    add(QStringLiteral("view.workspace.profile"), tr("&Profile"), tr("Ctrl+3"),
        tr("Arrange the window for measuring where the time goes"), W::Profile);
    add(QStringLiteral("view.workspace.host"), tr("&Host"), tr("Ctrl+4"), tr("Arrange the window for playing the host"),
        W::Host);
    m_registry.add({QStringLiteral("view.resetLayout"),
                    tr("&Reset Layout"),
                    QStringLiteral("view.workspace"),
                    {},
                    {QKeySequence(tr("Ctrl+0"))},
                    tr("Put every dock of this workspace back where it began")},
                   [this] { m_workspaces.reset(); });
}

void ViewActions::addDocks()
{
    for (QDockWidget *dock : m_workspaces.docks()) {
        QAction *action = m_registry.add({QStringLiteral("view.dock.") + dock->objectName(),
                                          dock->windowTitle(),
                                          QStringLiteral("view.docks"),
                                          {},
                                          {},
                                          tr("Show or hide the %1 dock").arg(dock->windowTitle()),
                                          true},
                                         [this, dock] {
                                             if (m_workspaces.inFront(dock->objectName()))
                                                 dock->hide();
                                             else
                                                 enter(dock->objectName());
                                         });
        connect(dock, &QDockWidget::visibilityChanged, action,
                [action, dock] { action->setChecked(!dock->isHidden()); });
    }
    QAction *floating = m_registry.add({QStringLiteral("view.floatDock"),
                                        tr("&Float"),
                                        QStringLiteral("view.docks"),
                                        {},
                                        {},
                                        tr("Take the dock you are in out of the window, or put it back")},
                                       [this] {
                                           if (QDockWidget *dock = dockMeant())
                                               dock->setFloating(!dock->isFloating());
                                       });
    QAction *closing = m_registry.add({QStringLiteral("view.closeDock"),
                                       tr("&Close This Dock"),
                                       QStringLiteral("view.docks"),
                                       {},
                                       {},
                                       tr("Close the dock you are in; the list of docks shows it again")},
                                      [this] {
                                          if (QDockWidget *dock = dockMeant())
                                              dock->hide();
                                      });
    connect(&m_workspaces, &Workspaces::dockMenuRequested, this,
            [this, floating, closing](QDockWidget *dock, const QPoint &at) {
                m_dock = dock;
                QMenu::exec({floating, closing}, at, nullptr, dock);
                m_dock = nullptr;
            });
}

/// The one whose menu is open, else the one that has the keys.
QDockWidget *ViewActions::dockMeant() const
{
    QWidget *const focus = QApplication::focusWidget();
    const auto *window = qobject_cast<const QWidget *>(parent());
    for (QWidget *at = m_dock ? m_dock : focus ? focus : window->focusWidget(); at; at = at->parentWidget())
        if (auto *dock = qobject_cast<QDockWidget *>(at))
            return dock;
    return nullptr;
}

/// Shows a dock and gives it the keys.
void ViewActions::enter(const QString &id)
{
    m_workspaces.raise(id);
    m_workspaces.dock(id)->widget()->setFocus(Qt::ShortcutFocusReason);
}

void ViewActions::addSearches()
{
    m_registry.add({QStringLiteral("go.text"),
                    tr("Back to the &Text"),
                    QStringLiteral("go"),
                    {},
                    {QKeySequence(tr("Ctrl+Shift+E"))},
                    tr("Return from a dock to the text")},
                   [this] {
                       if (Document *document = m_tabs.current())
                           document->editor()->setFocus(Qt::ShortcutFocusReason);
                   });
    m_registry.add({QStringLiteral("go.symbol"),
                    tr("&Symbol…"),
                    QStringLiteral("go"),
                    QStringLiteral("find"),
                    {QKeySequence(tr("Ctrl+Shift+O"))},
                    tr("Search the outline of this text by name")},
                   [this] {
                       enter(QStringLiteral("outline"));
                       auto *filter = m_workspaces.dock(QStringLiteral("outline"))->findChild<QLineEdit *>();
                       filter->setFocus(Qt::ShortcutFocusReason);
                       filter->selectAll();
                   });
}

void ViewActions::addLayers()
{
    const QSettings settings;
    for (const LayerRow &row : layers) {
        QAction *action = m_registry.add({QLatin1String(row.id),
                                          tr(row.text),
                                          QStringLiteral("view.layers"),
                                          {},
                                          {QKeySequence(QLatin1String(row.key))},
                                          tr(row.tip),
                                          true},
                                         [this, &row] {
                                             QSettings().setValue(
                                                 settingOf(row), m_registry.action(QLatin1String(row.id))->isChecked());
                                             applyLayers(m_tabs.current());
                                         });
        action->setChecked(settings.value(settingOf(row), row.on).toBool());
    }
    connect(&m_tabs, &Tabs::currentDocumentChanged, this, &ViewActions::applyLayers);
}

void ViewActions::applyLayers(Document *document)
{
    if (!document)
        return;
    for (const LayerRow &row : layers)
        document->editor()->setLayer(row.layer, m_registry.action(QLatin1String(row.id))->isChecked());
}

void ViewActions::addAppearance()
{
    using Choice = ColorScheme::Choice;
    auto *group = new QActionGroup(this);
    const auto add = [&](const QString &id, const QString &text, const QString &tip, Choice choice) {
        QAction *action = m_registry.add({id, text, QStringLiteral("view.theme"), {}, {}, tip, true},
                                         [this, choice] { m_scheme.setChoice(choice); });
        action->setChecked(m_scheme.choice() == choice);
        group->addAction(action);
    };
    add(QStringLiteral("view.theme.desktop"), tr("As the &Desktop"), tr("Follow the desktop's wish for light or dark"),
        Choice::Desktop);
    add(QStringLiteral("view.theme.light"), tr("&Light"), tr("Light colours"), Choice::Light);
    add(QStringLiteral("view.theme.dark"), tr("Dar&k"), tr("Dark colours"), Choice::Dark);

    QAction *safe = m_registry.add({QStringLiteral("view.theme.colorBlindSafe"),
                                    tr("&Colour-Blind Safe"),
                                    QStringLiteral("view.theme"),
                                    {},
                                    {},
                                    tr("Use colours that stay apart without red and green"),
                                    true},
                                   [this] {
                                       const bool on =
                                           m_registry.action(QStringLiteral("view.theme.colorBlindSafe"))->isChecked();
                                       QSettings().setValue(QStringLiteral("colorBlindSafe"), on);
                                       m_theme.setColorBlindSafe(on);
                                   });
    safe->setChecked(QSettings().value(QStringLiteral("colorBlindSafe"), false).toBool());
    m_theme.setColorBlindSafe(safe->isChecked());

    m_registry.add({QStringLiteral("view.zoomIn"),
                    tr("Larger &Text"),
                    menu,
                    {},
                    {QKeySequence::ZoomIn, QKeySequence(tr("Ctrl+="))},
                    tr("Enlarge the text of editors and lists")},
                   [this] { zoom(1); });
    m_registry.add({QStringLiteral("view.zoomOut"),
                    tr("S&maller Text"),
                    menu,
                    {},
                    {QKeySequence::ZoomOut},
                    tr("Make the text of editors and lists smaller")},
                   [this] { zoom(-1); });
    QFont font = m_theme.monospace();
    const QSettings settings;
    font.setFamily(settings.value(QStringLiteral("fontFamily"), font.family()).toString());
    font.setPointSize(std::clamp(settings.value(QStringLiteral("fontSize"), font.pointSize()).toInt(), 6, 40));
    m_theme.setMonospace(font);
}

void ViewActions::zoom(int points)
{
    QFont font = m_theme.monospace();
    font.setPointSize(std::clamp(font.pointSize() + points, 6, 40));
    QSettings().setValue(QStringLiteral("fontSize"), font.pointSize());
    m_theme.setMonospace(font);
}

} // namespace watchglass
