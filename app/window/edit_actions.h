// SPDX-License-Identifier: GPL-3.0-or-later
/// The Edit and Go menus: each acts on the editor in front.
#pragma once

#include <QObject>

#include "app/window/debugger.h"
#include "app/window/tabs.h"
#include "widgets/action_registry.h"

namespace watchglass {

class EditActions : public QObject
{
    Q_OBJECT
public:
    EditActions(ActionRegistry &registry, Tabs &tabs, Debugger &debugger, QWidget &window);

private:
    void addEditing();
    void addCode();
    void addGo();
    /// Undo belongs to what has the focus: the text, or – in a dock, while stopped – the guest's state.
    bool undoesState() const;
    void goToLine();
    void update();

    /// An action on the current editor; disabled while there is none.
    void add(const QString &id, const QString &text, const QString &menu, const QString &icon,
             const QList<QKeySequence> &keys, const QString &tip, void (*run)(CodeEditor &));

    ActionRegistry &m_registry;
    Tabs &m_tabs;
    Debugger &m_debugger;
    QWidget &m_window;
    QStringList m_needEditor;
};

} // namespace watchglass
