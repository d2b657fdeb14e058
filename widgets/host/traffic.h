// SPDX-License-Identifier: GPL-3.0-or-later
/// What went through a host, second by second: how many calls of actors, how long they took, how many waited – and what
/// was done to it meanwhile. Of the last ten minutes.
#pragma once

#include <QObject>
#include <QString>

#include <deque>
#include <memory>
#include <vector>

#include "engine/host/call_record.h"
#include "engine/host/load/histogram.h"

namespace watchglass {

class Traffic : public QObject
{
    Q_OBJECT
public:
    using Moment = std::chrono::system_clock::time_point;
    struct Second {
        quint64 calls = 0, failed = 0;
        std::chrono::nanoseconds p50{}, p99{}, longest{};
        quint64 waiting = 0; ///< the most that were seen in queues and at work
    };
    struct Mark {
        qint64 second; ///< since 1970
        QString text;
        bool warning; ///< a fault, or something that was taken away
    };
    static constexpr int mostSeconds = 600;

    explicit Traffic(QObject *parent = nullptr) : QObject(parent) {}

    void add(const std::vector<std::shared_ptr<const host::CallRecord>> &calls);
    void addWaiting(quint64 waiting, Moment now);
    void addMark(const QString &text, bool warning, Moment now);
    /// Seconds without any call are seconds, too.
    void advance(Moment now);

    /// Oldest first; the last one is `last()`.
    const std::deque<Second> &seconds() const { return m_seconds; }
    qint64 last() const { return m_last; }
    const std::deque<Mark> &marks() const { return m_marks; }

signals:
    void changed();

private:
    Second *at(qint64 second); ///< null when it is too old

    std::deque<Second> m_seconds;
    std::deque<load::Histogram> m_times; ///< of the newest seconds: answers come late
    qint64 m_last = 0;
    std::deque<Mark> m_marks;
};

} // namespace watchglass
