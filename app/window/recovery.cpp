// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/recovery.h"

#include <QCoreApplication>
#include <QDataStream>
#include <QDir>
#include <QFile>
#include <QUuid>

#include <cstdio>

#include <unistd.h>

namespace watchglass {

namespace {
constexpr quint32 magic = 0x57475231; // "WGR1": the version is in it

/// At every moment `file` is the old text or the new one, whole: the new one takes its name once it is written. That is
/// all a killed process needs. Reaching the disk is left to `sync`: under load it may take longer than the two seconds.
bool writeTo(const QString &file, const RecoveredText &work)
{
    QFile out(file + QStringLiteral(".new"));
    if (!out.open(QIODevice::WriteOnly))
        return false;
    QDataStream stream(&out);
    stream.setVersion(QDataStream::Qt_6_0);
    stream << magic << work.path << work.title << work.text;
    out.close();
    return stream.status() == QDataStream::Ok && out.error() == QFileDevice::NoError &&
           std::rename(QFile::encodeName(out.fileName()).constData(), QFile::encodeName(file).constData()) == 0;
}

/// Against a loss of power.
void sync(const QString &file)
{
    QFile in(file);
    if (in.open(QIODevice::ReadOnly))
        ::fsync(in.handle());
}

bool readFrom(const QString &file, RecoveredText &work)
{
    QFile in(file);
    if (!in.open(QIODevice::ReadOnly))
        return false;
    QDataStream stream(&in);
    stream.setVersion(QDataStream::Qt_6_0);
    quint32 seen = 0;
    stream >> seen >> work.path >> work.title >> work.text;
    return seen == magic && stream.status() == QDataStream::Ok;
}
} // namespace

Recovery::Recovery(const QString &folder, QObject *parent)
    : QObject(parent), m_folder(folder),
      m_own(folder + QLatin1Char('/') + QUuid::createUuid().toString(QUuid::WithoutBraces))
{
    QDir().mkpath(m_own);
    m_lock = std::make_unique<QLockFile>(m_own + QStringLiteral("/lock"));
    m_lock->setStaleLockTime(0);
    m_lock->tryLock();
}

Recovery::~Recovery()
{
    m_writer.reset(); // nothing is written any more
    m_syncer.reset();
    m_lock->unlock();
    QDir(m_own).removeRecursively();
}

QVector<RecoveredText> Recovery::take()
{
    QVector<RecoveredText> found;
    const QStringList others = QDir(m_folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &other : others) {
        QDir dir(m_folder + QLatin1Char('/') + other);
        if (dir.path() == m_own)
            continue;
        QLockFile lock(dir.filePath(QStringLiteral("lock")));
        lock.setStaleLockTime(0);
        if (!lock.tryLock())
            continue; // a living program's
        const QStringList files = dir.entryList({QStringLiteral("*.text")}, QDir::Files, QDir::Time);
        bool all = true;
        for (const QString &file : files) {
            RecoveredText work;
            // With the dead program's name in it: two may have a file of one name.
            const QString taken = m_own + QStringLiteral("/taken-%1-%2").arg(other, file);
            if (readFrom(dir.filePath(file), work) && QFile::rename(dir.filePath(file), taken))
                found.append(work);
            else
                all = false;
        }
        lock.unlock();
        if (all)
            dir.removeRecursively();
    }
    return found;
}

void Recovery::settle()
{
    // Behind the writes that `follow` asked for: the writer does its jobs in order.
    m_writer->submit(0, [this, own = m_own] {
        if (m_failed)
            return;
        QDir dir(own);
        const QStringList taken = dir.entryList({QStringLiteral("taken-*")}, QDir::Files);
        for (const QString &file : taken)
            dir.remove(file);
    });
}

void Recovery::follow(Document *document)
{
    write(document);
    auto *timer = new QTimer(document);
    timer->setSingleShot(true);
    timer->setInterval(delay);
    connect(timer, &QTimer::timeout, this, [this, document] { write(document); });
    // Started once and not pushed back by further typing: steady typing must not keep it from disk.
    connect(document, &Document::edited, timer, [timer] {
        if (!timer->isActive())
            timer->start();
    });
    connect(document, &Document::titleChanged, timer, [this, document, timer] {
        if (document->modified())
            timer->isActive() ? void() : timer->start(); // its file may be gone without a key pressed
        else
            remove(document->id());
    });
    connect(document, &QObject::destroyed, this, [this, id = document->id()] { remove(id); });
}

void Recovery::remove(quint64 document)
{
    m_writer->submit(document, [file = fileOf(document)] { QFile::remove(file); });
}

void Recovery::write(Document *document)
{
    if (!document->modified())
        return;
    RecoveredText work{document->path(), document->title(), document->editor()->utf8()};
    m_writer->submit(document->id(), [this, id = document->id(), work = std::move(work)] {
        const QString file = fileOf(id);
        m_failed = !writeTo(file, work);
        m_syncer->submit(id, [file] { sync(file); });
    });
}

QString Recovery::fileOf(quint64 document) const
{
    return m_own + QStringLiteral("/%1.text").arg(document);
}

} // namespace watchglass
