// SPDX-License-Identifier: GPL-3.0-or-later
/// The strip left of the text: breakpoints and arrow, line numbers, byte offsets, folds.
#pragma once

#include "widgets/editor/editor_context.h"

class QPainter;

namespace watchglass::editor {

class HeatMargin;

class Margins
{
public:
    Margins(EditorContext &context, const HeatMargin &heat) : m(context), m_heat(heat) {}

    void setUp();
    void applyTheme();
    void updateWidths();
    /// Writes the byte offsets of visible lines.
    void refreshOffsets();
    /// Gives the lines of caret, callers and execution their backgrounds.
    void refreshBackgrounds();
    /// The backgrounds have moved with their lines, or were lost with them.
    void linesChanged() { m_backgrounds.reset(); }
    /// Draws the symbols of margin 0; the base class has painted the strip.
    void paintSymbols(QPainter &painter) const;
    /// Which margin an x coordinate of the viewport is in; -1 = the text.
    int marginAt(int x) const;
    QRect columns(Margin margin) const; ///< as wide as the margin, as high as the viewport
    QString symbolTip(int line) const;  ///< what the symbol on a line says; empty without one

private:
    const BreakpointMark *breakpointOn(int line) const;
    void foldMarkers();

    EditorContext &m;
    const HeatMargin &m_heat;
    bool m_offsetsShown = false;
    long m_offsetWidth = 0; ///< kept while a text does not assemble: typing must not make it jump sideways
    std::optional<std::vector<std::pair<int, Marker>>> m_backgrounds; ///< as they stand; unknown after an edit of lines
};

} // namespace watchglass::editor
