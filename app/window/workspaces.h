// SPDX-License-Identifier: GPL-3.0-or-later
/// The docks and their arrangements: one per workspace, kept between runs, resettable. Never changes the window's size.
#pragma once

#include <QDockWidget>
#include <QHash>
#include <QMainWindow>
#include <QSet>
#include <QTimer>
#include <QVector>

class QTabBar;

namespace watchglass {

class Workspaces : public QObject
{
    Q_OBJECT
public:
    enum class Workspace { Edit, Debug, Profile, Host };
    Q_ENUM(Workspace)

    explicit Workspaces(QMainWindow &window);

    /// Where a dock stands at first: docks of one area and group are tabs of each other, groups stand side by side (at
    /// the bottom) or one below the other (at the sides). `in`: the workspaces that show it.
    struct Home {
        Qt::DockWidgetArea area;
        int group;
        QVector<Workspace> in;
        QVector<Workspace> front = {}; ///< where its tab is in front; else the first of a group is
    };
    QDockWidget *add(const QString &id, const QString &title, QWidget *view, const Home &home);
    /// Another workspace shows the dock, too, in the same area.
    void showAlso(const QString &id, Workspace workspace);
    const QVector<QDockWidget *> &docks() const { return m_docks; }
    QDockWidget *dock(const QString &id) const;
    /// Shows a dock and brings its tab to the front.
    void raise(const QString &id);
    /// Whether a dock can be seen now: shown, and not behind another tab.
    bool inFront(const QString &id) const;

    Workspace current() const { return m_current; }
    void switchTo(Workspace workspace);
    void reset();   ///< the factory arrangement of the current workspace
    void restore(); ///< from the settings, once everything was added
    void save();

signals:
    void changed(watchglass::Workspaces::Workspace workspace);
    void dockMenuRequested(QDockWidget *dock, const QPoint &globalPos); ///< right click on its tab

private:
    void factory(Workspace workspace);
    void hideEmptyTabBars();
    void showTitlesOnce();
    void followTabBar(QTabBar *bar);
    void arrange(Qt::DockWidgetArea area, Workspace workspace, double share);
    void apply(Workspace workspace);

    QMainWindow &m_window;
    QVector<QDockWidget *> m_docks;
    QHash<QDockWidget *, Home> m_homes;
    QSet<const QDockWidget *> m_inFront; ///< as Qt tells it: what a dock's view covers says nothing
    Workspace m_current = Workspace::Edit;
    QHash<int, QByteArray> m_states;
    QTimer m_titlesSoon;
};

} // namespace watchglass
