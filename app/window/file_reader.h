// SPDX-License-Identifier: GPL-3.0-or-later
/// Reads files, each on a thread of its own: a mount that does not answer holds up neither the window, nor another
/// file, nor the end of the program.
#pragma once

#include <QByteArray>
#include <QHash>
#include <QObject>
#include <QString>

#include <functional>
#include <memory>

namespace watchglass {

/// What stood in a file, or a sentence that says why it cannot be shown.
struct FileContent {
    QByteArray bytes;
    bool module = false; ///< else a text; told apart by the first bytes and the name
    QString error;
    bool missing = false; ///< there is no file of that name
};

class FileReader : public QObject
{
    Q_OBJECT
public:
    using Done = std::function<void(const FileContent &)>;

    explicit FileReader(QObject *parent = nullptr);
    ~FileReader() override;

    /// `done` is called on this object's thread, unless it is destroyed or the reading is cancelled before.
    quint64 read(const QString &path, Done done);
    void cancel(quint64 reading);

private:
    struct Desk; ///< where the threads leave what they read
    std::shared_ptr<Desk> m_desk;
    QHash<quint64, Done> m_waiting;
    quint64 m_last = 0;
};

} // namespace watchglass
