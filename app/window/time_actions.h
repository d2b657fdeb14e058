// SPDX-License-Identifier: GPL-3.0-or-later
/// Going back in the recorded run: the actions, the bar of moments, and the question before the past is changed.
#pragma once

#include <QObject>

#include "app/window/debugger.h"
#include "widgets/action_registry.h"
#include "widgets/message_bar.h"
#include "widgets/views/time_bar.h"

namespace watchglass {

class TimeActions : public QObject
{
    Q_OBJECT
public:
    TimeActions(ActionRegistry &registry, Debugger &debugger, MessageBar &messages, TimeBar &bar, QWidget &window);

private:
    void addActions();
    void update();
    void askMoment();
    void askToFork(const std::function<void()> &change);
    /// Why nothing can be gone back to; empty when it can.
    QString whyNot() const;

    ActionRegistry &m_registry;
    Debugger &m_debugger;
    MessageBar &m_messages;
    TimeBar &m_bar;
    QWidget &m_window;
    MessageBar::Id m_question = 0;
};

} // namespace watchglass
