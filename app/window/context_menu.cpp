// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/context_menu.h"

#include <QMenu>

namespace watchglass {

ContextMenu::ContextMenu(ActionRegistry &registry, Documents &documents, BreakpointStore &breakpoints, QWidget &window)
    : QObject(&window), m_registry(registry), m_breakpoints(breakpoints), m_window(window)
{
    connect(&documents, &Documents::opened, this, [this](Document *document) {
        connect(document->editor(), &CodeEditor::contextMenuRequested, this, [this](quint32, const QPoint &at) {
            popUp({{QStringLiteral("edit.cut"), QStringLiteral("edit.copy"), QStringLiteral("edit.paste")},
                   {QStringLiteral("edit.quickFix"), QStringLiteral("edit.rename"), QStringLiteral("edit.explain")},
                   {QStringLiteral("go.definition"), QStringLiteral("go.references")},
                   {QStringLiteral("run.toggleBreakpoint"), QStringLiteral("run.editBreakpoint"),
                    QStringLiteral("run.addLogPoint"), QStringLiteral("run.toCursor")}},
                  at);
        });
        connect(document->editor(), &CodeEditor::breakpointMenuRequested, this,
                [this, document](quint32 offset, const QPoint &at) { popUpBreakpoint(document, offset, at); });
    });
}

void ContextMenu::popUp(const QVector<QStringList> &groups, const QPoint &at)
{
    QMenu menu(&m_window);
    for (const QStringList &group : groups) {
        if (!menu.isEmpty())
            menu.addSeparator();
        for (const QString &id : group)
            menu.addAction(m_registry.action(id));
    }
    menu.exec(at);
}

void ContextMenu::popUpBreakpoint(Document *document, quint32 offset, const QPoint &at)
{
    document->editor()->showPlace(offset); // the actions act where the caret is
    const CodeEditor &editor = *document->editor();
    QVector<quint64> here;
    bool enabled = false;
    for (const UserBreakpoint &breakpoint : m_breakpoints.all())
        if (breakpoint.document == document && editor.lineAt(breakpoint.anchor) == editor.lineAt(offset)) {
            here << breakpoint.id;
            enabled = enabled || breakpoint.enabled;
        }
    QMenu menu(&m_window);
    // The registry's actions, in words that fit what is there.
    const auto add = [&](const char *id, const QString &text) {
        QAction *action = m_registry.action(QLatin1String(id));
        QAction *entry = menu.addAction(action->icon(), text, action, &QAction::trigger);
        entry->setEnabled(action->isEnabled());
        entry->setShortcut(action->shortcut());
    };
    if (here.isEmpty()) {
        add("run.toggleBreakpoint", tr("Add &Breakpoint"));
        add("run.editBreakpoint", tr("Add &Conditional Breakpoint…"));
        add("run.addLogPoint", tr("Add &Log Point…"));
    } else {
        add("run.editBreakpoint", tr("&Edit Breakpoint…"));
        menu.addAction(enabled ? tr("&Disable Breakpoint") : tr("&Enable Breakpoint"), &menu,
                       [this, here, enabled] { m_breakpoints.setEnabled(here, !enabled); });
        add("run.toggleBreakpoint", tr("&Remove Breakpoint"));
    }
    menu.addSeparator();
    menu.addAction(m_registry.action(QStringLiteral("run.toCursor")));
    menu.exec(at);
}

} // namespace watchglass
