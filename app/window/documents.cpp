// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/documents.h"

#include <QFileInfo>
#include <QSaveFile>
#include <QTimer>

#include <algorithm>

namespace watchglass {

namespace {
/// Texts and lines beyond these would make the editor itself slow; binaries have no such limits.
constexpr qint64 longestText = 256 << 20, longestLine = 1'000'000;

/// The whole file, or its first `most` bytes.
std::optional<QByteArray> readFile(const QString &path, QString *error, qint64 most = longestText + 1)
{
    const QFileInfo info(path);
    if (info.isDir()) {
        *error = Documents::tr("%1 is a folder. Open a .wat or .wasm file in it.").arg(path);
        return std::nullopt;
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        *error = Documents::tr("%1 cannot be read: %2.").arg(path, file.errorString());
        return std::nullopt;
    }
    return file.read(most);
}

/// A text that the editor can show.
std::optional<QByteArray> readText(const QString &path, QString *error)
{
    std::optional<QByteArray> content = readFile(path, error);
    if (content && content->size() > longestText) {
        *error = Documents::tr("%1 has %2 MiB of text; up to %3 MiB can be edited here.")
                     .arg(path)
                     .arg(QFileInfo(path).size() >> 20)
                     .arg(longestText >> 20);
        return std::nullopt;
    }
    for (qsizetype begin = 0, line = 1; content && begin < content->size(); ++line) {
        const qsizetype found = content->indexOf('\n', begin), end = found < 0 ? content->size() : found;
        if (end - begin > longestLine) {
            *error = Documents::tr("%1 has a line of %2 bytes, line %3; up to %4 can be edited here. Break it anywhere "
                                   "between two words, or let “wglass check” read the file as it is.")
                         .arg(path)
                         .arg(end - begin)
                         .arg(line)
                         .arg(longestLine);
            return std::nullopt;
        }
        begin = end + 1;
    }
    return content;
}

bool isBinary(const QByteArray &bytes, const QString &path)
{
    return bytes.startsWith(QByteArray("\0asm", 4)) || path.endsWith(QStringLiteral(".wasm"), Qt::CaseInsensitive);
}
} // namespace

Documents::Documents(const Theme &theme, const QString &recoveryFolder, QObject *parent)
    : QObject(parent), m_theme(theme), m_recovery(recoveryFolder)
{
    connect(&m_worker, &TextWorker::analysed, this, [this](quint64 id, quint64 revision, const auto &analysis) {
        if (Document *document = find(id))
            document->takeAnalysis(revision, analysis);
    });
    connect(&m_worker, &TextWorker::assembled, this, [this](quint64 id, const auto &assembly) {
        Document *document = find(id);
        if (!document)
            return;
        if (document->kind() == Document::Kind::Binary && !assembly->problems.empty())
            emit message((assembly->module ? tr("%1 is not a valid module: %2 (at byte %3).")
                                           : tr("%1 is not a WebAssembly module: %2 (at byte %3)."))
                             .arg(document->title(), QString::fromStdString(assembly->problems.front().message))
                             .arg(assembly->problems.front().offset));
        document->takeAssembly(assembly);
        // The text of a whole module is read like any other: outline, definitions, folds.
        if (document->kind() == Document::Kind::Binary && assembly->module && !assembly->overview)
            m_worker.open(id, *assembly->text, document->revision(), false);
    });
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &Documents::fileChanged);
}

Documents::~Documents()
{
    qDeleteAll(m_all);
}

Document *Documents::find(quint64 id) const
{
    const auto found = std::find_if(m_all.begin(), m_all.end(), [id](Document *d) { return d->id() == id; });
    return found == m_all.end() ? nullptr : *found;
}

Document *Documents::findPath(const QString &path) const
{
    const QString wanted = QFileInfo(path).absoluteFilePath();
    const auto found = std::find_if(m_all.begin(), m_all.end(), [&](Document *d) {
        return d->kind() != Document::Kind::Function && d->path() == wanted;
    });
    return found == m_all.end() ? nullptr : *found;
}

Document *Documents::add(Document::Kind kind, const QString &path, const QString &title)
{
    auto *document = new Document(m_nextId++, kind, m_theme, this);
    document->setTitle(title);
    if (!path.isEmpty()) {
        document->setPath(path);
        m_watcher.addPath(path);
    }
    m_all.append(document);
    // The analysis wants every edit; the first content arrives as a whole through showText.
    connect(document, &Document::edited, this,
            [this, document](const wat::TextEdit &edit) { m_worker.edit(document->id(), edit, document->revision()); });
    return document;
}

void Documents::showText(Document *document, const QByteArray &text)
{
    document->setContent(text);
    m_worker.open(document->id(), text.toStdString(), document->revision());
}

void Documents::readBinary(Document *document)
{
    m_worker.make(
        document->id(), [path = document->path()](const Disposer &disposer) -> std::shared_ptr<const Assembly> {
            QFile file(path);
            auto bytes = std::make_shared<wasm::Bytes>();
            if (file.open(QIODevice::ReadOnly)) {
                bytes->resize(size_t(file.size()));
                bytes->resize(size_t(
                    std::max<qint64>(0, file.read(reinterpret_cast<char *>(bytes->data()), qint64(bytes->size())))));
            }
            return openBinary(std::move(bytes), disposer);
        });
}

Document *Documents::newText(const QString &title, const QByteArray &text)
{
    Document *document = add(Document::Kind::Text, {}, title);
    showText(document, text);
    m_recovery.follow(document);
    emit opened(document);
    return document;
}

Document *Documents::open(const QString &path, QString *error)
{
    if (Document *already = findPath(path))
        return already;
    const std::optional<QByteArray> head = readFile(path, error, 4);
    if (!head)
        return nullptr;
    const QString absolute = QFileInfo(path).absoluteFilePath();
    if (isBinary(*head, path)) {
        if (head->isEmpty()) {
            *error = tr("%1 is empty: a module starts with the bytes 00 61 73 6d.").arg(path);
            return nullptr;
        }
        Document *document = add(Document::Kind::Binary, absolute, {});
        readBinary(document);
        emit opened(document);
        return document;
    }
    const std::optional<QByteArray> content = readText(path, error);
    if (!content)
        return nullptr;
    Document *document = add(Document::Kind::Text, absolute, {});
    showText(document, *content);
    m_recovery.follow(document);
    emit opened(document);
    return document;
}

Document *Documents::openFunction(Document *module, quint32 function)
{
    const std::shared_ptr<const Assembly> whole = module->assembly();
    if (!whole || !whole->module || function >= whole->module->functions.size())
        return nullptr;
    const std::string name = whole->names->display(whole->names->function(*whole->module, function), function);
    const QString title = tr("%1 – %2").arg(QString::fromStdString(name), module->title());
    for (Document *other : m_all)
        if (other->kind() == Document::Kind::Function && other->title() == title)
            return other;
    Document *document = add(Document::Kind::Function, {}, title);
    m_worker.make(document->id(), [whole, function](const Disposer &) { return functionText(*whole, function); });
    emit opened(document);
    return document;
}

void Documents::readListing(std::shared_ptr<const Assembly> assembly, quint32 function,
                            std::function<void(std::vector<wat::ListingRow>)> done)
{
    constexpr quint64 listings = quint64(1) << 32; // keys beyond those of documents
    m_worker.run(listings + function, [this, assembly = std::move(assembly), function, done = std::move(done)] {
        auto rows = assembly->moduleText->disassembler().listing(function);
        QMetaObject::invokeMethod(this, [done, rows = std::move(rows)]() mutable { done(std::move(rows)); });
    });
}

void Documents::editAsText(Document *binary)
{
    const std::shared_ptr<const Assembly> assembly = binary->assembly();
    if (!assembly || !assembly->module)
        return;
    const QString title = QFileInfo(binary->title()).completeBaseName() + QStringLiteral(".wat");
    m_worker.run(binary->id(), [this, assembly, title] {
        const QByteArray text = QByteArray::fromStdString(wholeText(*assembly));
        QMetaObject::invokeMethod(this, [this, title, text] { newText(title, text)->markUnsaved(); });
    });
}

bool Documents::save(Document *document, const QString &path, QString *error)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    const QByteArray text = document->editor()->utf8();
    QSaveFile file(absolute);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit()) {
        *error = tr("%1 cannot be written: %2. Nothing was lost; try another place.").arg(path, file.errorString());
        return false;
    }
    if (document->path() != absolute) {
        if (!document->path().isEmpty())
            m_watcher.removePath(document->path());
        document->setPath(absolute);
    }
    document->markSaved();
    m_watcher.addPath(absolute);
    return true;
}

void Documents::close(Document *document)
{
    emit closing(document);
    m_worker.close(document->id());
    if (!document->path().isEmpty())
        m_watcher.removePath(document->path());
    m_all.removeOne(document);
    document->deleteLater();
}

int Documents::recover()
{
    const QVector<RecoveredText> left = m_recovery.take();
    for (const RecoveredText &work : left) {
        Document *document = add(Document::Kind::Text, work.path, work.title);
        showText(document, work.text);
        document->markUnsaved();
        m_recovery.follow(document);
        emit opened(document);
    }
    m_recovery.settle();
    return int(left.size());
}

void Documents::fileChanged(const QString &path)
{
    // Editors replace files by renaming: the watch is lost with the old file, and the new one may be a moment away.
    QTimer::singleShot(100, this, [this, path] {
        Document *document = findPath(path);
        if (!document)
            return;
        QString error;
        const std::optional<QByteArray> content = readFile(path, &error);
        m_watcher.addPath(path);
        if (!content) {
            emit message(tr("%1 was deleted or moved by another program. Its text is still here; save it to keep it.")
                             .arg(document->title()));
            document->markUnsaved();
            return;
        }
        if (document->kind() == Document::Kind::Binary)
            readBinary(document);
        else if (*content == document->savedContent())
            return; // our own writing
        else if (document->modified())
            emit changedOnDisk(document);
        else
            reload(document);
    });
}

void Documents::reload(Document *document)
{
    QString error;
    const std::optional<QByteArray> content = readText(document->path(), &error);
    if (!content) {
        emit message(error);
        return;
    }
    const quint32 caret = document->editor()->caret();
    showText(document, *content);
    document->editor()->showPlace(std::min<quint32>(caret, quint32(content->size())));
    emit message(tr("%1 was changed by another program and read anew.").arg(document->title()));
}

} // namespace watchglass
