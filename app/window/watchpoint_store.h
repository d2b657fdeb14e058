// SPDX-License-Identifier: GPL-3.0-or-later
/// The user's data breakpoints, each of one document's program: ranges of memory, globals, locals of an activation.
#pragma once

#include <QObject>
#include <QPointer>
#include <QVector>

#include "app/window/document.h"
#include "engine/session/session.h"

namespace watchglass {

struct UserWatchpoint {
    session::Watchpoint what; ///< `what.id` is its id, of which no breakpoint has the same
    QPointer<Document> document;
    QString name; ///< of a global or local: "$count", or empty; a global is found by it again in a new module
    quint64 hits = 0;
    QString seen;          ///< what the last hit saw: "Global $count changed: 0 → 1, by global.set"
    quint32 seenAt = 0;    ///< the instruction that did it
    bool lost = false;     ///< the program has nothing like that any more
    QString where() const; ///< "0x10–0x13", "global $count", "local $n"
};

class WatchpointStore : public QObject
{
    Q_OBJECT
public:
    static constexpr quint64 firstId = quint64(1) << 32;
    explicit WatchpointStore(QObject *parent = nullptr);

    const QVector<UserWatchpoint> &all() const { return m_all; }
    const UserWatchpoint *find(quint64 id) const;
    void follow(Document *document);
    /// The same data for the same is only watched once: then the one there is switched on.
    void add(Document *document, const session::Watchpoint &what, const QString &name = {}, bool enabled = true);
    void set(quint64 id, const session::Watchpoint &what, const QString &name);
    void setEnabled(const QVector<quint64> &ids, bool enabled);
    void remove(const QVector<quint64> &ids);
    void undoRemove(); ///< puts back what the last `remove` took away
    bool canUndoRemove() const { return !m_removed.isEmpty(); }
    /// The program of this document stopped: takes what was seen, and drops locals whose activation is over. Returns
    /// those.
    QStringList take(Document *document, const session::Snapshot &snapshot);
    void programLoaded(Document *document); ///< a new instance: hits count anew, locals are gone
    std::vector<session::Watchpoint> of(const Document *document) const;
    /// Whether this byte of the document's program is watched.
    bool watches(const Document *document, quint32 memory, quint64 address) const;

signals:
    void changed(); ///< what is watched
    void hitsChanged();

private:
    void resolve(Document *document);
    QVector<UserWatchpoint> m_all, m_removed;
    quint64 m_nextId = firstId;
};

} // namespace watchglass
