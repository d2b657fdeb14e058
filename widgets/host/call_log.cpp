// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/host/call_log.h"

#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>

#include "engine/host/route.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

namespace {

constexpr int workMilliseconds = 4; // in a turn of the event loop

size_t bytesOf(const CallLog::Entry &entry)
{
    if (!entry.call)
        return sizeof(CallLog::Entry) + size_t(entry.deed.size()) * 2;
    const host::CallRecord &call = *entry.call;
    return sizeof(CallLog::Entry) + sizeof(host::CallRecord) + call.payload.size() + call.reply.size() +
           call.error.size() + call.writes.size() * sizeof(host::GuestWrite) + 64;
}

bool contains(std::string_view text, const std::string &word)
{
    return std::search(text.begin(), text.end(), word.begin(), word.end(),
                       [](char a, char b) { return (a >= 'A' && a <= 'Z' ? char(a + 32) : a) == b; }) != text.end();
}

std::string_view textOf(const host::Bytes &bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

} // namespace

CallLog::CallLog(QObject *parent, size_t mostCalls, size_t mostBytes)
    : QObject(parent), m_mostCalls(mostCalls), m_mostBytes(mostBytes), m_timer(new QTimer(this))
{
    m_timer->setInterval(0);
    connect(m_timer, &QTimer::timeout, this, &CallLog::work);
}

void CallLog::append(const Calls &calls, quint64 lost)
{
    m_lost += lost;
    for (const auto &call : calls) {
        m_entries.push_back({call, {}});
        m_bytes += bytesOf(m_entries.back());
    }
    trim();
    if (filtering())
        m_timer->start();
    emit changed();
}

void CallLog::appendDeed(const QString &sentence)
{
    m_entries.push_back({nullptr, sentence});
    m_bytes += bytesOf(m_entries.back());
    trim();
    if (filtering())
        m_timer->start();
    emit changed();
}

void CallLog::trim()
{
    while (!m_entries.empty() && (m_entries.size() > m_mostCalls || m_bytes > m_mostBytes)) {
        m_bytes -= bytesOf(m_entries.front());
        m_entries.pop_front();
        ++m_first;
    }
    while (!m_matches.empty() && m_matches.front() < m_first)
        m_matches.pop_front();
    m_scanned = std::max(m_scanned, m_first);
}

void CallLog::clear()
{
    m_first += m_entries.size();
    if (m_cleared.empty())
        m_cleared.swap(m_entries);
    std::move(m_entries.begin(), m_entries.end(), std::back_inserter(m_cleared)); // since the last time
    m_entries.clear();
    m_timer->start();
    m_matches.clear();
    m_bytes = 0;
    m_lost = 0;
    m_scanned = m_first;
    emit changed();
}

void CallLog::setFilter(const QString &filter)
{
    std::vector<std::string> words;
    for (const QString &word : filter.toLower().split(QLatin1Char(' '), Qt::SkipEmptyParts))
        words.push_back(word.toStdString());
    if (words == m_words)
        return;
    m_words = std::move(words);
    m_matches.clear();
    m_scanned = m_first;
    if (filtering())
        m_timer->start();
    emit changed();
}

/// A part of what is to be done; the window is not held up.
void CallLog::work()
{
    QElapsedTimer time;
    time.start();
    for (int i = 0; !m_cleared.empty() && (i % 256 != 255 || time.elapsed() < workMilliseconds); ++i)
        m_cleared.pop_front();
    if (filtering())
        scan(time);
    if (m_cleared.empty() && !scanning())
        m_timer->stop();
}

void CallLog::scan(const QElapsedTimer &time)
{
    const quint64 end = m_first + m_entries.size();
    for (int i = 0; m_scanned < end; ++m_scanned, ++i) {
        if (i % 256 == 255 && time.elapsed() >= workMilliseconds)
            break;
        if (matches(m_entries[size_t(m_scanned - m_first)]))
            m_matches.push_back(m_scanned);
    }
    emit changed();
}

bool CallLog::matches(const Entry &entry) const
{
    if (!entry.call) {
        const QString text = entry.deed.toLower();
        return std::all_of(m_words.begin(), m_words.end(),
                           [&](const std::string &word) { return text.contains(QString::fromStdString(word)); });
    }
    const host::CallRecord &call = *entry.call;
    const std::string id = '#' + std::to_string(call.id);
    return std::all_of(m_words.begin(), m_words.end(), [&](const std::string &word) {
        return contains(call.operation, word) || contains(call.actor, word) || contains(call.peer, word) ||
               contains(call.capability, word) || contains(call.error, word) || id == word ||
               contains(nameOf(call.failure), word) || contains(textOf(call.payload), word) ||
               contains(textOf(call.reply), word);
    });
}

const CallLog::Entry &CallLog::at(qint64 row) const
{
    return m_entries[size_t(serial(row) - m_first)];
}

quint64 CallLog::serial(qint64 row) const
{
    return filtering() ? m_matches[size_t(row)] : m_first + quint64(row);
}

qint64 CallLog::rowOf(quint64 serial) const
{
    if (serial < m_first || serial >= m_first + m_entries.size())
        return -1;
    if (!filtering())
        return qint64(serial - m_first);
    const auto found = std::lower_bound(m_matches.begin(), m_matches.end(), serial);
    return found != m_matches.end() && *found == serial ? qint64(found - m_matches.begin()) : -1;
}

quint64 CallLog::find(uint64_t call) const
{
    for (size_t i = m_entries.size(); i-- > 0;)
        if (m_entries[i].call && m_entries[i].call->id == call)
            return m_first + i;
    return 0;
}

const CallLog::Entry *CallLog::entry(quint64 serial) const
{
    return serial >= m_first && serial < m_first + m_entries.size() ? &m_entries[size_t(serial - m_first)] : nullptr;
}

contracts::Found contractOf(const host::CallRecord &call)
{
    if (call.kind == host::CallRecord::Kind::ToActor)
        return contracts::findActorOperation(call.operation);
    host::Call made;
    made.binding = call.binding;
    made.capability = call.capability;
    made.operation = call.operation;
    const host::Route route = host::routeOf(made);
    return contracts::findOperation(route.capability, route.operation);
}

QString payloadText(const host::CallRecord &call)
{
    constexpr size_t most = 4096; // a glance; all of it stands in the details
    if (call.kind == host::CallRecord::Kind::Function || call.payload.empty() || call.payload.size() > most)
        return {};
    const contracts::Found found = contractOf(call);
    const auto readable = found ? contracts::readable(found.request, call.payload) : std::nullopt;
    return readable ? views::text(*readable) : QString();
}

QString callText(const host::CallRecord &call)
{
    const QString operation = views::text(call.operation);
    if (call.kind != host::CallRecord::Kind::Function)
        return operation;
    const QString arguments = views::text(textOf(call.payload)), results = views::text(textOf(call.reply));
    return QStringLiteral("%1(%2)").arg(operation, arguments) +
           (call.failure == host::Failure::None && !results.isEmpty() ? QStringLiteral(" → ") + results : QString());
}

QString wayText(const host::CallRecord &call)
{
    const QString actor = views::text(call.actor);
    QString peer = views::text(call.peer);
    for (const QString &kind : {QStringLiteral("the provider "), QStringLiteral("the actor ")})
        if (peer.startsWith(kind))
            peer.remove(0, kind.size()); // the name says enough here
    if (call.kind != host::CallRecord::Kind::ToActor)
        return actor + QStringLiteral(" → ") + (peer.isEmpty() ? CallLog::tr("nobody") : peer);
    return (peer.isEmpty() ? CallLog::tr("outside") : peer) + QStringLiteral(" → ") + actor;
}

QString durationText(std::chrono::nanoseconds duration)
{
    const double us = double(duration.count()) / 1000;
    if (us < 1000)
        return CallLog::tr("%1 µs").arg(us, 0, 'f', 1);
    if (us < 1'000'000)
        return CallLog::tr("%1 ms").arg(us / 1000, 0, 'f', 1);
    return CallLog::tr("%1 s").arg(us / 1'000'000, 0, 'f', 2);
}

} // namespace watchglass
