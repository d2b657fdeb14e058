// SPDX-License-Identifier: GPL-3.0-or-later
/// Unsaved work on disk: a killed process loses at most the last moments of typing. Each running program writes to a
/// folder of its own with a lock in it; a folder whose lock is stale belongs to a dead one and is taken over.
#pragma once

#include <QLockFile>
#include <QObject>
#include <QTimer>
#include <QVector>

#include <atomic>
#include <memory>

#include "app/window/document.h"
#include "app/window/worker.h"

namespace watchglass {

struct RecoveredText {
    QString path, title; ///< path empty when it was never saved
    QByteArray text;
};

class Recovery : public QObject
{
    Q_OBJECT
public:
    /// `folder`: where the folders of all running programs stand.
    explicit Recovery(const QString &folder, QObject *parent = nullptr);
    ~Recovery() override; ///< a program that ends well leaves nothing

    /// What dead programs left; moved into our own folder first, so that being killed now loses nothing. What cannot be
    /// read stays where it is.
    QVector<RecoveredText> take();
    /// To be called once every taken text is a followed document: drops the copies that `take` made.
    void settle();
    /// Keeps a document's text on disk while it is modified.
    void follow(Document *document);
    /// How long after a change it is on disk at the latest, in milliseconds.
    static constexpr int delay = 500;

private:
    void write(Document *document);
    void remove(quint64 document);
    QString fileOf(quint64 document) const;

    QString m_folder, m_own;
    std::unique_ptr<QLockFile> m_lock;
    std::atomic<bool> m_failed = false; ///< the last write of some text: what was taken over stays for the next start
    std::unique_ptr<Worker> m_writer = std::make_unique<Worker>();
    std::unique_ptr<Worker> m_syncer = std::make_unique<Worker>(); ///< apart, as a disk may take seconds for it
};

} // namespace watchglass
