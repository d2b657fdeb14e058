// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/host/traffic.h"

#include <algorithm>

namespace watchglass {

namespace {

/// Records come some 30 times a second; older ones are counted, but change no percentile.
constexpr size_t openSeconds = 5;

qint64 secondOf(Traffic::Moment moment)
{
    return std::chrono::duration_cast<std::chrono::seconds>(moment.time_since_epoch()).count();
}

} // namespace

Traffic::Second *Traffic::at(qint64 second)
{
    if (m_seconds.empty()) {
        m_last = second;
        m_seconds.emplace_back();
        m_times.emplace_back();
    }
    for (int i = 0; m_last < second; ++m_last, ++i) {
        if (second - m_last > mostSeconds)
            m_last = second - mostSeconds;
        m_seconds.emplace_back();
        m_times.emplace_back();
        if (m_times.size() > openSeconds)
            m_times.pop_front();
        if (m_seconds.size() > mostSeconds)
            m_seconds.pop_front();
    }
    const qint64 back = m_last - second;
    return back < qint64(m_seconds.size()) ? &m_seconds[m_seconds.size() - 1 - size_t(back)] : nullptr;
}

void Traffic::add(const std::vector<std::shared_ptr<const host::CallRecord>> &calls)
{
    std::vector<qint64> touched;
    for (const auto &call : calls) {
        if (call->kind != host::CallRecord::Kind::ToActor || call->peer == "health")
            continue;
        const qint64 moment = secondOf(call->begun + std::chrono::duration_cast<Moment::duration>(call->duration));
        Second *second = at(moment);
        if (!second)
            continue;
        ++second->calls;
        second->failed += call->failure != host::Failure::None;
        second->longest = std::max(second->longest, call->duration);
        if (const size_t back = size_t(m_last - moment); back < m_times.size()) {
            m_times[m_times.size() - 1 - back].add(call->duration);
            if (touched.empty() || touched.back() != moment)
                touched.push_back(moment);
        }
    }
    for (const qint64 moment : touched) {
        const size_t back = size_t(m_last - moment);
        if (back >= m_times.size())
            continue;
        const load::Histogram &times = m_times[m_times.size() - 1 - back];
        Second &second = m_seconds[m_seconds.size() - 1 - back];
        second.p50 = times.percentile(0.5);
        second.p99 = times.percentile(0.99);
    }
    emit changed();
}

void Traffic::addWaiting(quint64 waiting, Moment now)
{
    if (m_seconds.empty() && waiting == 0)
        return; // nothing has begun
    if (Second *second = at(secondOf(now)))
        second->waiting = std::max(second->waiting, waiting);
}

void Traffic::addMark(const QString &text, bool warning, Moment now)
{
    m_marks.push_back({secondOf(now), text, warning});
    constexpr size_t mostMarks = 500;
    if (m_marks.size() > mostMarks)
        m_marks.pop_front();
    at(secondOf(now));
    emit changed();
}

void Traffic::advance(Moment now)
{
    if (m_seconds.empty() || secondOf(now) <= m_last)
        return;
    at(secondOf(now));
    emit changed();
}

} // namespace watchglass
