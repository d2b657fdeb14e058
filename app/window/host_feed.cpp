// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/host_feed.h"

#include <QTimer>

#include <mutex>

namespace watchglass {

namespace {
constexpr size_t mostWaiting = 200'000, mostLines = 10'000;
constexpr int refreshMilliseconds = 33;
} // namespace

struct HostFeed::Desk {
    struct Line {
        std::string who, text;
        bool error;
    };
    std::mutex mutex;
    HostFeed *feed = nullptr; ///< null once it is gone
    bool woken = false;
    Calls calls;
    std::vector<Line> lines;
    quint64 lost = 0;

    /// Under the mutex.
    void wake()
    {
        if (feed && !std::exchange(woken, true))
            QMetaObject::invokeMethod(
                feed, [to = feed] { QTimer::singleShot(refreshMilliseconds, to, &HostFeed::drain); },
                Qt::QueuedConnection);
    }
    void add(std::shared_ptr<const host::CallRecord> call)
    {
        const std::lock_guard lock(mutex);
        if (calls.size() < mostWaiting)
            calls.push_back(std::move(call));
        else
            ++lost;
        wake();
    }
    void add(std::string who, std::string text, bool error)
    {
        while (text.ends_with('\n'))
            text.pop_back();
        const std::lock_guard lock(mutex);
        if (lines.size() < mostLines)
            lines.push_back({std::move(who), std::move(text), error});
        wake();
    }
};

HostFeed::HostFeed(QObject *parent) : QObject(parent), m_desk(std::make_shared<Desk>())
{
    m_desk->feed = this;
}

HostFeed::~HostFeed()
{
    const std::lock_guard lock(m_desk->mutex);
    m_desk->feed = nullptr;
}

host::HostListeners HostFeed::listeners() const
{
    host::HostListeners made;
    made.call = [desk = m_desk](std::shared_ptr<const host::CallRecord> call) { desk->add(std::move(call)); };
    made.console = [desk = m_desk](const std::string &actor, const host::ConsoleLine &line) {
        desk->add(actor, line.text, line.source == host::ConsoleLine::Source::Error);
    };
    made.log = [desk = m_desk](std::string_view provider, std::string_view line) {
        desk->add(std::string(provider), std::string(line), false);
    };
    return made;
}

void HostFeed::drain()
{
    Calls calls;
    std::vector<Desk::Line> lines;
    quint64 lost = 0;
    {
        const std::lock_guard lock(m_desk->mutex);
        m_desk->woken = false;
        calls.swap(m_desk->calls);
        lines.swap(m_desk->lines);
        std::swap(lost, m_desk->lost);
    }
    for (const Desk::Line &line : lines)
        emit said(QString::fromStdString(line.who), QString::fromStdString(line.text), line.error);
    if (!calls.empty())
        emit called(calls, lost);
}

} // namespace watchglass
