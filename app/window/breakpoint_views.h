// SPDX-License-Identifier: GPL-3.0-or-later
/// Keeps the Breakpoints dock and the marks in texts and memory in step with both stores, and takes the wishes of views
/// to watch what they show.
#pragma once

#include <QObject>
#include <QTimer>

#include "app/window/breakpoint_store.h"
#include "app/window/debugger.h"
#include "app/window/tabs.h"
#include "app/window/watchpoint_store.h"
#include "app/window/workspaces.h"

namespace watchglass {

class BreakpointsView;
class GlobalsView;
class LocalsView;
class MemoryView;

class BreakpointViews : public QObject
{
    Q_OBJECT
public:
    struct Parts {
        BreakpointsView &list;
        MemoryView &memory;
        GlobalsView &globals;
        LocalsView &locals;
    };
    BreakpointViews(const Parts &parts, Documents &documents, Tabs &tabs, BreakpointStore &breakpoints,
                    WatchpointStore &watchpoints, Debugger &debugger, Workspaces &workspaces, QObject *parent);

signals:
    void offsetActivated(quint32 offset); ///< of the running module
    void editRequested(quint64 id);
    void watchWanted(); ///< to watch data that is chosen then

private:
    void connectList();
    void connectWatching(const Parts &parts);
    void watch(const session::Watchpoint &what, const QString &name);
    void goTo(quint64 id);
    void show();

    BreakpointsView &m_list;
    Documents &m_documents;
    Tabs &m_tabs;
    BreakpointStore &m_breakpoints;
    WatchpointStore &m_watchpoints;
    Debugger &m_debugger;
    Workspaces &m_workspaces;
    MemoryView &m_memory;
    QTimer m_soon; ///< typing moves breakpoints with every key; once for many is enough
};

} // namespace watchglass
