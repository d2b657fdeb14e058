// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/kept_breakpoints.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>

#include <algorithm>

namespace watchglass {

namespace {
constexpr int version = 1;
const QString group = QStringLiteral("breakpoints/"), order = QStringLiteral("breakpoints/files");
const QStringList hitKinds{QStringLiteral("all"), QStringLiteral("exactly"), QStringLiteral("every"),
                           QStringLiteral("from")};
const QStringList ofKinds{QStringLiteral("memory"), QStringLiteral("global")};
const QStringList onKinds{QStringLiteral("change"), QStringLiteral("write"), QStringLiteral("read"),
                          QStringLiteral("access")};

QString key(const QString &path)
{
    const QByteArray hash = QCryptographicHash::hash(path.toUtf8(), QCryptographicHash::Sha1).toHex();
    return QString::fromLatin1(hash);
}

/// Numbers of 64 bits do not fit into JSON's.
QString number(quint64 value)
{
    return QString::number(value);
}

template <class Kind>
Kind kindOf(const QStringList &kinds, const QJsonValue &value)
{
    return Kind(std::max(qsizetype(0), kinds.indexOf(value.toString())));
}
} // namespace

QByteArray toJson(const KeptOfFile &kept)
{
    QJsonArray breakpoints, watchpoints;
    for (const KeptBreakpoint &one : kept.breakpoints) {
        QJsonObject object{{QStringLiteral("line"), qint64(one.line)},
                           {QStringLiteral("column"), qint64(one.column)},
                           {QStringLiteral("text"), one.text},
                           {QStringLiteral("enabled"), one.enabled}};
        if (!one.terms.condition.isEmpty())
            object[QStringLiteral("condition")] = one.terms.condition;
        if (one.terms.hits != debug::HitRule::Kind::All) {
            object[QStringLiteral("hits")] = hitKinds[int(one.terms.hits)];
            object[QStringLiteral("count")] = number(one.terms.count);
        }
        if (one.terms.logs())
            object[QStringLiteral("log")] = one.terms.log;
        breakpoints.append(object);
    }
    for (const KeptWatchpoint &one : kept.watchpoints)
        watchpoints.append(QJsonObject{{QStringLiteral("of"), ofKinds[int(one.what.of)]},
                                       {QStringLiteral("on"), onKinds[int(one.what.on)]},
                                       {QStringLiteral("index"), qint64(one.what.index)},
                                       {QStringLiteral("begin"), number(one.what.begin)},
                                       {QStringLiteral("end"), number(one.what.end)},
                                       {QStringLiteral("name"), one.name},
                                       {QStringLiteral("enabled"), one.what.enabled}});
    return QJsonDocument(QJsonObject{{QStringLiteral("version"), version},
                                     {QStringLiteral("breakpoints"), breakpoints},
                                     {QStringLiteral("watchpoints"), watchpoints}})
        .toJson(QJsonDocument::Compact);
}

std::optional<KeptOfFile> keptFromJson(const QByteArray &json)
{
    const QJsonObject root = QJsonDocument::fromJson(json).object();
    const int written = root[QStringLiteral("version")].toInt();
    if (written < 1 || written > version)
        return std::nullopt;
    KeptOfFile kept;
    for (const QJsonValue &value : root[QStringLiteral("breakpoints")].toArray()) {
        const QJsonObject object = value.toObject();
        KeptBreakpoint one;
        one.line = quint32(object[QStringLiteral("line")].toInteger(1));
        one.column = quint32(object[QStringLiteral("column")].toInteger(1));
        one.text = object[QStringLiteral("text")].toString();
        one.enabled = object[QStringLiteral("enabled")].toBool(true);
        one.terms.condition = object[QStringLiteral("condition")].toString();
        one.terms.hits = kindOf<debug::HitRule::Kind>(hitKinds, object[QStringLiteral("hits")]);
        one.terms.count = std::max<quint64>(1, object[QStringLiteral("count")].toString().toULongLong());
        one.terms.log = object[QStringLiteral("log")].toString();
        kept.breakpoints += one;
    }
    for (const QJsonValue &value : root[QStringLiteral("watchpoints")].toArray()) {
        const QJsonObject object = value.toObject();
        KeptWatchpoint one;
        one.what.of = kindOf<session::Watchpoint::Of>(ofKinds, object[QStringLiteral("of")]);
        one.what.on = kindOf<session::Watchpoint::On>(onKinds, object[QStringLiteral("on")]);
        one.what.index = uint32_t(object[QStringLiteral("index")].toInteger());
        one.what.begin = object[QStringLiteral("begin")].toString().toULongLong();
        one.what.end = object[QStringLiteral("end")].toString().toULongLong();
        one.what.enabled = object[QStringLiteral("enabled")].toBool(true);
        one.name = object[QStringLiteral("name")].toString();
        kept.watchpoints += one;
    }
    return kept;
}

KeptBreakpoints::KeptBreakpoints(Documents &documents, BreakpointStore &breakpoints, WatchpointStore &watchpoints,
                                 QObject *parent)
    : QObject(parent), m_documents(documents), m_breakpoints(breakpoints), m_watchpoints(watchpoints)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(500);
    connect(&m_soon, &QTimer::timeout, this, qOverload<>(&KeptBreakpoints::write));
    const auto soon = qOverload<>(&QTimer::start);
    connect(&breakpoints, &BreakpointStore::changed, &m_soon, soon);
    connect(&watchpoints, &WatchpointStore::changed, &m_soon, soon);
    connect(&documents, &Documents::opened, this, &KeptBreakpoints::follow);
    connect(&documents, &Documents::closing, this, [this](Document *document) {
        write(document);
        m_restored.remove(document);
    });
}

KeptBreakpoints::~KeptBreakpoints()
{
    write();
}

void KeptBreakpoints::follow(Document *document)
{
    connect(document, &Document::assemblyChanged, this, [this, document] { restore(document); });
    connect(document, &Document::titleChanged, &m_soon, qOverload<>(&QTimer::start)); // saved for the first time
    if (document->path().isEmpty())
        m_restored.insert(document);
    restore(document);
}

/// Once the text and its instructions are known.
void KeptBreakpoints::restore(Document *document)
{
    if (m_restored.contains(document) || !document->assemblyIsCurrent() || !document->assembly()->map ||
        document->editor()->loading())
        return;
    const QByteArray json = QSettings().value(group + key(document->path())).toByteArray();
    const std::optional<KeptOfFile> kept = json.isEmpty() ? KeptOfFile() : keptFromJson(json);
    if (!kept) // of a later program: it stays as it is
        return;
    m_restored.insert(document);
    for (const KeptBreakpoint &one : kept->breakpoints)
        restore(document, one);
    for (const KeptWatchpoint &one : kept->watchpoints)
        m_watchpoints.add(document, one.what, one.name, one.what.enabled);
}

void KeptBreakpoints::restore(Document *document, const KeptBreakpoint &kept)
{
    const Assembly &assembly = *document->assembly();
    const CodeEditor &editor = *document->editor();
    const auto same = [&](const wat::Mapping &mapping) {
        return editor.lineText(mapping.line, mapping.text.begin).trimmed() == kept.text;
    };
    // Where it was, if the same instruction stands there; else the nearest line that has it.
    const quint32 place = editor.lineBegin(kept.line) + kept.column - 1;
    const wat::Mapping *best = assembly.map->atText(place);
    if (best && (best->text.begin != place || !same(*best)))
        best = nullptr;
    const auto distance = [&](const wat::Mapping &mapping) { return std::abs(int(mapping.line) - int(kept.line)); };
    if (!best)
        for (const wat::Mapping &mapping : assembly.map->mappings())
            if ((!best || distance(mapping) < distance(*best)) && same(mapping))
                best = &mapping;
    UserBreakpoint made;
    made.document = document;
    made.enabled = kept.enabled;
    made.terms = kept.terms;
    made.lost = !best;
    made.anchor = best ? best->text.begin : editor.lineBegin(kept.line);
    made.range = best ? best->text : wat::TextRange{made.anchor, made.anchor};
    if (best)
        made.offset = best->offset;
    m_breakpoints.restore(made);
}

KeptOfFile KeptBreakpoints::of(Document *document) const
{
    KeptOfFile kept;
    const CodeEditor &editor = *document->editor();
    for (const UserBreakpoint &one : m_breakpoints.all()) {
        if (one.document != document || one.lost)
            continue;
        const quint32 line = editor.lineAt(one.anchor);
        kept.breakpoints += {line, one.anchor - editor.lineBegin(line) + 1, editor.lineText(line, one.anchor).trimmed(),
                             one.enabled, one.terms};
    }
    for (const UserWatchpoint &one : m_watchpoints.all())
        if (one.document == document && int(one.what.of) < ofKinds.size()) {
            kept.watchpoints += {one.what, one.name};
            kept.watchpoints.last().what.id = 0; // new ones with every run
        }
    return kept;
}

void KeptBreakpoints::write()
{
    for (Document *document : m_documents.all())
        write(document);
}

void KeptBreakpoints::write(Document *document)
{
    const bool kept = !document->path().isEmpty() && document->kind() != Document::Kind::Function;
    if (!kept || !m_restored.contains(document) || !document->editor())
        return;
    QSettings settings;
    const QString name = key(document->path());
    const KeptOfFile now = of(document);
    const QByteArray json = now == KeptOfFile() ? QByteArray() : toJson(now);
    if (json == settings.value(group + name).toByteArray())
        return;
    QStringList files = settings.value(order).toStringList();
    files.removeAll(name);
    if (json.isEmpty()) {
        settings.remove(group + name);
    } else {
        settings.setValue(group + name, json);
        files.prepend(name);
    }
    while (files.size() > mostFiles)
        settings.remove(group + files.takeLast());
    settings.setValue(order, files);
}

} // namespace watchglass
