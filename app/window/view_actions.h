// SPDX-License-Identifier: GPL-3.0-or-later
/// The View menu: workspaces, docks, layers of the text, light and dark, text size.
#pragma once

#include <QObject>

#include "app/window/color_scheme.h"
#include "app/window/tabs.h"
#include "app/window/workspaces.h"
#include "widgets/action_registry.h"

namespace watchglass {

class ViewActions : public QObject
{
    Q_OBJECT
public:
    ViewActions(ActionRegistry &registry, Tabs &tabs, Workspaces &workspaces, ColorScheme &scheme, Theme &theme,
                QObject *parent);

private:
    void addWorkspaces();
    void addDocks();
    QDockWidget *dockMeant() const;
    void addSearches();
    void enter(const QString &dock);
    void addLayers();
    void addAppearance();
    void applyLayers(Document *document);
    void zoom(int points);

    ActionRegistry &m_registry;
    Tabs &m_tabs;
    Workspaces &m_workspaces;
    ColorScheme &m_scheme;
    Theme &m_theme;
    QDockWidget *m_dock = nullptr; ///< whose tab's menu is open
};

} // namespace watchglass
