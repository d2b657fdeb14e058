// SPDX-License-Identifier: GPL-3.0-or-later
/// The menus at the mouse in the text and in its breakpoint margin, made of the registry's actions.
#pragma once

#include <QObject>

#include "app/window/breakpoint_store.h"
#include "app/window/documents.h"
#include "widgets/action_registry.h"

namespace watchglass {

class ContextMenu : public QObject
{
    Q_OBJECT
public:
    ContextMenu(ActionRegistry &registry, Documents &documents, BreakpointStore &breakpoints, QWidget &window);

private:
    void popUp(const QVector<QStringList> &groups, const QPoint &at);
    void popUpBreakpoint(Document *document, quint32 offset, const QPoint &at);

    ActionRegistry &m_registry;
    BreakpointStore &m_breakpoints;
    QWidget &m_window;
};

} // namespace watchglass
