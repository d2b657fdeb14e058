// SPDX-License-Identifier: GPL-3.0-or-later
/// Breakpoints of code and of data: their actions, and the dialogs that edit them.
#pragma once

#include <QObject>

#include "app/window/breakpoint_store.h"
#include "app/window/debugger.h"
#include "app/window/tabs.h"
#include "app/window/watchpoint_store.h"
#include "widgets/action_registry.h"
#include "widgets/message_bar.h"
#include "widgets/views/breakpoint_dialog.h"

namespace watchglass {

class MemoryView;

class BreakpointActions : public QObject
{
    Q_OBJECT
public:
    BreakpointActions(ActionRegistry &registry, Tabs &tabs, Debugger &debugger, BreakpointStore &breakpoints,
                      WatchpointStore &watchpoints, MemoryView &memory, MessageBar &messages, QWidget &window);

public slots:
    void edit(quint64 id); ///< of code or of data
    void watchData();      ///< asks what

private:
    void addActions();
    void add(const char *id, const QString &text, const char *icon, const QKeySequence &key, const QString &tip,
             std::function<void()> run);
    /// For the instruction at the caret, there or to be.
    void editAtCaret(BreakpointDialog::First first);
    void openDialog(Document *document, quint32 place, const UserBreakpoint &from, BreakpointDialog::First first);
    void openWatchDialog(Document *document, const session::Watchpoint &start, const QString &fixed);
    void sayWhyNot(Document *document);
    const UserBreakpoint *atCaret() const;
    void update();

    ActionRegistry &m_registry;
    Tabs &m_tabs;
    Debugger &m_debugger;
    BreakpointStore &m_breakpoints;
    WatchpointStore &m_watchpoints;
    MemoryView &m_memory;
    MessageBar &m_messages;
    QWidget &m_window;
};

} // namespace watchglass
