// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/documents.h"

#include <QFileInfo>
#include <QSaveFile>
#include <QTimer>

#include <algorithm>

namespace watchglass {

namespace {
/// Makes the editor's text another one by exchanging the lines between the first and the last difference, so that
/// breakpoints, folds, the caret and the way back stay. False, and nothing done, when that would be long.
bool exchangeDifference(CodeEditor &editor, const QByteArray &text)
{
    constexpr qsizetype most = 256 << 10;
    editor.finishLoading();
    const QByteArray now = editor.utf8();
    const qsizetype shorter = std::min(now.size(), text.size());
    qsizetype begin = std::mismatch(now.begin(), now.begin() + shorter, text.begin()).first - now.begin();
    while (begin > 0 && now[begin - 1] != '\n')
        --begin;
    qsizetype same = std::mismatch(now.rbegin(), now.rbegin() + (shorter - begin), text.rbegin()).first - now.rbegin();
    const qsizetype lineEnd = now.indexOf('\n', now.size() - same);
    same = lineEnd < 0 ? 0 : now.size() - lineEnd - 1;
    const QByteArray lines = text.mid(begin, text.size() - same - begin);
    if (std::max(now.size() - same - begin, lines.size()) > most)
        return false;
    editor.applyEdits({{{quint32(begin), quint32(now.size() - same)}, lines.toStdString()}});
    return true;
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
            emit message(document,
                         (assembly->module ? tr("%1 is not a valid module: %2 (at byte %3).")
                                           : tr("%1 is not a WebAssembly module: %2 (at byte %3)."))
                             .arg(document->title(), QString::fromStdString(assembly->problems.front().message))
                             .arg(assembly->problems.front().offset));
        document->takeAssembly(assembly);
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
    if (kind ==
        Document::Kind::Binary) // the text of a whole module is read like any other: outline, definitions, folds
        connect(document, &Document::assemblyChanged, this, [this, document] {
            if (const auto assembly = document->assembly(); assembly->module && !assembly->overview)
                m_worker.open(
                    document->id(), [text = assembly->text] { return *text; }, document->revision(), false);
        });
    return document;
}

Document *Documents::addText(const QString &path, const QString &title, const QByteArray &text, bool saved)
{
    Document *document = add(Document::Kind::Text, path, title);
    showText(document, text, [this, document, saved] {
        if (!saved)
            document->markUnsaved();
        m_recovery.follow(document);
    });
    emit opened(document);
    return document;
}

void Documents::showText(Document *document, const QByteArray &text, std::function<void()> then)
{
    document->setContent(text, [this, document, text, then = std::move(then)] {
        m_worker.open(
            document->id(), [text] { return text.toStdString(); }, document->revision());
        then();
    });
}

void Documents::showModule(Document *document, const QByteArray &bytes)
{
    m_worker.make(document->id(), [bytes](const Disposer &disposer) {
        return openBinary(std::make_shared<const wasm::Bytes>(bytes.begin(), bytes.end()), disposer);
    });
}

Document *Documents::newText(const QString &title, const QByteArray &text)
{
    return addText({}, title, text, true);
}

quint64 Documents::open(const QString &path, std::function<void(Document *, const QString &)> done)
{
    if (Document *already = findPath(path)) {
        done(already, {});
        return 0;
    }
    const QString absolute = QFileInfo(path).absoluteFilePath();
    return m_reader.read(path, [this, absolute, done = std::move(done)](const FileContent &content) {
        Document *document = findPath(absolute); // by another reading that was quicker
        if (!document && content.error.isEmpty()) {
            if (content.module) {
                document = add(Document::Kind::Binary, absolute, {});
                showModule(document, content.bytes);
                emit opened(document);
            } else {
                document = addText(absolute, {}, content.bytes, true);
            }
        }
        done(document, content.error);
    });
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
        QMetaObject::invokeMethod(this, [this, title, text] { addText({}, title, text, false); });
    });
}

bool Documents::save(Document *document, const QString &path, QString *error)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    document->editor()->finishLoading();
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
    emit settled(document);
    return true;
}

void Documents::close(Document *document)
{
    emit closing(document);
    m_worker.close(document->id());
    m_reader.cancel(m_rereading.take(document->id()));
    if (!document->path().isEmpty())
        m_watcher.removePath(document->path());
    m_all.removeOne(document);
    document->deleteLater();
}

QVector<Document *> Documents::recover()
{
    QVector<Document *> texts;
    for (const RecoveredText &work : m_recovery.take()) {
        texts.append(addText(work.path, work.title, work.text, false));
        texts.last()->editor()->finishLoading(); // it is on disk again before its old copy is let go
    }
    m_recovery.settle();
    return texts;
}

void Documents::fileChanged(const QString &path)
{
    // Editors replace files by renaming: the watch is lost with the old file, and the new one may be a moment away.
    QTimer::singleShot(100, this, [this, path] {
        if (Document *document = findPath(path))
            readAnew(document, [this, document](const FileContent &content) { compareWithFile(document, content); });
    });
}

void Documents::readAnew(Document *document, std::function<void(const FileContent &)> done)
{
    const quint64 id = document->id();
    m_reader.cancel(m_rereading.take(id)); // an older state of the file
    m_rereading[id] = m_reader.read(document->path(), [this, id, done = std::move(done)](const FileContent &content) {
        m_rereading.remove(id);
        done(content);
    });
}

void Documents::compareWithFile(Document *document, const FileContent &content)
{
    m_watcher.addPath(document->path());
    if (content.missing) {
        document->markUnsaved();
        emit message(document, (document->kind() == Document::Kind::Text
                                    ? tr("%1 was deleted or moved by another program. Its text is still here; save it "
                                         "to keep it.")
                                    : tr("%1 was deleted or moved by another program. What was read of it is still "
                                         "here."))
                                   .arg(document->title()));
    } else if (!content.error.isEmpty()) {
        document->markUnsaved();
        emit message(document, tr("%1 Here it is as it was before.").arg(content.error));
    } else if (document->kind() == Document::Kind::Text && content.bytes == document->savedContent()) {
        if (!document->editor()->isModified()) // our own writing, or the file is back
            document->markSaved();
        emit settled(document);
    } else if (document->modified()) {
        emit changedOnDisk(document);
    } else {
        takeFile(document, content);
    }
}

void Documents::reload(Document *document)
{
    readAnew(document, [this, document](const FileContent &content) {
        if (content.error.isEmpty())
            takeFile(document, content);
        else
            emit message(document, content.error);
    });
}

void Documents::takeFile(Document *document, const FileContent &content)
{
    if (document->kind() == Document::Kind::Binary) {
        emit settled(document); // what is wrong with the new one is said when it is decoded
        showModule(document, content.bytes);
        emit reloaded(document);
        return;
    }
    if (exchangeDifference(*document->editor(), content.bytes)) {
        document->markSaved();
        emit settled(document);
        emit reloaded(document);
        return;
    }
    const quint32 caret = std::min(document->editor()->caret(), quint32(content.bytes.size()));
    showText(document, content.bytes, [this, document, caret] {
        document->editor()->showPlace(caret);
        emit settled(document);
        emit reloaded(document);
    });
}

} // namespace watchglass
