// SPDX-License-Identifier: GPL-3.0-or-later
/// Fold levels from the analysis. Scintilla keeps them with their lines while the text moves, so only lines that differ
/// are set, and of very many a part in each turn of the event loop.
#pragma once

#include <QTimer>

#include <vector>

#include "widgets/editor/editor_context.h"

namespace watchglass::editor {

class Folding
{
public:
    explicit Folding(EditorContext &context);

    void apply(const std::vector<wat::Fold> &folds);
    /// Lines came or went behind `line` (from 0); what Scintilla gave the lines around it is not known.
    void linesChanged(int line, int added);
    void foldAll(bool fold);
    void toggleAt(int line); ///< the fold that starts on the line, else the one around it

private:
    static constexpr long unknown = -1;
    void advance(size_t most);

    EditorContext &m;
    std::vector<long> m_levels; ///< by line, as Scintilla has them
    std::vector<long> m_wanted; ///< likewise, as the folds want them; empty when all are set
    size_t m_next = 0;          ///< the first line of `m_wanted` not yet looked at
    QTimer m_rest;
};

} // namespace watchglass::editor
