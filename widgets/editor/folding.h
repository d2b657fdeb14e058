// SPDX-License-Identifier: GPL-3.0-or-later
/// Fold levels from the analysis. Scintilla keeps them with their lines while the text moves, so equal
/// folds are not applied twice.
#pragma once

#include "widgets/editor/editor_context.h"

namespace watchglass::editor {

class Folding
{
public:
    explicit Folding(EditorContext &context) : m(context) {}

    void apply(const std::vector<wat::Fold> &folds);
    /// New lines inherit levels that only a fresh pass can set right.
    void linesChanged() { m_applied.reset(); }
    void foldAll(bool fold);
    void toggleAt(int line); ///< the fold that starts on the line, else the one around it

private:
    EditorContext &m;
    std::optional<std::vector<wat::Fold>> m_applied;
};

} // namespace watchglass::editor
