// SPDX-License-Identifier: GPL-3.0-or-later
/// The newest calls of a host, up to a million, with the deeds that came between them, and those of them that a filter
/// lets through. Bounded in number and in bytes; the oldest go first.
#pragma once

#include <QObject>
#include <QString>

#include <deque>
#include <memory>
#include <vector>

#include "engine/host/call_record.h"
#include "engine/host/contracts/codec.h"

class QElapsedTimer;
class QTimer;

namespace watchglass {

class CallLog : public QObject
{
    Q_OBJECT
public:
    struct Entry {
        std::shared_ptr<const host::CallRecord> call; ///< null: a deed
        QString deed;
    };
    using Calls = std::vector<std::shared_ptr<const host::CallRecord>>;

    explicit CallLog(QObject *parent = nullptr, size_t mostCalls = 1'000'000, size_t mostBytes = 400u << 20);

    void append(const Calls &calls, quint64 lost = 0);
    void appendDeed(const QString &sentence);
    void clear();
    /// Words that must all stand in a call, whatever their case; found over several turns of the event loop.
    void setFilter(const QString &filter);
    bool filtering() const { return !m_words.empty(); }
    bool scanning() const { return filtering() && m_scanned < m_first + m_entries.size(); }

    qint64 size() const { return filtering() ? qint64(m_matches.size()) : qint64(m_entries.size()); }
    qint64 total() const { return qint64(m_entries.size()); }
    quint64 lost() const { return m_lost; }
    const Entry &at(qint64 row) const;
    /// Numbers that stay with an entry while rows come and go.
    quint64 serial(qint64 row) const;
    qint64 rowOf(quint64 serial) const; ///< -1 when it is gone or filtered out; else where it is
    /// Of the call with that number; 0 when it is not there (serials begin with 1).
    quint64 find(uint64_t call) const;
    const Entry *entry(quint64 serial) const;

signals:
    void changed();

private:
    void trim();
    void work();
    void scan(const QElapsedTimer &time);
    bool matches(const Entry &entry) const;

    const size_t m_mostCalls, m_mostBytes;
    std::deque<Entry> m_entries;
    std::deque<Entry> m_cleared; ///< on their way out: to free a million takes longer than the window can wait
    quint64 m_first = 1;         ///< serial of the oldest entry
    size_t m_bytes = 0;
    quint64 m_lost = 0;
    std::vector<std::string> m_words;
    std::deque<quint64> m_matches; ///< serials, ascending
    quint64 m_scanned = 1;         ///< the first serial that was not looked at yet
    QTimer *m_timer;
};

/// "scripted(4, 2) → 7", "HandleRequest": what was called, for people.
QString callText(const host::CallRecord &call);
/// What was called, as the table of contracts has it; nothing of a plain import.
contracts::Found contractOf(const host::CallRecord &call);
/// What it was called with, as its contract has it, in JSON; empty when there is no contract, or nothing in it.
QString payloadText(const host::CallRecord &call);
/// "counter → store"
QString wayText(const host::CallRecord &call);
QString durationText(std::chrono::nanoseconds duration);

} // namespace watchglass
