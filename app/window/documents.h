// SPDX-License-Identifier: GPL-3.0-or-later
/// All open documents: opening, saving, closing, and what other programs do to their files.
#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QVector>

#include <optional>

#include "app/window/document.h"
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
    /// Opens a .wat or .wasm (told by its first bytes); null and a sentence when it cannot be read.
    Document *open(const QString &path, QString *error);
    /// The read-only document of one function of a big module; opened before, it is found again.
    Document *openFunction(Document *module, quint32 function);
    /// Lists a function's instructions off the window's thread; `done` is called with them, back on it.
    void readListing(std::shared_ptr<const Assembly> assembly, quint32 function,
                     std::function<void(std::vector<wat::ListingRow>)> done);
    /// Opens an editable text made of a binary's disassembly, once that is there.
    void editAsText(Document *binary);
    bool save(Document *document, const QString &path, QString *error);
    void close(Document *document);
    /// Opens what dead programs left unsaved; how many.
    int recover();

signals:
    void opened(watchglass::Document *document);
    void closing(watchglass::Document *document);
    /// Another program wrote the file of a document that has unsaved changes. (Without such it is read anew at once.)
    void changedOnDisk(watchglass::Document *document);
    void message(const QString &text);

public slots:
    void reload(watchglass::Document *document);

private:
    Document *add(Document::Kind kind, const QString &path, const QString &title);
    void showText(Document *document, const QByteArray &text);
    /// Reads and decodes the document's file off the window's thread.
    void readBinary(Document *document);
    void fileChanged(const QString &path);

    const Theme &m_theme;
    TextWorker m_worker;
    Recovery m_recovery;
    QFileSystemWatcher m_watcher;
    QVector<Document *> m_all;
    quint64 m_nextId = 1;
};

} // namespace watchglass
