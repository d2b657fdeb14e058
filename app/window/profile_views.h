// SPDX-License-Identifier: GPL-3.0-or-later
/// The docks of a profile and the strip above the text, in step with the store.
#pragma once

#include <QObject>
#include <QPointer>

#include "app/window/profile_store.h"
#include "app/window/profiler.h"
#include "app/window/tabs.h"
#include "app/window/workspaces.h"
#include "widgets/profile/share_delegate.h"

class QLabel;
class QStatusBar;

namespace watchglass {

class ActionRegistry;
class CallTreeView;
class ComparisonView;
class FlameView;
class ListingView;
class ProfileHeat;
class FunctionTable;
class MessageBar;
class NeighboursView;
class ProfileStrip;
class RunsView;
class TimelineStrip;

class ProfileViews : public QObject
{
    Q_OBJECT
public:
    ProfileViews(const Theme &theme, Documents &documents, Tabs &tabs, ProfileStore &store, Profiler &profiler,
                 Workspaces &workspaces, MessageBar &messages, ListingView &listing);

    /// Fills the strip; the actions exist by now.
    QWidget *makeStrip(ActionRegistry &registry, QWidget *parent);
    void showMeasuring(QStatusBar &bar);
    /// From a view to the source, or from the text at the caret to the view used last.
    void goAcross();
    /// The views of a profile come to the front.
    void raise();

signals:
    void saveWanted(int run);
    /// What instructions of the module in front cost, by offset; empty: nothing is known of just this module.
    void instructionHeatChanged(const watchglass::InstructionSharesPtr &shares);

private:
    void add(CostView *view);
    void showRuns();
    void showFacts();
    void showFilter();
    void makeTimeline(QWidget *parent);
    void showListingHeat();
    void connectComparison();
    quint32 functionNamed(const QString &name) const;
    void showSource(quint32 function);
    void showProfileOf(Document *document);
    QString measuring() const;
    std::optional<quint32> hottestOffset(quint32 function) const;

    const Theme &m_theme;
    Documents &m_documents;
    Tabs &m_tabs;
    ProfileStore &m_store;
    Profiler &m_profiler;
    Workspaces &m_workspaces;
    MessageBar &m_messages;
    ListingView &m_listing;
    ProfileHeat *m_heat;
    FunctionTable *m_functions;
    NeighboursView *m_neighbours;
    FlameView *m_flame;
    CallTreeView *m_tree;
    RunsView *m_runs;
    ComparisonView *m_comparison;
    ProfileStrip *m_strip = nullptr;
    TimelineStrip *m_timeline = nullptr;
    QLabel *m_status = nullptr;
    bool m_compared = false;
    std::vector<CostView *> m_all;
    QPointer<CostView> m_lastUsed;
};

} // namespace watchglass
