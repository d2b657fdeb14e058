// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/workspaces.h"

#include <QMetaEnum>
#include <QSettings>

namespace watchglass {

namespace {
/// Grows when docks come or go, so that an arrangement of an older program is not applied to this one.
constexpr int layoutVersion = 1;

// Shares of the window at first start (ux: left 220, right 320, bottom 260 of 1440 × 900).
constexpr double leftShare = 0.17, rightShare = 0.25, bottomShare = 0.30;

QString key(Workspaces::Workspace workspace)
{
    return QStringLiteral("layout/")
        + QString::fromLatin1(QMetaEnum::fromType<Workspaces::Workspace>().valueToKey(int(workspace)));
}
} // namespace

Workspaces::Workspaces(QMainWindow &window) : QObject(&window), m_window(window)
{
    window.setDockNestingEnabled(true);
    window.setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    window.setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);
    window.setCorner(Qt::BottomRightCorner, Qt::BottomDockWidgetArea);
}

QDockWidget *Workspaces::add(const QString &id, const QString &title, QWidget *view, Qt::DockWidgetArea area,
                             QVector<Workspace> in)
{
    auto *dock = new QDockWidget(title, &m_window);
    dock->setObjectName(id);
    dock->setAccessibleName(title);
    dock->setWidget(view);
    m_docks.append(dock);
    m_homes.insert(dock, {area, std::move(in)});
    m_window.addDockWidget(area, dock);
    return dock;
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
}

void Workspaces::restore()
{
    const QSettings settings;
    for (const Workspace workspace : {Workspace::Edit, Workspace::Debug})
        m_states[int(workspace)] = settings.value(key(workspace)).toByteArray();
    apply(m_current);
}

void Workspaces::save()
{
    m_states[int(m_current)] = m_window.saveState(layoutVersion);
    QSettings settings;
    for (const Workspace workspace : {Workspace::Edit, Workspace::Debug})
        if (!m_states.value(int(workspace)).isEmpty())
            settings.setValue(key(workspace), m_states.value(int(workspace)));
}

void Workspaces::apply(Workspace workspace)
{
    const QByteArray state = m_states.value(int(workspace));
    if (state.isEmpty() || !m_window.restoreState(state, layoutVersion))
        factory(workspace);
}

void Workspaces::factory(Workspace workspace)
{
    QHash<int, QVector<QDockWidget *>> byArea;
    for (QDockWidget *dock : m_docks) {
        const Home &home = m_homes[dock];
        dock->setFloating(false);
        m_window.removeDockWidget(dock);
        m_window.addDockWidget(home.area, dock);
        dock->setVisible(home.in.contains(workspace));
        if (home.in.contains(workspace))
            byArea[home.area].append(dock);
    }
    // Side areas stack their docks in two columns of tabs at most; the bottom is two groups side by side.
    for (auto area = byArea.begin(); area != byArea.end(); ++area) {
        const QVector<QDockWidget *> &docks = area.value();
        const bool bottom = area.key() == Qt::BottomDockWidgetArea;
        const qsizetype half = bottom && workspace == Workspace::Edit ? docks.size() : (docks.size() + 1) / 2;
        for (qsizetype i = 1; i < docks.size(); ++i) {
            if (i == half)
                m_window.splitDockWidget(docks[0], docks[i], bottom ? Qt::Horizontal : Qt::Vertical);
            else
                m_window.tabifyDockWidget(docks[i < half ? 0 : half], docks[i]);
        }
        docks[0]->raise();
        if (half < docks.size())
            docks[half]->raise();
    }
    const auto size = [&](Qt::DockWidgetArea area, double share, Qt::Orientation way, int whole) {
        if (!byArea.value(area).isEmpty())
            m_window.resizeDocks({byArea.value(area).first()}, {int(share * whole)}, way);
    };
    size(Qt::LeftDockWidgetArea, leftShare, Qt::Horizontal, m_window.width());
    size(Qt::RightDockWidgetArea, rightShare, Qt::Horizontal, m_window.width());
    size(Qt::BottomDockWidgetArea, bottomShare, Qt::Vertical, m_window.height());
}

} // namespace watchglass
