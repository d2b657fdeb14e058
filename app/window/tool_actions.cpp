// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/tool_actions.h"

#include <QApplication>
#include <QMessageBox>
#include <QWhatsThis>

#include "widgets/command_palette.h"
#include "widgets/preferences.h"

namespace watchglass {

ToolActions::ToolActions(ActionRegistry &registry, Theme &theme, QWidget &window)
    : QObject(&window), m_registry(registry), m_theme(theme), m_window(window)
{
    addTools();
    addHelp();
}

void ToolActions::addTools()
{
    const QString tools = QStringLiteral("tools");
    m_registry.add({QStringLiteral("tools.palette"),
                    tr("&Command Palette…"),
                    tools,
                    QStringLiteral("palette"),
                    {QKeySequence(tr("Ctrl+Shift+P"))},
                    tr("Find any command by its name")},
                   [this] {
                       auto *palette = new CommandPalette(m_registry, m_theme, &m_window);
                       palette->open();
                   });
    m_registry.add({QStringLiteral("tools.preferences"),
                    tr("&Preferences…"),
                    tools,
                    QStringLiteral("settings"),
                    {QKeySequence(tr("Ctrl+,"))},
                    tr("Font, colours, shortcuts, and whom to trust")},
                   [this] {
                       auto *preferences = new Preferences(m_registry, m_theme, &m_window);
                       emit preferencesOpening(*preferences);
                       preferences->open();
                   });
}

void ToolActions::addHelp()
{
    const QString help = QStringLiteral("help");
    m_registry.add({QStringLiteral("help.here"),
                    tr("What Is T&his?"),
                    help,
                    QStringLiteral("help"),
                    {QKeySequence(tr("F1"))},
                    tr("Explain the word at the caret, or the dock that has the focus")},
                   [this] { explainFocus(); });
    m_registry.add({QStringLiteral("help.welcome"),
                    tr("&Welcome Page"),
                    help,
                    QStringLiteral("home"),
                    {},
                    tr("Examples and recent files")},
                   [this] { emit welcomeRequested(); });
    m_registry.add(
        {QStringLiteral("help.tour"), tr("Guided &Tour"), help, {}, {}, tr("Ninety seconds through the first program")},
        [this] { emit tourRequested(); });
    m_registry.add({QStringLiteral("help.about"), tr("&About Watchglass"), help, {}, {}, tr("Version and licences")},
                   [this] { showAbout(); });
}

void ToolActions::explainFocus()
{
    const QWidget *focus = QApplication::focusWidget();
    for (const QWidget *at = focus; at; at = at->parentWidget())
        if (!at->whatsThis().isEmpty())
            return QWhatsThis::showText(at->mapToGlobal(QPoint(0, focus->fontMetrics().height())), at->whatsThis());
    m_registry.action(QStringLiteral("edit.explain"))->trigger(); // in the text
}

void ToolActions::showAbout()
{
    QMessageBox box(QMessageBox::NoIcon, tr("About Watchglass"),
                    tr("<h3>Watchglass %1</h3><p>A workbench for WebAssembly: write it, run it, stop it anywhere, look "
                       "at everything.</p><p>This window: GPL-3.0-or-later. Engine and command line: Apache-2.0.</p>")
                        .arg(QStringLiteral(WATCHGLASS_VERSION)),
                    QMessageBox::Close, &m_window);
    box.setIconPixmap(m_theme.icon(QStringLiteral("watchglass")).pixmap(48, 48));
    box.exec();
}

} // namespace watchglass
