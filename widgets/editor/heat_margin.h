// SPDX-License-Identifier: GPL-3.0-or-later
/// What each line cost in a measured run, beside the line: a number and a bar.
#pragma once

#include "widgets/editor/editor_context.h"

class QPainter;

namespace watchglass::editor {

class HeatMargin
{
public:
    explicit HeatMargin(EditorContext &context) : m(context) {}

    /// By line; empty = nothing was measured, and there is no margin.
    void setHeat(std::vector<HeatLine> lines);
    const std::vector<HeatLine> &lines() const { return m_lines; }
    /// `line` (from 0) was touched and `added` lines came after it, or went when negative.
    void textChanged(int line, int added);
    long width() const; ///< 0 when it is switched off or has nothing to show
    void paint(QPainter &painter, const QRect &columns) const;
    QString tip(int line) const;

private:
    const HeatLine *at(int line) const;
    int letters() const; ///< of the whole margin

    EditorContext &m;
    std::vector<HeatLine> m_lines;
    bool m_chips = false; ///< some have one
};

} // namespace watchglass::editor
