// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/folding.h"

#include <algorithm>

namespace watchglass::editor {

using Q = QsciScintillaBase;

namespace {
/// About two milliseconds of work.
constexpr size_t mostAtOnce = 4000;
} // namespace

Folding::Folding(EditorContext &context) : m(context)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(0);
    QObject::connect(&m_rest, &QTimer::timeout, &m_rest, [this] { advance(mostAtOnce); });
}

void Folding::apply(const std::vector<wat::Fold> &folds)
{
    const int lines = m.sci.lines();
    std::vector<int> steps(size_t(lines) + 2); // change of depth at each line's start
    m_wanted.assign(size_t(lines), Q::SC_FOLDLEVELBASE);
    for (const wat::Fold &fold : folds) {
        if (fold.beginLine >= fold.endLine || fold.endLine > quint32(lines))
            continue;
        m_wanted[fold.beginLine - 1] |= Q::SC_FOLDLEVELHEADERFLAG;
        ++steps[fold.beginLine]; // from the line after the header …
        --steps[fold.endLine];   // … to the last line of the fold
    }
    int depth = 0;
    for (int line = 0; line < lines; ++line)
        m_wanted[size_t(line)] += depth += steps[size_t(line)];
    m_levels.resize(size_t(lines), unknown);
    m_next = 0;
    advance(mostAtOnce);
}

void Folding::advance(size_t most)
{
    // Each changed level asks for its own repaint; one for all is enough. And while nothing is folded away, Scintilla
    // need not look after each header what it has to unfold.
    const auto differs = [this](size_t line) { return m_levels[line] != m_wanted[line]; };
    while (m_next < m_wanted.size() && !differs(m_next))
        ++m_next;
    if (m_next < m_wanted.size()) {
        m.editor.viewport()->setUpdatesEnabled(false);
        const long automatic = m.sci.send(Q::SCI_GETAUTOMATICFOLD);
        if (m.sci.send(Q::SCI_GETALLLINESVISIBLE))
            m.sci.send(Q::SCI_SETAUTOMATICFOLD, ulong(automatic & ~long(Q::SC_AUTOMATICFOLD_CHANGE)));
        for (; m_next < m_wanted.size() && most > 0; ++m_next) {
            if (!differs(m_next))
                continue;
            m.sci.send(Q::SCI_SETFOLDLEVEL, ulong(m_next), m_wanted[m_next]);
            m_levels[m_next] = m_wanted[m_next];
            --most;
        }
        m.sci.send(Q::SCI_SETAUTOMATICFOLD, ulong(automatic));
        m.editor.viewport()->setUpdatesEnabled(true);
    }
    if (m_next < m_wanted.size())
        m_rest.start();
    else
        m_wanted.clear();
}

void Folding::linesChanged(int line, int added)
{
    m_wanted.clear(); // of other lines; the next analysis says anew
    m_rest.stop();
    const size_t size = m_levels.size(), behind = std::min(size_t(line) + 1, size);
    if (added > 0)
        m_levels.insert(m_levels.begin() + ptrdiff_t(behind), size_t(added), unknown);
    else
        m_levels.erase(m_levels.begin() + ptrdiff_t(behind),
                       m_levels.begin() + ptrdiff_t(std::min(behind + size_t(-added), size)));
    // The lines at both ends may have inherited from each other.
    for (int near = std::max(0, line - 1); near <= line + std::max(added, 0) + 1 && near < int(m_levels.size()); ++near)
        m_levels[size_t(near)] = unknown;
}

void Folding::foldAll(bool fold)
{
    advance(m_wanted.size());
    m.sci.send(Q::SCI_FOLDALL, fold ? Q::SC_FOLDACTION_CONTRACT : Q::SC_FOLDACTION_EXPAND);
}

void Folding::toggleAt(int line)
{
    advance(m_wanted.size());
    const bool header = m.sci.send(Q::SCI_GETFOLDLEVEL, ulong(line)) & Q::SC_FOLDLEVELHEADERFLAG;
    const long target = header ? line : m.sci.send(Q::SCI_GETFOLDPARENT, ulong(line));
    if (target < 0)
        return;
    m.sci.send(Q::SCI_TOGGLEFOLD, ulong(target));
    if (!m.sci.send(Q::SCI_GETLINEVISIBLE, ulong(m.sci.lineAt(m.sci.caret()))))
        m.sci.setCaret(m.sci.lineEnd(int(target)));
}

} // namespace watchglass::editor
