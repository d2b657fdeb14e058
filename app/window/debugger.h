// SPDX-License-Identifier: GPL-3.0-or-later
/// Runs and debugs the module of a document: the window's side of one session. Knows documents and places in text, but
/// no view; views follow its signals.
#pragma once

#include <QObject>
#include <QPointer>

#include <functional>
#include <optional>

#include "app/window/breakpoint_store.h"
#include "app/window/documents.h"
#include "app/window/output_lines.h"
#include "app/window/session_bridge.h"
#include "app/window/watchpoint_store.h"

namespace watchglass {

/// An instruction of the running module in an open document.
struct TextPlace {
    Document *document = nullptr;
    wat::TextRange range;
    quint32 line = 1;
};

class Debugger : public QObject
{
    Q_OBJECT
public:
    enum class State { Idle, Loading, Running, Paused };
    Q_ENUM(State)
    enum class Kind { Run, Result, Trap, Import, Info, Problem, Output, ErrorOutput, Log };
    Q_ENUM(Kind)

    struct Invocation {
        QString exportName;
        std::vector<exec::Value> arguments;
        bool stopAtEntry = false;
    };

    Debugger(Documents &documents, BreakpointStore &breakpoints, WatchpointStore &watchpoints,
             QObject *parent = nullptr);
    ~Debugger() override;

    State state() const { return m_state; }
    session::Session &session() { return m_bridge.session(); }
    std::shared_ptr<const session::Snapshot> snapshot() const { return m_snapshot; }
    int frame() const { return m_frame; }
    /// What is loaded, and the document it came from (which may have been edited since or closed).
    std::shared_ptr<const Assembly> program() const { return m_program; }
    Document *document() const { return m_document; }
    bool textIsCurrent() const; ///< the document still holds the code that runs
    /// Counts the modules that were loaded, from 1.
    int version() const { return m_version; }

    /// Who answers what a document's module imports, by the links of the host.
    void setLinks(std::function<decltype(session::Program::links)(const Document *)> linksOf)
    {
        m_linksOf = std::move(linksOf);
    }
    /// Assembles first when needed, then calls the export.
    void invoke(Document *document, const Invocation &invocation);
    /// The next invocation passes over every breakpoint.
    void ignoreBreakpointsOnce(bool on = true) { m_ignoreNext = on; }
    void restart(); ///< a new instance, the same call
    bool canRestart() const { return m_last.has_value() && m_document; }
    void stop();
    void resume();
    void pause();
    void step(session::StepKind kind);
    void runTo(Document *document, quint32 textOffset);
    /// Runs from now on can be gone back in, but those that pass over every breakpoint.
    void setRecording(bool on);
    bool recording() const { return m_recording; }
    void stepBack(session::BackKind kind);
    void runBack();
    void goToMoment(quint64 moment);
    /// Changes the guest's state; in its past not before `forkWanted` was agreed to, once for each run.
    void edit(std::function<void(session::Session &)> change);
    void selectFrame(int frame);

    /// Also in a text that was edited since it was assembled, as long as the instruction itself was left alone.
    std::optional<TextPlace> placeOf(quint32 offset) const;
    QString nameOf(quint32 offset) const; ///< "primes.wat:31", or "0x5c" when no text is open
    /// Reads an address: a number, `$local`, `$global`, each with `+n` or `-n`.
    std::optional<quint64> address(const QString &expression) const;

signals:
    void stateChanged();
    void stopped(); ///< a new snapshot: stop or edit of the state
    void frameChanged();
    void programChanged();
    void memoryBytes(const watchglass::session::MemoryBytes &bytes);
    void memoryFound(const watchglass::session::MemoryFound &found);
    /// A line for the console; `offset` ≥ 0 is a place in the running module.
    void logged(watchglass::Debugger::Kind kind, const QString &text, qint64 offset);
    void refused(const QString &sentence);
    void travelling(quint64 instructions, double seconds); ///< as session::Travelling
    void samplingRead(const watchglass::exec::SamplingProgress &progress);
    void profiled(const std::shared_ptr<const watchglass::profile::Profile> &profile);
    /// A change in the past forgets what follows: `agree` makes it.
    void forkWanted(const std::function<void()> &agree);

private:
    void handle(const session::Event &event);
    void begin();
    void followEdits();
    std::optional<TextPlace> placeInEdited(quint32 offset) const;
    void take(std::shared_ptr<const session::Snapshot> snapshot);
    void sendBreakpoints();
    void sendWatchpoints();
    void logStop();
    void logPassed(const session::Logged &passed);
    void logOutput(const session::Output &output);
    void logUnfinishedLines();
    void setState(State state);

    Documents &m_documents;
    BreakpointStore &m_breakpoints;
    WatchpointStore &m_watchpoints;
    SessionBridge m_bridge;
    State m_state = State::Idle;
    QPointer<Document> m_document;
    std::shared_ptr<const Assembly> m_program;
    std::vector<wat::TextEdit> m_edits; ///< of the document since its program was assembled
    QMetaObject::Connection m_following;
    int m_version = 0;
    std::shared_ptr<const wasm::Bytes> m_loaded; ///< by the last load
    mutable std::pair<std::shared_ptr<const wasm::Module>, std::shared_ptr<const wasm::Module>> m_compared;
    mutable bool m_sameCode = false; ///< the answer for `m_compared`
    std::optional<Invocation> m_last;
    std::optional<Invocation> m_waiting; ///< until the text is assembled or the program loaded
    QPointer<Document> m_waitingFor;
    std::shared_ptr<const session::Snapshot> m_snapshot;
    int m_frame = 0;
    std::function<decltype(session::Program::links)(const Document *)> m_linksOf;
    OutputLines m_output, m_errorOutput;
    bool m_ignoreNext = false, m_ignoring = false;
    bool m_recording = false, m_forkAgreed = false;
};

} // namespace watchglass
