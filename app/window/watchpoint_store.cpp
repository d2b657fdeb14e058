// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/watchpoint_store.h"

#include <algorithm>

namespace watchglass {

using Of = session::Watchpoint::Of;

namespace {
QString hex(quint64 number)
{
    return QStringLiteral("0x%1").arg(number, 0, 16);
}
} // namespace

QString UserWatchpoint::where() const
{
    const QString called = name.isEmpty() ? QString::number(what.index) : name;
    switch (what.of) {
    case Of::Global:
        return WatchpointStore::tr("global %1").arg(called);
    case Of::Local:
        return WatchpointStore::tr("local %1").arg(called);
    case Of::Table:
        return WatchpointStore::tr("table %1").arg(called);
    case Of::Memory:
        break;
    }
    const QString range = what.end - what.begin <= 1
                              ? hex(what.begin)
                              : QString(hex(what.begin) + QStringLiteral("–") + hex(what.end - 1));
    return what.index == 0 ? range : WatchpointStore::tr("memory %1: %2").arg(what.index).arg(range);
}

WatchpointStore::WatchpointStore(QObject *parent) : QObject(parent) {}

const UserWatchpoint *WatchpointStore::find(quint64 id) const
{
    const auto found = std::find_if(m_all.begin(), m_all.end(), [id](const auto &one) { return one.what.id == id; });
    return found == m_all.end() ? nullptr : &*found;
}

void WatchpointStore::follow(Document *document)
{
    connect(document, &Document::assemblyChanged, this, [this, document] { resolve(document); });
    connect(document, &QObject::destroyed, this, [this] {
        m_all.removeIf([](const UserWatchpoint &one) { return one.document.isNull(); });
        emit changed();
    });
}

void WatchpointStore::add(Document *document, const session::Watchpoint &what, const QString &name, bool enabled)
{
    for (UserWatchpoint &one : m_all) {
        session::Watchpoint same = what;
        same.id = one.what.id;
        same.enabled = one.what.enabled;
        if (one.document == document && one.what == same) {
            one.what.enabled = enabled;
            return emit changed();
        }
    }
    UserWatchpoint added;
    added.what = what;
    added.what.id = m_nextId++;
    added.what.enabled = enabled;
    added.document = document;
    added.name = name;
    m_all.append(added);
    resolve(document);
}

void WatchpointStore::set(quint64 id, const session::Watchpoint &what, const QString &name)
{
    for (UserWatchpoint &one : m_all)
        if (one.what.id == id) {
            one.what = what;
            one.what.id = id;
            one.name = name;
            one.seen.clear();
            return resolve(one.document);
        }
}

void WatchpointStore::setEnabled(const QVector<quint64> &ids, bool enabled)
{
    for (UserWatchpoint &one : m_all)
        if (ids.contains(one.what.id))
            one.what.enabled = enabled;
    emit changed();
}

void WatchpointStore::remove(const QVector<quint64> &ids)
{
    m_removed.clear();
    m_all.removeIf([&](const UserWatchpoint &one) {
        if (!ids.contains(one.what.id))
            return false;
        m_removed.append(one);
        return true;
    });
    emit changed();
}

void WatchpointStore::undoRemove()
{
    m_all += m_removed;
    m_removed.clear();
    emit changed();
}

QStringList WatchpointStore::take(Document *document, const session::Snapshot &snapshot)
{
    for (UserWatchpoint &one : m_all)
        for (const debug::WatchHit &hit : snapshot.watchHits)
            if (hit.id == one.what.id) {
                ++one.hits;
                one.seen = QString::fromStdString(hit.text);
                one.seenAt = hit.offset;
            }
    QStringList over;
    const bool whole = snapshot.depth == snapshot.frames.size();
    m_all.removeIf([&](const UserWatchpoint &one) {
        const bool gone = whole && one.document == document && one.what.of == Of::Local &&
                          std::none_of(snapshot.frames.begin(), snapshot.frames.end(),
                                       [&](const auto &frame) { return frame.id == one.what.frameId; });
        if (gone)
            over += one.where();
        return gone;
    });
    if (!over.isEmpty())
        emit changed();
    else if (!snapshot.watchHits.empty())
        emit hitsChanged();
    return over;
}

void WatchpointStore::programLoaded(Document *document)
{
    m_all.removeIf([&](const UserWatchpoint &one) { return one.document == document && one.what.of == Of::Local; });
    for (UserWatchpoint &one : m_all)
        if (one.document == document) {
            one.hits = 0;
            one.seen.clear();
        }
    emit changed();
}

std::vector<session::Watchpoint> WatchpointStore::of(const Document *document) const
{
    std::vector<session::Watchpoint> out;
    for (const UserWatchpoint &one : m_all)
        if (one.document == document && !one.lost)
            out.push_back(one.what);
    return out;
}

bool WatchpointStore::watches(const Document *document, quint32 memory, quint64 address) const
{
    return std::any_of(m_all.begin(), m_all.end(), [&](const UserWatchpoint &one) {
        return one.document == document && one.what.enabled && one.what.of == Of::Memory && one.what.index == memory &&
               one.what.begin <= address && address < one.what.end;
    });
}

/// Indices may be others in a newly assembled module; names stay.
void WatchpointStore::resolve(Document *document)
{
    const std::shared_ptr<const Assembly> assembly = document ? document->assembly() : nullptr;
    for (UserWatchpoint &one : m_all) {
        if (one.document != document || !assembly || !assembly->module)
            continue;
        const wasm::Module &module = *assembly->module;
        if (one.what.of == Of::Global) {
            one.lost = one.what.index >= module.globals.size();
            for (uint32_t i = 0; !one.name.isEmpty() && i < module.globals.size(); ++i)
                if (assembly->names->display(assembly->names->global(module, i), i) == one.name.toStdString()) {
                    one.what.index = i;
                    one.lost = false;
                    break;
                } else {
                    one.lost = true;
                }
        } else if (one.what.of == Of::Memory) {
            one.lost = one.what.index >= module.memories.size();
        } else if (one.what.of == Of::Table) {
            one.lost = one.what.index >= module.tables.size();
        }
    }
    emit changed();
}

} // namespace watchglass
