// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/recovery.h"

#include <QCoreApplication>
#include <QDataStream>
#include <QDir>
#include <QSaveFile>
#include <QUuid>

namespace watchglass {

namespace {
constexpr quint32 magic = 0x57475231; // "WGR1": the version is in it

bool writeTo(const QString &file, const RecoveredText &work)
{
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly))
        return false;
    QDataStream stream(&out);
    stream.setVersion(QDataStream::Qt_6_0);
    stream << magic << work.path << work.title << work.text;
    return out.commit();
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
        for (const QString &file : files) {
            RecoveredText work;
            if (readFrom(dir.filePath(file), work) &&
                QFile::copy(dir.filePath(file), m_own + QStringLiteral("/taken-") + file))
                found.append(work);
        }
        lock.unlock();
        dir.removeRecursively();
    }
    return found;
}

void Recovery::settle()
{
    // Behind the writes that `follow` asked for: the writer does its jobs in order.
    m_writer.submit(0, [own = m_own] {
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
            m_writer.submit(document->id(), [file = fileOf(document->id())] { QFile::remove(file); });
    });
    connect(document, &QObject::destroyed, this, [this, file = fileOf(document->id()), id = document->id()] {
        m_writer.submit(id, [file] { QFile::remove(file); });
    });
}

void Recovery::write(Document *document)
{
    if (!document->modified())
        return;
    RecoveredText work{document->path(), document->title(), document->editor()->utf8()};
    m_writer.submit(document->id(), [file = fileOf(document->id()), work = std::move(work)] { writeTo(file, work); });
}

QString Recovery::fileOf(quint64 document) const
{
    return m_own + QStringLiteral("/%1.text").arg(document);
}

} // namespace watchglass
