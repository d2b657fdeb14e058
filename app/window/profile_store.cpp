// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/profile_store.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <algorithm>

namespace watchglass {

namespace {
enum Key : quint64 { DigestKey, NeighboursKey, TreeKey, FlameKey, TimelineKey, ComparisonKey };

/// A program that profiles for hours keeps so many runs.
constexpr size_t mostRuns = 50;
} // namespace

ProfileStore::ProfileStore(QObject *parent) : QObject(parent) {}
ProfileStore::~ProfileStore() = default;

void ProfileStore::run(quint64 key, std::function<std::function<void()>()> work)
{
    m_worker.submit(key,
                    [this, work = std::move(work)] { QMetaObject::invokeMethod(this, work(), Qt::QueuedConnection); });
}

int ProfileStore::add(ProfileRun run)
{
    run.id = m_next++;
    run.profile = m_disposer.own(std::move(run.profile));
    run.weight = run.profile->weight();
    if (m_runs.size() == mostRuns)
        m_runs.erase(m_runs.begin());
    m_runs.push_back(std::move(run));
    emit runsChanged();
    setCurrent(m_runs.back().id);
    return m_current;
}

const ProfileRun *ProfileStore::find(int id) const
{
    const auto found = std::find_if(m_runs.begin(), m_runs.end(), [id](const ProfileRun &run) { return run.id == id; });
    return found == m_runs.end() ? nullptr : &*found;
}

void ProfileStore::setCurrent(int id)
{
    if (id == m_current || (id != 0 && !find(id)))
        return;
    m_current = id;
    m_past.clear();
    m_future.clear();
    m_filter = {};
    m_digest = nullptr;
    m_function = profile::none;
    m_comparison = nullptr;
    emit comparisonChanged();
    emit currentChanged();
    emit filterChanged();
    look();
}

void ProfileStore::remove(int id)
{
    const auto found = std::find_if(m_runs.begin(), m_runs.end(), [id](const ProfileRun &run) { return run.id == id; });
    if (found == m_runs.end())
        return;
    const auto next = m_runs.erase(found);
    const bool wasCurrent = id == m_current;
    if (id == m_before)
        compareWith(0);
    const int other = m_runs.empty() ? 0 : next == m_runs.end() ? m_runs.back().id : next->id;
    emit runsChanged();
    if (wasCurrent)
        setCurrent(other);
}

void ProfileStore::compareWith(int id)
{
    if (id == m_before)
        return;
    m_before = id;
    emit runsChanged();
    compare();
}

/// The run that was ticked, all of it, with what is looked at.
void ProfileStore::compare()
{
    const ProfileRun *with = before();
    if (!with || !m_digest) {
        m_worker.forget(ComparisonKey);
        if (std::exchange(m_comparison, nullptr))
            emit comparisonChanged();
        return;
    }
    auto made = std::make_shared<Compared>();
    made->before = with->name;
    made->after = current()->name;
    made->exact = with->profile->exact && m_digest->profile->exact;
    run(ComparisonKey,
        [this, id = with->id, earlier = with->profile, digest = m_digest,
         made = std::move(made)]() -> std::function<void()> {
            made->functions = profile::compared(*earlier, *digest->profile);
            return [this, id, digest, made] {
                if (digest != m_digest || !before() || before()->id != id)
                    return;
                m_comparison = made;
                emit comparisonChanged();
            };
        });
}

void ProfileStore::look()
{
    const ProfileRun *of = current();
    if (!of) {
        m_worker.forget(DigestKey);
        m_digest = nullptr;
        emit digestChanged();
        return;
    }
    run(DigestKey, [this, id = m_current, whole = of->profile, filter = m_filter]() -> std::function<void()> {
        ProfilePtr part = whole;
        if (!filter.steps.empty())
            part = m_disposer.own(ProfilePtr(std::make_shared<profile::Profile>(profile::filtered(*whole, filter))));
        DigestPtr made = m_disposer.own(DigestPtr(std::make_shared<profile::Digest>(profile::digestOf(part))));
        return [this, id, filter, made = std::move(made)] {
            if (id != m_current || !(filter == m_filter))
                return; // a newer one is on its way
            m_digest = made;
            emit digestChanged();
            compare();
            if (m_function == profile::none && !made->functions.empty())
                choose(made->functions.front().function);
        };
    });
}

void ProfileStore::setFilter(profile::Filter filter)
{
    m_filter = std::move(filter);
    emit filterChanged();
    look();
}

void ProfileStore::narrow(const profile::Filter::Step &step)
{
    if (!current() || std::find(m_filter.steps.begin(), m_filter.steps.end(), step) != m_filter.steps.end())
        return;
    m_past.push_back(m_filter);
    m_future.clear();
    profile::Filter next = m_filter;
    if (step.kind == profile::Filter::Step::Kind::Range) // the newest is meant
        std::erase_if(next.steps, [](const auto &other) { return other.kind == profile::Filter::Step::Kind::Range; });
    next.steps.push_back(step);
    setFilter(std::move(next));
}

void ProfileStore::takeAway(int step)
{
    if (step < 0 || size_t(step) >= m_filter.steps.size())
        return;
    m_past.push_back(m_filter);
    m_future.clear();
    profile::Filter next = m_filter;
    next.steps.erase(next.steps.begin() + step);
    setFilter(std::move(next));
}

void ProfileStore::clearFilter()
{
    if (m_filter.steps.empty())
        return;
    m_past.push_back(m_filter);
    m_future.clear();
    setFilter({});
}

void ProfileStore::undoFilter()
{
    if (m_past.empty())
        return;
    m_future.push_back(m_filter);
    profile::Filter before = std::move(m_past.back());
    m_past.pop_back();
    setFilter(std::move(before));
}

void ProfileStore::redoFilter()
{
    if (m_future.empty())
        return;
    m_past.push_back(m_filter);
    profile::Filter after = std::move(m_future.back());
    m_future.pop_back();
    setFilter(std::move(after));
}

void ProfileStore::choose(quint32 function)
{
    if (function == m_function)
        return;
    m_function = function;
    emit functionChanged(function);
}

void ProfileStore::makeTree(const DigestPtr &of, TreeKind kind, std::function<void(TreePtr)> done)
{
    run(TreeKey, [this, of, kind, done = std::move(done)]() -> std::function<void()> {
        const profile::Profile &profile = *of->profile;
        TreePtr tree = m_disposer.own(TreePtr(std::make_shared<profile::Tree>(
            kind == TreeKind::Callers ? profile::bottomUp(profile)
                                      : profile::topDown(profile, kind == TreeKind::Collapsed))));
        return [this, of, tree = std::move(tree), done] {
            if (of == m_digest)
                done(tree);
        };
    });
}

void ProfileStore::makeFlame(const DigestPtr &of, FlameKind kind, std::function<void(FlameView::LayoutPtr)> done)
{
    run(FlameKey, [this, of, kind, done = std::move(done)]() -> std::function<void()> {
        const profile::Profile &profile = *of->profile;
        FlameView::LayoutPtr layout = m_disposer.own(FlameView::LayoutPtr(std::make_shared<profile::FlameLayout>(
            kind == FlameKind::Time      ? profile::flameInTime(profile)
            : kind == FlameKind::Callers ? profile::flameOf(profile::bottomUp(profile))
                                         : profile::flameOf(profile::topDown(profile, kind == FlameKind::Collapsed)))));
        return [this, of, layout = std::move(layout), done] {
            if (of == m_digest)
                done(layout);
        };
    });
}

void ProfileStore::makeNeighbours(const DigestPtr &of, quint32 function,
                                  std::function<void(const profile::Neighbours &)> done)
{
    run(NeighboursKey, [this, of, function, done = std::move(done)]() -> std::function<void()> {
        profile::Neighbours made = profile::neighbours(*of->profile, function);
        return [this, of, made = std::move(made), done] {
            if (of == m_digest)
                done(made);
        };
    });
}

void ProfileStore::makeTimeline(const ProfileRun &of, size_t bins,
                                std::function<void(std::shared_ptr<const profile::Timeline>)> done)
{
    run(TimelineKey, [this, id = of.id, whole = of.profile, bins, done = std::move(done)]() -> std::function<void()> {
        auto line = std::make_shared<const profile::Timeline>(
            profile::timelineOf(*whole, std::clamp<size_t>(whole->samples.size() / 4, 10, bins))); // or it is a comb
        return [this, id, line, done] {
            if (id == m_current)
                done(line);
        };
    });
}

void ProfileStore::read(const QString &path, std::function<void(ProfilePtr, const QString &)> done)
{
    m_fileWorker.submit(m_files++, [this, path, done = std::move(done)] {
        QFile file(path);
        ProfilePtr profile;
        QString problem;
        if (!file.open(QIODevice::ReadOnly)) {
            problem = tr("%1 cannot be read: %2.").arg(path, file.errorString());
        } else {
            const QByteArray bytes = file.readAll();
            auto result = profile::read(std::string_view(bytes.data(), size_t(bytes.size())));
            if (const auto *sentence = std::get_if<std::string>(&result))
                problem =
                    tr("%1 is no profile: %2.").arg(QFileInfo(path).fileName(), QString::fromStdString(*sentence));
            else
                profile = std::make_shared<const profile::Profile>(std::get<profile::Profile>(std::move(result)));
        }
        QMetaObject::invokeMethod(
            this, [done, profile, problem] { done(profile, problem); }, Qt::QueuedConnection);
    });
}

void ProfileStore::write(const ProfileRun &run, const QString &path, profile::Format format,
                         std::function<void(QString)> done)
{
    m_fileWorker.submit(
        m_files++, [this, whole = run.profile, name = run.name.toStdString(), path, format, done = std::move(done)] {
            std::string bytes;
            if (whole->name.empty()) {
                profile::Profile named = *whole;
                named.name = name;
                bytes = profile::write(named, format);
            } else {
                bytes = profile::write(*whole, format);
            }
            QSaveFile file(path);
            QString problem;
            if (!file.open(QIODevice::WriteOnly) ||
                file.write(bytes.data(), qint64(bytes.size())) != qint64(bytes.size()) || !file.commit())
                problem = tr("%1 cannot be written: %2.").arg(path, file.errorString());
            QMetaObject::invokeMethod(
                this, [done, problem] { done(problem); }, Qt::QueuedConnection);
        });
}

} // namespace watchglass
