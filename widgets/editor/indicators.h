// SPDX-License-Identifier: GPL-3.0-or-later
/// Underlines, boxes and text colours that lie over the text: what the analysis, the debugger and the search say about
/// the lines on the screen. Nothing is kept for lines out of sight.
#pragma once

#include <array>

#include "widgets/editor/editor_context.h"

namespace watchglass::editor {

class Indicators
{
public:
    explicit Indicators(EditorContext &context) : m(context) {}

    void applyTheme();
    /// Brings the indicators of visible lines up to date.
    void refresh();
    void setSearchHits(std::vector<wat::TextRange> hits); ///< sorted
    /// Text moved: what was drawn has moved with it and must be compared anew.
    void textChanged(const wat::TextEdit &edit);

private:
    using Ranges = std::vector<wat::TextRange>;
    void show(Indicator indicator, Ranges ranges);
    void showDiagnostics(wat::TextRange window);
    void showNames(wat::TextRange window);
    void showDebugMarks();

    EditorContext &m;
    std::array<Ranges, 32> m_shown;
    Ranges m_searchHits;
};

} // namespace watchglass::editor
