// SPDX-License-Identifier: GPL-3.0-or-later
/// The runs that were measured or read from files, which of them is looked at, and what of it. What takes long is
/// worked out off the window's thread; the newest question is the one that is answered.
#pragma once

#include <QObject>
#include <QPointer>

#include <functional>

#include "app/window/disposer.h"
#include "app/window/document.h"
#include "app/window/worker.h"
#include "engine/profile/formats.h"
#include "engine/profile/timeline.h"
#include "widgets/profile/call_tree_view.h"
#include "widgets/profile/comparison_view.h"
#include "widgets/profile/flame_view.h"

namespace watchglass {

struct ProfileRun {
    int id = 0;
    QString name; ///< what was called, or the file
    QString how;  ///< "250 Hz, wall time"
    std::shared_ptr<const profile::Profile> profile;
    quint64 weight = 0;
    std::shared_ptr<const Assembly> program; ///< what was measured; null of a file
    QPointer<Document> document;             ///< that the program came from
};

class ProfileStore : public QObject
{
    Q_OBJECT
public:
    using DigestPtr = profiling::DigestPtr;
    using ProfilePtr = std::shared_ptr<const profile::Profile>;
    using TreePtr = std::shared_ptr<const profile::Tree>;

    explicit ProfileStore(QObject *parent = nullptr);
    ~ProfileStore() override;

    /// Becomes the one that is looked at.
    int add(ProfileRun run);
    const std::vector<ProfileRun> &runs() const { return m_runs; }
    const ProfileRun *find(int id) const;
    const ProfileRun *current() const { return find(m_current); }
    void setCurrent(int id);
    void remove(int id);

    /// What the current run is compared with; null: nothing.
    const ProfileRun *before() const { return m_before == m_current ? nullptr : find(m_before); }
    int ticked() const { return m_before; }
    void compareWith(int id); ///< 0: nothing
    const std::shared_ptr<const Compared> &comparison() const { return m_comparison; }

    const profile::Filter &filter() const { return m_filter; }
    void narrow(const profile::Filter::Step &step);
    void takeAway(int step);
    void clearFilter();
    void undoFilter();
    void redoFilter();
    bool canUndoFilter() const { return !m_past.empty(); }
    bool canRedoFilter() const { return !m_future.empty(); }

    /// Of the current run, filtered; null until it is there.
    const DigestPtr &digest() const { return m_digest; }
    quint32 function() const { return m_function; }
    void choose(quint32 function);

    /// Answered on this thread, unless a newer digest has come by then.
    void makeTree(const DigestPtr &of, TreeKind kind, std::function<void(TreePtr)> done);
    void makeFlame(const DigestPtr &of, FlameKind kind, std::function<void(FlameView::LayoutPtr)> done);
    void makeNeighbours(const DigestPtr &of, quint32 function, std::function<void(const profile::Neighbours &)> done);
    void makeTimeline(const ProfileRun &run, size_t bins,
                      std::function<void(std::shared_ptr<const profile::Timeline>)> done);
    /// A file's profile, or null and a sentence.
    void read(const QString &path, std::function<void(ProfilePtr, const QString &)> done);
    /// The sentence is empty when it was written.
    void write(const ProfileRun &run, const QString &path, profile::Format format, std::function<void(QString)> done);

signals:
    void runsChanged();
    void currentChanged();
    void filterChanged();
    void digestChanged();
    void functionChanged(quint32 function);
    void comparisonChanged();

private:
    void look();
    void compare();
    void setFilter(profile::Filter filter);
    /// `work` on the worker, and what it answers on this thread.
    void run(quint64 key, std::function<std::function<void()>()> work);

    std::vector<ProfileRun> m_runs;
    int m_next = 1, m_current = 0, m_before = 0;
    std::shared_ptr<const Compared> m_comparison;
    profile::Filter m_filter;
    std::vector<profile::Filter> m_past, m_future;
    DigestPtr m_digest;
    quint32 m_function = profile::none;
    quint64 m_files = 0; ///< read or written so far
    Disposer m_disposer;
    Worker m_fileWorker; ///< these last: they end before what their jobs are about
    Worker m_worker;
};

} // namespace watchglass
