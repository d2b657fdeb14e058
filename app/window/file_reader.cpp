// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/file_reader.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <mutex>
#include <new>
#include <thread>

namespace watchglass {

namespace {
/// Texts and lines beyond these would make the editor itself slow. Offsets in a module have 32 bits.
constexpr qint64 longestText = 256 << 20, longestLine = 1'000'000, longestModule = (qint64(1) << 31) - 1;
constexpr qint64 pieceSize = 1 << 20;

bool isModule(const QByteArray &bytes, const QString &path)
{
    return bytes.startsWith(QByteArray("\0asm", 4)) || path.endsWith(QStringLiteral(".wasm"), Qt::CaseInsensitive);
}

QString tooLong(const QString &path, qint64 size, qint64 most, bool module)
{
    const QString sentence = module ? FileReader::tr("%1 has %2 MiB; a module of up to %3 MiB can be opened.")
                                    : FileReader::tr("%1 has %2 MiB of text; up to %3 MiB can be edited here.");
    return sentence.arg(path).arg(size >> 20).arg((most + 1) >> 20);
}

QString lineTooLong(const QString &path, const QByteArray &text)
{
    for (qsizetype begin = 0, line = 1; begin < text.size(); ++line) {
        const qsizetype found = text.indexOf('\n', begin), end = found < 0 ? text.size() : found;
        if (end - begin > longestLine)
            return FileReader::tr("%1 has a line of %2 bytes, line %3; up to %4 can be edited here. Break it anywhere "
                                  "between two words, or let “wglass check” read the file as it is.")
                .arg(path)
                .arg(end - begin)
                .arg(line)
                .arg(longestLine);
        begin = end + 1;
    }
    return {};
}

FileContent failed(QString error, bool missing = false)
{
    FileContent content;
    content.error = std::move(error);
    content.missing = missing;
    return content;
}

FileContent readFile(const QString &path)
{
    const QFileInfo info(path);
    if (info.isDir())
        return failed(FileReader::tr("%1 is a folder. Open a .wat or .wasm file in it.").arg(path));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failed(FileReader::tr("%1 cannot be read: %2.").arg(path, file.errorString()), !info.exists());

    QByteArray bytes;
    bool module = false;
    for (qint64 most = pieceSize; bytes.size() <= most;) {
        const qsizetype before = bytes.size();
        bytes.resize(before + qsizetype(pieceSize));
        const qint64 got = file.read(bytes.data() + before, pieceSize);
        bytes.resize(before + qsizetype(std::max<qint64>(0, got)));
        if (got < 0)
            return failed(FileReader::tr("%1 could only be read up to byte %2: %3.")
                              .arg(path)
                              .arg(before)
                              .arg(file.errorString()));
        if (got == 0)
            break;
        if (before == 0) {
            module = isModule(bytes, path);
            most = module ? longestModule : longestText;
            bytes.reserve(qsizetype(std::min(file.size(), most) + pieceSize));
        }
        if (bytes.size() > most)
            return failed(tooLong(path, std::max<qint64>(bytes.size(), info.size()), most, module));
    }
    if (bytes.isEmpty() && isModule(bytes, path))
        return failed(FileReader::tr("%1 is empty: a module starts with the bytes 00 61 73 6d.").arg(path));

    if (QString error = module ? QString() : lineTooLong(path, bytes); !error.isEmpty())
        return failed(std::move(error));
    FileContent content;
    content.bytes = std::move(bytes);
    content.module = module;
    return content;
}
} // namespace

struct FileReader::Desk {
    std::mutex mutex;
    FileReader *reader; ///< null when it is gone
};

FileReader::FileReader(QObject *parent) : QObject(parent), m_desk(std::make_shared<Desk>())
{
    m_desk->reader = this;
}

FileReader::~FileReader()
{
    const std::lock_guard lock(m_desk->mutex);
    m_desk->reader = nullptr;
}

quint64 FileReader::read(const QString &path, Done done)
{
    const quint64 reading = ++m_last;
    m_waiting.insert(reading, std::move(done));
    // Nobody waits for it to end: where a read hangs, it hangs for good.
    std::thread([desk = m_desk, path, reading] {
        FileContent content;
        try {
            content = readFile(path);
        } catch (const std::bad_alloc &) {
            content = failed(tr("%1 does not fit into memory.").arg(path));
        }
        const std::lock_guard lock(desk->mutex);
        if (FileReader *reader = desk->reader)
            QMetaObject::invokeMethod(reader, [reader, reading, content = std::move(content)] {
                if (const Done done = reader->m_waiting.take(reading))
                    done(content);
            });
    }).detach();
    return reading;
}

void FileReader::cancel(quint64 reading)
{
    m_waiting.remove(reading);
}

} // namespace watchglass
