// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/folding.h"

#include <algorithm>

namespace watchglass::editor {

using Q = QsciScintillaBase;

namespace {

bool same(const std::vector<wat::Fold> &a, const std::vector<wat::Fold> &b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const wat::Fold &x, const wat::Fold &y) {
        return x.beginLine == y.beginLine && x.endLine == y.endLine;
    });
}

} // namespace

void Folding::apply(const std::vector<wat::Fold> &folds)
{
    if (m_applied && same(folds, *m_applied))
        return;
    const int lines = m.sci.lines();
    std::vector<int> steps(size_t(lines) + 2); // change of depth at each line's start
    std::vector<bool> header(size_t(lines) + 1);
    for (const wat::Fold &fold : folds) {
        if (fold.beginLine >= fold.endLine || fold.endLine > quint32(lines))
            continue;
        header[fold.beginLine - 1] = true;
        ++steps[fold.beginLine]; // from the line after the header …
        --steps[fold.endLine];   // … to the last line of the fold
    }
    // Each changed level asks for its own repaint; one for all is enough. And while nothing is folded away, Scintilla
    // need not look after each header what it has to unfold.
    m.editor.viewport()->setUpdatesEnabled(false);
    const long automatic = m.sci.send(Q::SCI_GETAUTOMATICFOLD);
    if (m.sci.send(Q::SCI_GETALLLINESVISIBLE))
        m.sci.send(Q::SCI_SETAUTOMATICFOLD, ulong(automatic & ~long(Q::SC_AUTOMATICFOLD_CHANGE)));
    int depth = 0;
    for (int line = 0; line < lines; ++line) {
        depth += steps[size_t(line)];
        const long level = (Q::SC_FOLDLEVELBASE + depth) | (header[size_t(line)] ? Q::SC_FOLDLEVELHEADERFLAG : 0);
        m.sci.send(Q::SCI_SETFOLDLEVEL, ulong(line), level);
    }
    m.sci.send(Q::SCI_SETAUTOMATICFOLD, ulong(automatic));
    m.editor.viewport()->setUpdatesEnabled(true);
    m_applied = folds;
}

void Folding::foldAll(bool fold)
{
    m.sci.send(Q::SCI_FOLDALL, fold ? Q::SC_FOLDACTION_CONTRACT : Q::SC_FOLDACTION_EXPAND);
}

void Folding::toggleAt(int line)
{
    const bool header = m.sci.send(Q::SCI_GETFOLDLEVEL, ulong(line)) & Q::SC_FOLDLEVELHEADERFLAG;
    const long target = header ? line : m.sci.send(Q::SCI_GETFOLDPARENT, ulong(line));
    if (target < 0)
        return;
    m.sci.send(Q::SCI_TOGGLEFOLD, ulong(target));
    if (!m.sci.send(Q::SCI_GETLINEVISIBLE, ulong(m.sci.lineAt(m.sci.caret()))))
        m.sci.setCaret(m.sci.lineEnd(int(target)));
}

} // namespace watchglass::editor
