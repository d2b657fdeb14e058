// SPDX-License-Identifier: GPL-3.0-or-later
/// The Tools and Help menus: command palette, shortcuts, preferences, tour, about.
#pragma once

#include <QObject>

#include "widgets/action_registry.h"

namespace watchglass {

class Preferences;

class ToolActions : public QObject
{
    Q_OBJECT
public:
    ToolActions(ActionRegistry &registry, Theme &theme, QWidget &window);

signals:
    void tourRequested();
    void welcomeRequested();
    void preferencesOpening(watchglass::Preferences &preferences); ///< others add their pages

private:
    void addTools();
    void addHelp();
    void explainFocus();
    void showAbout();

    ActionRegistry &m_registry;
    Theme &m_theme;
    QWidget &m_window;
};

} // namespace watchglass
