// SPDX-License-Identifier: GPL-3.0-or-later
/// The truth at the bottom: what the guest does, which code runs and which is edited, where the caret is.
#pragma once

#include <QStatusBar>

#include "app/window/debugger.h"
#include "app/window/tabs.h"

class QLabel;

namespace watchglass {

class StatusBar : public QStatusBar
{
    Q_OBJECT
public:
    StatusBar(Tabs &tabs, Debugger &debugger, QWidget *parent = nullptr);

private:
    void showMessageBriefly(const QString &text);
    void showState();
    void showMoment();
    void showModule();
    void showCaret();
    QString versionText() const;

    Tabs &m_tabs;
    Debugger &m_debugger;
    QLabel *m_state, *m_moment, *m_module, *m_version, *m_caret;
};

} // namespace watchglass
