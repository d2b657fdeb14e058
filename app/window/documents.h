// SPDX-License-Identifier: GPL-3.0-or-later
/// All open documents: opening, saving, closing, and what other programs do to their files.
#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QVector>

#include <functional>

#include "app/window/document.h"
#include "app/window/file_reader.h"
#include "app/window/recovery.h"
#include "app/window/text_worker.h"

namespace watchglass {

class Documents : public QObject
{
    Q_OBJECT
public:
    Documents(const Theme &theme, const QString &recoveryFolder, QObject *parent = nullptr);
    ~Documents() override;

    const QVector<Document *> &all() const { return m_all; }
    Document *find(quint64 id) const;
    Document *findPath(const QString &path) const;

    Document *newText(const QString &title, const QByteArray &text = {});
    /// Reads a .wat or .wasm (told by its first bytes) off the window's thread; `done` is called with its document, or
    /// with null and a sentence when it cannot be shown. What is open already is only found again: 0 is returned then.
    quint64 open(const QString &path, std::function<void(Document *document, const QString &error)> done);
    /// Forgets about a file that `open` is still reading.
    void cancelOpening(quint64 opening) { m_reader.cancel(opening); }
    /// The read-only document of one function of a big module; opened before, it is found again.
    Document *openFunction(Document *module, quint32 function);
    /// Lists a function's instructions off the window's thread; `done` is called with them, back on it.
    void readListing(std::shared_ptr<const Assembly> assembly, quint32 function,
                     std::function<void(std::vector<wat::ListingRow>)> done);
    /// Opens an editable text made of a binary's disassembly, once that is there.
    void editAsText(Document *binary);
    bool save(Document *document, const QString &path, QString *error);
    void close(Document *document);
    /// Opens what dead programs left unsaved.
    QVector<Document *> recover();

signals:
    void opened(watchglass::Document *document);
    void closing(watchglass::Document *document);
    /// Another program wrote the file of a document that has unsaved changes. (Without such it is read anew at once.)
    void changedOnDisk(watchglass::Document *document);
    /// Something about a document that stays true until `settled`.
    void message(watchglass::Document *document, const QString &text);
    /// The document is what its file holds: it was saved or read anew.
    void settled(watchglass::Document *document);
    void reloaded(watchglass::Document *document); ///< because another program wrote the file

public slots:
    void reload(watchglass::Document *document);

private:
    Document *add(Document::Kind kind, const QString &path, const QString &title);
    Document *addText(const QString &path, const QString &title, const QByteArray &text, bool saved);
    /// `then` is called once the whole text stands.
    void showText(Document *document, const QByteArray &text, std::function<void()> then);
    void showModule(Document *document, const QByteArray &bytes);
    void fileChanged(const QString &path);
    void compareWithFile(Document *document, const FileContent &content);
    void takeFile(Document *document, const FileContent &content);
    void readAnew(Document *document, std::function<void(const FileContent &)> done);

    const Theme &m_theme;
    TextWorker m_worker;
    FileReader m_reader;
    QHash<quint64, quint64> m_rereading; ///< document → what is being read for it
    Recovery m_recovery;
    QFileSystemWatcher m_watcher;
    QVector<Document *> m_all;
    quint64 m_nextId = 1;
};

} // namespace watchglass
