// SPDX-License-Identifier: GPL-3.0-or-later
/// Breakpoints between runs of the program: those of a file come back when it is opened. They stand in the settings,
/// one versioned text for each file, the most recent files only.
#pragma once

#include <QByteArray>
#include <QObject>
#include <QSet>
#include <QStringList>
#include <QTimer>

#include <optional>

#include "app/window/breakpoint_store.h"
#include "app/window/documents.h"
#include "app/window/watchpoint_store.h"

namespace watchglass {

/// One breakpoint as it is kept: the place in the text and what stands there, to find it in a text that was changed by
/// others meanwhile.
struct KeptBreakpoint {
    quint32 line = 1, column = 1; ///< from 1; the column in bytes
    QString text;                 ///< of the line from there on
    bool enabled = true;
    BreakpointTerms terms;
    bool operator==(const KeptBreakpoint &) const = default;
};
struct KeptWatchpoint {
    session::Watchpoint what;
    QString name;
    bool operator==(const KeptWatchpoint &) const = default;
};
struct KeptOfFile {
    QVector<KeptBreakpoint> breakpoints;
    QVector<KeptWatchpoint> watchpoints;
    bool operator==(const KeptOfFile &) const = default;
};

/// As JSON of version 1.
QByteArray toJson(const KeptOfFile &kept);
/// Nothing when it is damaged or of a version that a later program wrote; what that version does not say has its usual
/// value.
std::optional<KeptOfFile> keptFromJson(const QByteArray &json);

class KeptBreakpoints : public QObject
{
    Q_OBJECT
public:
    static constexpr int mostFiles = 100;
    KeptBreakpoints(Documents &documents, BreakpointStore &breakpoints, WatchpointStore &watchpoints,
                    QObject *parent = nullptr);
    ~KeptBreakpoints() override;
    void write(); ///< what changed, now

private:
    void follow(Document *document);
    void restore(Document *document);
    void restore(Document *document, const KeptBreakpoint &kept);
    KeptOfFile of(Document *document) const;
    void write(Document *document);

    Documents &m_documents;
    BreakpointStore &m_breakpoints;
    WatchpointStore &m_watchpoints;
    QSet<Document *> m_restored; ///< the others must not be written: theirs were not read yet
    QTimer m_soon;
};

} // namespace watchglass
