// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/workspaces.h"

#include <QLayout>
#include <QMetaEnum>
#include <QSettings>
#include <QTabBar>

#include <algorithm>

#include "app/window/dock_help.h"

namespace watchglass {

namespace {
/// Grows when docks come or go, so that an arrangement of an older program is not applied to this one.
constexpr int layoutVersion = 4;

constexpr Workspaces::Workspace workspaces[] = {Workspaces::Workspace::Edit, Workspaces::Workspace::Debug,
                                                Workspaces::Workspace::Profile, Workspaces::Workspace::Host};

/// Shares of the window at first start.
struct Shares {
    double left, right, bottom;
};
Shares sharesOf(Workspaces::Workspace workspace)
{
    if (workspace == Workspaces::Workspace::Profile) // tables of numbers, and a flame graph as wide as the window
        return {0.17, 0.36, 0.36};
    if (workspace == Workspaces::Workspace::Host) // the board, with room for wires
        return {0.38, 0.25, 0.32};
    return {0.17, 0.25, 0.30}; // ux: left 220, right 320, bottom 260 of 1440 × 900
}

QString key(Workspaces::Workspace workspace)
{
    return QStringLiteral("layout/") +
           QString::fromLatin1(QMetaEnum::fromType<Workspaces::Workspace>().valueToKey(int(workspace)));
}
} // namespace

Workspaces::Workspaces(QMainWindow &window) : QObject(&window), m_window(window)
{
    window.setDockNestingEnabled(true);
    window.setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    window.setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
    window.setCorner(Qt::BottomRightCorner, Qt::BottomDockWidgetArea);
    m_titlesSoon.setSingleShot(true);
    m_titlesSoon.setInterval(0);
    connect(&m_titlesSoon, &QTimer::timeout, this, &Workspaces::showTitlesOnce);
}

QDockWidget *Workspaces::add(const QString &id, const QString &title, QWidget *view, const Home &home)
{
    auto *dock = new QDockWidget(title, &m_window);
    dock->setObjectName(id);
    dock->setAccessibleName(title);
    dock->setWhatsThis(dockHelp(id));
    dock->setWidget(view);
    m_docks.append(dock);
    m_homes.insert(dock, home);
    m_window.addDockWidget(home.area, dock);
    const auto soon = qOverload<>(&QTimer::start);
    connect(dock, &QDockWidget::visibilityChanged, this, [this, dock](bool front) {
        if (front)
            m_inFront.insert(dock);
        else
            m_inFront.remove(dock);
    });
    connect(dock, &QDockWidget::visibilityChanged, &m_titlesSoon, soon);
    connect(dock, &QDockWidget::dockLocationChanged, &m_titlesSoon, soon);
    connect(dock, &QDockWidget::topLevelChanged, &m_titlesSoon, soon);
    return dock;
}

void Workspaces::showAlso(const QString &id, Workspace workspace)
{
    m_homes[dock(id)].in.append(workspace);
}

QDockWidget *Workspaces::dock(const QString &id) const
{
    for (QDockWidget *dock : m_docks)
        if (dock->objectName() == id)
            return dock;
    return nullptr;
}

void Workspaces::raise(const QString &id)
{
    if (QDockWidget *found = dock(id)) {
        found->show();
        found->raise();
    }
}

bool Workspaces::inFront(const QString &id) const
{
    const QDockWidget *found = dock(id);
    return found && found->isVisible() && m_inFront.contains(found);
}

void Workspaces::switchTo(Workspace workspace)
{
    if (workspace == m_current)
        return;
    m_states[int(m_current)] = m_window.saveState(layoutVersion);
    m_current = workspace;
    apply(workspace);
    emit changed(workspace);
}

void Workspaces::reset()
{
    factory(m_current);
    hideEmptyTabBars();
    showTitlesOnce();
}

void Workspaces::restore()
{
    const QSettings settings;
    for (const Workspace workspace : workspaces)
        m_states[int(workspace)] = settings.value(key(workspace)).toByteArray();
    apply(m_current);
}

void Workspaces::save()
{
    m_states[int(m_current)] = m_window.saveState(layoutVersion);
    QSettings settings;
    for (const Workspace workspace : workspaces)
        if (!m_states.value(int(workspace)).isEmpty())
            settings.setValue(key(workspace), m_states.value(int(workspace)));
}

void Workspaces::apply(Workspace workspace)
{
    const QByteArray state = m_states.value(int(workspace));
    if (state.isEmpty() || !m_window.restoreState(state, layoutVersion))
        factory(workspace);
    hideEmptyTabBars();
    showTitlesOnce();
}

/// QMainWindow keeps the tab bars that a new arrangement does not need, and leaves some of them on screen as a line.
void Workspaces::hideEmptyTabBars()
{
    m_window.layout()->activate();
    for (QTabBar *bar : m_window.findChildren<QTabBar *>(QString(), Qt::FindDirectChildrenOnly))
        if (bar->count() == 0)
            bar->hide();
}

/// A dock that is a tab has its title there; a second one above its view would only take room.
void Workspaces::showTitlesOnce()
{
    for (QDockWidget *dock : m_docks) {
        const QList<QDockWidget *> others = m_window.tabifiedDockWidgets(dock);
        const bool tab = !dock->isHidden() && !dock->isFloating() &&
                         std::any_of(others.begin(), others.end(), [](const auto *each) { return !each->isHidden(); });
        if (tab == (dock->titleBarWidget() != nullptr))
            continue;
        QWidget *const before = dock->titleBarWidget();
        dock->setTitleBarWidget(tab ? new QWidget(dock) : nullptr);
        delete before;
    }
    for (QTabBar *bar : m_window.findChildren<QTabBar *>(QString(), Qt::FindDirectChildrenOnly))
        followTabBar(bar);
}

/// What the title would offer, the tab does: its menu, and a double click lets the dock float.
void Workspaces::followTabBar(QTabBar *bar)
{
    if (bar->contextMenuPolicy() == Qt::CustomContextMenu)
        return;
    const auto dockAt = [this, bar](int index) -> QDockWidget * {
        for (QDockWidget *dock : m_docks)
            if (index >= 0 && dock->windowTitle() == bar->tabText(index))
                return dock;
        return nullptr;
    };
    bar->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(bar, &QWidget::customContextMenuRequested, this, [this, bar, dockAt](const QPoint &at) {
        if (QDockWidget *dock = dockAt(bar->tabAt(at)))
            emit dockMenuRequested(dock, bar->mapToGlobal(at));
    });
    connect(bar, &QTabBar::tabBarDoubleClicked, this, [dockAt](int index) {
        if (QDockWidget *dock = dockAt(index))
            dock->setFloating(true);
    });
}

void Workspaces::factory(Workspace workspace)
{
    for (QDockWidget *dock : m_docks) {
        dock->setFloating(false);
        m_window.removeDockWidget(dock);
        m_window.addDockWidget(m_homes[dock].area, dock);
        dock->setVisible(m_homes[dock].in.contains(workspace));
    }
    const Shares shares = sharesOf(workspace);
    arrange(Qt::LeftDockWidgetArea, workspace, shares.left);
    arrange(Qt::RightDockWidgetArea, workspace, shares.right);
    arrange(Qt::BottomDockWidgetArea, workspace, shares.bottom);
}

void Workspaces::arrange(Qt::DockWidgetArea area, Workspace workspace, double share)
{
    QMap<int, QVector<QDockWidget *>> groups;
    for (QDockWidget *dock : m_docks)
        if (m_homes[dock].area == area && m_homes[dock].in.contains(workspace))
            groups[m_homes[dock].group].append(dock);
    if (groups.isEmpty())
        return;
    // Splits first: splitting a dock that already is a tab would only add another tab.
    const bool bottom = area == Qt::BottomDockWidgetArea;
    QList<QDockWidget *> firsts;
    for (const QVector<QDockWidget *> &group : groups) {
        if (!firsts.isEmpty())
            m_window.splitDockWidget(firsts.last(), group.first(), bottom ? Qt::Horizontal : Qt::Vertical);
        firsts.append(group.first());
    }
    for (const QVector<QDockWidget *> &group : groups) {
        for (QDockWidget *dock : group.mid(1))
            m_window.tabifyDockWidget(group.first(), dock);
        const auto front = std::find_if(group.begin(), group.end(),
                                        [&](QDockWidget *dock) { return m_homes[dock].front.contains(workspace); });
        (front == group.end() ? group.first() : *front)->raise();
    }
    m_window.resizeDocks({firsts.first()}, {int(share * (bottom ? m_window.height() : m_window.width()))},
                         bottom ? Qt::Vertical : Qt::Horizontal);
    m_window.resizeDocks(firsts, QList<int>(firsts.size(), 100), bottom ? Qt::Horizontal : Qt::Vertical);
}

} // namespace watchglass
