// SPDX-License-Identifier: GPL-3.0-or-later
/// The user's breakpoints, kept at places in text: they move with edits above them, survive re-assembling and
/// restarts, and one whose instruction was deleted stays in the list as lost.
#pragma once

#include <QObject>
#include <QPointer>
#include <QVector>

#include <map>
#include <optional>

#include "app/window/document.h"
#include "engine/session/session.h"
#include "widgets/breakpoint_terms.h"

namespace watchglass {

struct UserBreakpoint {
    quint64 id = 0;
    QPointer<Document> document;
    quint32 anchor = 0; ///< byte of the text where its instruction begins
    bool enabled = true;
    bool lost = false;
    quint64 hits = 0;
    BreakpointTerms terms;
    QString problem;      ///< why its terms do not fit where it stands; it does nothing then
    wat::TextRange range; ///< of its instruction, in the last assembled text; empty when that was deleted
    quint32 behind = 0; ///< how far behind the anchor the instruction stood in text deleted there (undo brings it back)
    std::optional<quint32> offset; ///< in the module; none while the text does not assemble or it is lost
};

class BreakpointStore : public QObject
{
    Q_OBJECT
public:
    explicit BreakpointStore(QObject *parent = nullptr);

    const QVector<UserBreakpoint> &all() const { return m_all; }
    const UserBreakpoint *find(quint64 id) const;
    /// Starts to follow a document's edits and assemblies.
    void follow(Document *document);
    /// Adds one at the instruction at (or first on the line of) this place of the text, or removes the one there.
    /// False when there is no instruction.
    bool toggle(Document *document, quint32 textOffset);
    /// The one there; null when there is none.
    const UserBreakpoint *at(Document *document, quint32 textOffset) const;
    /// Adds one there, or gives the one there these terms. False when there is no instruction.
    bool set(Document *document, quint32 textOffset, const BreakpointTerms &terms, bool enabled = true);
    void setTerms(quint64 id, const BreakpointTerms &terms, bool enabled);
    void setEnabled(const QVector<quint64> &ids, bool enabled);
    /// Brings back one of an earlier run of the program, at its instruction or, without `offset`, lost.
    void restore(const UserBreakpoint &breakpoint);
    /// Tells what is wrong with terms at an instruction of the document's present module.
    static TermsCheck check(Document *document, quint32 textOffset);
    void remove(const QVector<quint64> &ids);
    /// Puts back what the last `remove` took away.
    void undoRemove();
    bool canUndoRemove() const { return !m_removed.isEmpty(); }
    void setHits(const std::map<uint64_t, uint64_t> &counts);
    void setProblems(const std::vector<debug::BreakpointProblem> &problems); ///< of the running module

    /// Those of one running module, in its offsets.
    std::vector<session::Breakpoint> forModule(const wasm::Module *module) const;

signals:
    void changed(); ///< the set, or where they are
    void hitsChanged();

private:
    void move(Document *document, const wat::TextEdit &edit);
    void resolve(Document *document);
    void checkTerms(UserBreakpoint &breakpoint) const;

    QVector<UserBreakpoint> m_all, m_removed;
    quint64 m_nextId = 1;
};

} // namespace watchglass
