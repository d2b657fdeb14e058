// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/profile_views.h"

#include <QApplication>
#include <QLabel>
#include <QStatusBar>

#include <algorithm>
#include <set>

#include "app/window/profile_heat.h"
#include "widgets/action_registry.h"
#include "widgets/message_bar.h"
#include "widgets/profile/comparison_view.h"
#include "widgets/profile/flame_view.h"
#include "widgets/profile/function_table.h"
#include "widgets/profile/neighbours_view.h"
#include "widgets/profile/profile_strip.h"
#include "widgets/profile/runs_view.h"
#include "widgets/profile/timeline_strip.h"
#include "widgets/views/listing_view.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

using W = Workspaces::Workspace;

ProfileViews::ProfileViews(const Theme &theme, Documents &documents, Tabs &tabs, ProfileStore &store,
                           Profiler &profiler, Workspaces &workspaces, MessageBar &messages, ListingView &listing)
    : QObject(&tabs), m_theme(theme), m_documents(documents), m_tabs(tabs), m_store(store), m_profiler(profiler),
      m_workspaces(workspaces), m_messages(messages), m_listing(listing),
      m_heat(new ProfileHeat(documents, tabs, store)), m_functions(new FunctionTable(theme)),
      m_neighbours(new NeighboursView(theme)), m_flame(new FlameView(theme)), m_tree(new CallTreeView(theme)),
      m_runs(new RunsView(theme)), m_comparison(new ComparisonView(theme))
{
    const QVector<W> profile{W::Profile};
    constexpr auto right = Qt::RightDockWidgetArea, bottom = Qt::BottomDockWidgetArea;
    workspaces.add(QStringLiteral("functions"), tr("Functions"), m_functions, {right, -1, profile});
    workspaces.add(QStringLiteral("neighbours"), tr("Callers and Callees"), m_neighbours, {right, 0, profile});
    workspaces.add(QStringLiteral("flame"), tr("Flame Graph"), m_flame, {bottom, 0, profile, profile});
    workspaces.add(QStringLiteral("callTree"), tr("Call Tree"), m_tree, {bottom, 0, profile});
    workspaces.add(QStringLiteral("runs"), tr("Runs"), m_runs, {bottom, 1, profile, profile});
    workspaces.add(QStringLiteral("comparison"), tr("Comparison"), m_comparison, {bottom, 1, profile});
    for (CostView *view : {static_cast<CostView *>(m_functions), static_cast<CostView *>(m_neighbours),
                           static_cast<CostView *>(m_flame), static_cast<CostView *>(m_tree)})
        add(view);

    connect(m_tree, &CallTreeView::wanted, this, [this](const ProfileStore::DigestPtr &digest, TreeKind kind) {
        m_store.makeTree(digest, kind, [this, digest, kind](const ProfileStore::TreePtr &tree) {
            m_tree->supply(digest, kind, tree);
        });
    });
    connect(m_flame, &FlameView::wanted, this, [this](const ProfileStore::DigestPtr &digest, FlameKind kind) {
        m_store.makeFlame(digest, kind, [this, digest, kind](const FlameView::LayoutPtr &layout) {
            m_flame->supply(digest, kind, layout);
        });
    });
    connect(m_neighbours, &NeighboursView::wanted, this,
            [this](const ProfileStore::DigestPtr &digest, quint32 function) {
                m_store.makeNeighbours(digest, function, [this, digest](const profile::Neighbours &made) {
                    m_neighbours->supply(digest, made);
                });
            });
    connect(m_runs, &RunsView::chosen, &store, &ProfileStore::setCurrent);
    connect(m_runs, &RunsView::removeWanted, &store, &ProfileStore::remove);
    connect(m_runs, &RunsView::saveWanted, this, &ProfileViews::saveWanted);

    connectComparison();
    connect(&store, &ProfileStore::runsChanged, this, &ProfileViews::showRuns);
    connect(&store, &ProfileStore::currentChanged, this, [this] {
        showRuns();
        if (!m_store.current())
            for (CostView *view : m_all)
                view->setDigest(nullptr);
    });
    connect(&store, &ProfileStore::digestChanged, this, [this] {
        for (CostView *view : m_all)
            view->setDigest(m_store.digest());
        showFacts();
    });
    connect(&store, &ProfileStore::functionChanged, this, [this](quint32 function) {
        for (CostView *view : m_all)
            view->showFunction(function);
    });
    connect(&store, &ProfileStore::filterChanged, this, &ProfileViews::showFilter);
    connect(m_heat, &ProfileHeat::changed, this, [this](Document *document) {
        if (document != m_tabs.current())
            return;
        showListingHeat();
        showFacts();
    });
    connect(&tabs, &Tabs::currentDocumentChanged, this, [this] {
        showListingHeat();
        showFacts();
    });
    for (const auto signal : {&Profiler::stateChanged, &Profiler::progressChanged, &Profiler::optionsChanged})
        connect(&profiler, signal, this, &ProfileViews::showFacts);
}

void ProfileViews::connectComparison()
{
    connect(m_runs, &RunsView::compareWanted, this, [this](int id, bool on) { m_store.compareWith(on ? id : 0); });
    connect(&m_store, &ProfileStore::comparisonChanged, this, [this] {
        const bool first = m_store.comparison() && !m_compared;
        m_compared = m_store.comparison() != nullptr;
        m_comparison->setComparison(m_store.comparison());
        m_flame->setComparison(m_store.comparison());
        if (first && m_workspaces.current() == W::Profile)
            m_workspaces.raise(QStringLiteral("comparison"));
    });
    connect(m_comparison, &ComparisonView::functionChosen, this, [this](const QString &name) {
        if (const quint32 function = functionNamed(name); function != profile::none)
            m_store.choose(function);
    });
    connect(m_comparison, &ComparisonView::sourceWanted, this, [this](const QString &name) {
        const quint32 function = functionNamed(name);
        if (function != profile::none)
            showSource(function);
        else
            m_messages.note(tr("%1 is not in the later run.").arg(name));
    });
}

quint32 ProfileViews::functionNamed(const QString &name) const
{
    const ProfileRun *run = m_store.current();
    for (uint32_t i = 0; run && i < run->profile->functions.size(); ++i)
        if (views::text(run->profile->functions[i].name) == name)
            return i;
    return profile::none;
}

void ProfileViews::add(CostView *view)
{
    m_all.push_back(view);
    connect(view, &CostView::functionChosen, this, [this, view](quint32 function) {
        m_lastUsed = view;
        m_store.choose(function);
    });
    connect(view, &CostView::sourceWanted, this, [this, view](quint32 function) {
        m_lastUsed = view;
        showSource(function);
    });
    connect(view, &CostView::filterWanted, &m_store, &ProfileStore::narrow);
}

QWidget *ProfileViews::makeStrip(ActionRegistry &registry, QWidget *parent)
{
    m_strip = new ProfileStrip(m_theme, parent);
    m_strip->addButton(registry.action(QStringLiteral("profile.run")), true);
    m_strip->addButton(registry.action(QStringLiteral("profile.runCounted")));
    m_strip->addButton(registry.action(QStringLiteral("profile.sample")));
    QList<QAction *> options;
    for (const ActionRegistry::Spec &spec : registry.specs())
        if (spec.menu == QStringLiteral("profile.options")) {
            if (spec.id == QStringLiteral("profile.clock.wall"))
                options += nullptr;
            options += registry.action(spec.id);
        }
    m_strip->addMenuButton(tr("Rate and clock of samples"), options);
    for (const char *id : {"profile.undoFilter", "profile.redoFilter"})
        m_strip->addButton(registry.action(QLatin1String(id)));
    connect(m_strip, &ProfileStrip::chipRemoved, &m_store, &ProfileStore::takeAway);
    makeTimeline(m_strip);
    m_strip->addBelow(m_timeline);
    const auto show = [this] { m_strip->setVisible(m_workspaces.current() == W::Profile); };
    connect(&m_workspaces, &Workspaces::changed, m_strip, show);
    show();
    showFacts();
    return m_strip;
}

void ProfileViews::makeTimeline(QWidget *parent)
{
    using Step = profile::Filter::Step;
    m_timeline = new TimelineStrip(m_theme, parent);
    connect(m_timeline, &TimelineStrip::rangeChosen, this, [this](quint64 begin, quint64 end) {
        m_store.narrow(Step{Step::Kind::Range, profile::none, begin, end});
    });
    connect(m_timeline, &TimelineStrip::rangeCleared, this, [this] {
        const std::vector<Step> &steps = m_store.filter().steps;
        for (int i = int(steps.size()) - 1; i >= 0; --i)
            if (steps[size_t(i)].kind == Step::Kind::Range)
                m_store.takeAway(i);
    });
    connect(&m_store, &ProfileStore::currentChanged, m_timeline, [this] {
        m_timeline->setTimeline(nullptr);
        if (const ProfileRun *run = m_store.current())
            m_store.makeTimeline(*run, TimelineStrip::bins,
                                 [this](const auto &timeline) { m_timeline->setTimeline(timeline); });
    });
    connect(&m_store, &ProfileStore::filterChanged, m_timeline, [this] {
        std::optional<TimelineStrip::Range> range;
        for (const Step &step : m_store.filter().steps)
            if (step.kind == Step::Kind::Range)
                range = TimelineStrip::Range{step.begin, step.end};
        m_timeline->setRange(range);
    });
}

void ProfileViews::showMeasuring(QStatusBar &bar)
{
    m_status = new QLabel(&bar);
    m_status->setAccessibleName(tr("What is being measured"));
    bar.addPermanentWidget(m_status);
    showFacts();
}

void ProfileViews::raise()
{
    m_workspaces.switchTo(W::Profile);
    m_workspaces.raise(QStringLiteral("functions"));
}

QString ProfileViews::measuring() const
{
    switch (m_profiler.state()) {
    case Profiler::State::Sampling: {
        const exec::SamplingProgress &now = m_profiler.progress();
        QString text = tr("sampling at %1 · %2").arg(m_profiler.how(), profiling::samples(now.samples));
        if (now.weight > 0)
            text += tr(" · overhead %1 %").arg(100 * double(now.overhead) / double(now.weight), 0, 'f', 2);
        if (now.lost > 0)
            text += tr(" · %1 lost").arg(profiling::samples(now.lost));
        return text;
    }
    case Profiler::State::Counting:
        return tr("counting every instruction");
    case Profiler::State::Off:
        break;
    }
    return {};
}

void ProfileViews::showFacts()
{
    const QString now = measuring();
    if (m_status) {
        m_status->setText(now);
        m_status->setVisible(!now.isEmpty());
    }
    if (!m_strip)
        return;
    const exec::SamplerOptions &options = m_profiler.options();
    m_strip->setMenuText(tr("%1 Hz · %2")
                             .arg(options.hertz)
                             .arg(options.clock == exec::SampleClock::Cpu ? tr("CPU time") : tr("wall time")));
    const ProfileRun *run = m_store.current();
    if (!now.isEmpty())
        return m_strip->setFacts(QStringLiteral("● ") + now, true);
    if (!run)
        return m_strip->setFacts(tr("Nothing was measured yet."), false);
    QString text = run->name;
    if (const auto &digest = m_store.digest())
        text += QStringLiteral(" · ") + profiling::headline(*digest);
    if (!m_store.filter().steps.empty() && m_store.digest())
        text += tr(" · %1 of the run")
                    .arg(profiling::percent(run->weight ? double(m_store.digest()->whole) / double(run->weight) : 0));
    const auto heat = m_heat->of(m_tabs.current());
    if (heat && !heat->sameCode)
        text += tr(" · the text was changed since");
    m_strip->setFacts(text, false);
}

void ProfileViews::showRuns()
{
    std::vector<RunRow> rows;
    for (const ProfileRun &run : m_store.runs()) {
        RunRow row{run.id, run.name, run.how, {}, {}, {}, &run == m_store.current(), run.id == m_store.ticked()};
        row.samples = run.profile->exact ? tr("exact") : profiling::number(run.profile->samples.size());
        if (run.profile->overhead > 0 && run.weight > 0)
            row.overhead = tr("%1 %").arg(100 * double(run.profile->overhead) / double(run.weight), 0, 'f', 2);
        row.tip = run.name + QLatin1Char('\n') + profiling::amount(*run.profile, run.weight);
        rows.push_back(std::move(row));
    }
    m_runs->setRuns(std::move(rows));
}

void ProfileViews::showFilter()
{
    if (!m_strip)
        return;
    using Step = profile::Filter::Step;
    QStringList chips;
    const ProfileRun *run = m_store.current();
    for (const Step &step : m_store.filter().steps) {
        if (!run)
            break;
        if (step.kind == Step::Kind::Range) {
            chips += tr("%1 – %2").arg(profiling::amount(*run->profile, step.begin),
                                       profiling::amount(*run->profile, step.end));
            continue;
        }
        const QString name = views::text(run->profile->functions[step.function].name);
        chips += step.kind == Step::Kind::Only ? tr("stacks with %1").arg(name) : tr("stacks without %1").arg(name);
    }
    m_strip->setChips(chips);
}

void ProfileViews::showListingHeat()
{
    const auto heat = m_heat->of(m_tabs.current());
    const InstructionSharesPtr shares = heat ? heat->instructions : nullptr;
    emit instructionHeatChanged(shares);
    m_listing.setHeat(shares);
}

/// The instruction of a function that cost most itself, else its first.
std::optional<quint32> ProfileViews::hottestOffset(quint32 function) const
{
    const ProfileRun &run = *m_store.current();
    std::set<quint32> own;
    for (const profile::Place &place : run.profile->places)
        if (place.function == function)
            own.insert(place.offset);
    const profile::PlaceRow *best = nullptr;
    for (const profile::PlaceRow &row : m_store.digest()->places)
        if (own.contains(row.offset) && (!best || row.cost.self > best->cost.self))
            best = &row;
    if (best)
        return best->offset;
    const uint32_t index = run.profile->functions[function].index;
    const wasm::Module *module = run.program ? run.program->module.get() : nullptr;
    return module && index < module->functions.size() && !module->functions[index].imported
               ? std::optional(module->functions[index].code.begin)
               : std::nullopt;
}

void ProfileViews::showSource(quint32 function)
{
    const ProfileRun *run = m_store.current();
    if (!run || !m_store.digest() || function >= run->profile->functions.size())
        return;
    const profile::Function &its = run->profile->functions[function];
    if (its.kind != profile::Function::Kind::Guest)
        return m_messages.note(
            tr("%1 is no function of the module: it has no source here.").arg(views::text(its.name)));
    const std::optional<quint32> offset = hottestOffset(function);
    const std::shared_ptr<const Assembly> now = run->document ? run->document->assembly() : nullptr;
    const bool same = now && now->module && run->program && run->program->module &&
                      run->document->assemblyIsCurrent() &&
                      (now == run->program || *now->module->bytes == *run->program->module->bytes);
    if (same && now->overview) {
        if (Document *opened = m_documents.openFunction(run->document, its.index))
            m_tabs.show(opened);
        return;
    }
    if (const wat::Mapping *mapping = same && offset && now->map ? now->map->atOffset(*offset) : nullptr)
        return m_tabs.goTo(run->document, mapping->text);
    if (const auto place = offset ? m_heat->lineOf(*offset) : std::nullopt) {
        const auto [document, line] = *place;
        const quint32 begin = document->editor()->lineBegin(line);
        return m_tabs.goTo(document, {begin, begin});
    }
    if (!run->document)
        return m_messages.note(run->program ? tr("The text that was measured is closed.")
                                            : tr("The module of this profile is not open here."));
    // Of what was measured nothing is left, or nothing was: the function is found by its name.
    if (const std::shared_ptr<const wat::Analysis> analysis = run->document->analysis())
        for (const wat::Symbol &symbol : analysis->symbols)
            if (symbol.kind == wat::SymbolKind::Function && symbol.name == '$' + its.rawName)
                return m_tabs.goTo(run->document, symbol.nameRange);
    m_messages.note(tr("%1 is not in the text any more.").arg(views::text(its.name)));
}

void ProfileViews::goAcross()
{
    for (QWidget *at = QApplication::focusWidget(); at; at = at->parentWidget())
        if (auto *view = qobject_cast<CostView *>(at)) {
            m_lastUsed = view;
            if (view->function() != profile::none)
                showSource(view->function());
            if (Document *document = m_tabs.current())
                document->editor()->setFocus(Qt::ShortcutFocusReason);
            return;
        }
    if (Document *document = m_tabs.current())
        showProfileOf(document);
}

void ProfileViews::showProfileOf(Document *document)
{
    const ProfileRun *run = m_store.current();
    const std::shared_ptr<const Assembly> assembly = document->assembly();
    if (!run)
        return m_messages.note(tr("Nothing was measured yet."));
    m_workspaces.switchTo(W::Profile);
    const wat::Mapping *mapping =
        assembly && assembly->map ? assembly->map->atText(document->editor()->caret()) : nullptr;
    if (mapping && assembly->module) {
        const std::string name = assembly->names->function(*assembly->module, mapping->function);
        for (uint32_t i = 0; i < run->profile->functions.size(); ++i) {
            const profile::Function &its = run->profile->functions[i];
            if (its.kind == profile::Function::Kind::Guest && its.rawName == name &&
                (!name.empty() || its.index == mapping->function))
                m_store.choose(i);
        }
    }
    CostView *view = m_lastUsed ? m_lastUsed.data() : m_functions;
    for (QDockWidget *dock : m_workspaces.docks())
        if (dock->widget() == view)
            m_workspaces.raise(dock->objectName());
    view->setFocus(Qt::ShortcutFocusReason);
}

} // namespace watchglass
