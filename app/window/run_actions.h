// SPDX-License-Identifier: GPL-3.0-or-later
/// The Run menu: starting, stopping, stepping – enabled exactly when they can be done.
#pragma once

#include <QObject>

#include "app/window/debugger.h"
#include "app/window/tabs.h"
#include "widgets/action_registry.h"
#include "widgets/message_bar.h"
#include "widgets/views/run_panel.h"

namespace watchglass {

class RunActions : public QObject
{
    Q_OBJECT
public:
    RunActions(ActionRegistry &registry, Tabs &tabs, Debugger &debugger, RunPanel &panel, MessageBar &messages,
               QObject *parent);

signals:
    /// The Run dock must be seen: there is no call to make yet.
    void runPanelWanted();

private:
    void addRunning();
    void addStepping();
    void start(bool withBreakpoints);
    void copyCommand();
    static QString quoted(const QString &word);
    void update();

    ActionRegistry &m_registry;
    Tabs &m_tabs;
    Debugger &m_debugger;
    RunPanel &m_panel;
    MessageBar &m_messages;
};

} // namespace watchglass
