// SPDX-License-Identifier: GPL-3.0-or-later
/// The Profile menu: measuring, files of profiles, and what of a profile is looked at.
#pragma once

#include <QObject>

#include "app/window/profile_store.h"
#include "app/window/profiler.h"
#include "app/window/tabs.h"
#include "widgets/action_registry.h"
#include "widgets/message_bar.h"

namespace watchglass {

class ProfileActions : public QObject
{
    Q_OBJECT
public:
    ProfileActions(ActionRegistry &registry, Profiler &profiler, ProfileStore &store, Debugger &debugger, Tabs &tabs,
                   MessageBar &messages, QWidget &window);

    void open(const QString &path);
    void save(int run);
    /// Whether a file is a profile by the end of its name.
    static bool isProfile(const QString &path);

signals:
    /// The views of a profile should be seen.
    void profileWanted();
    void profileRunStarted();
    void acrossWanted();

private:
    void addMeasuring();
    void addOptions();
    void addFiles();
    void addFilter();
    void openDialog();
    void update();

    ActionRegistry &m_registry;
    Profiler &m_profiler;
    ProfileStore &m_store;
    Debugger &m_debugger;
    Tabs &m_tabs;
    MessageBar &m_messages;
    QWidget &m_window;
};

} // namespace watchglass
