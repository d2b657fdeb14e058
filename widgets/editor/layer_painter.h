// SPDX-License-Identifier: GPL-3.0-or-later
/// The layers that stand behind the text of a line: live values, operand types, what is wrong with it. QScintilla 2.13
/// has no end-of-line annotations, so they are painted over its picture.
#pragma once

#include <QRect>

#include <vector>

#include "widgets/editor/editor_context.h"

class QPainter;

namespace watchglass::editor {

/// What stands behind one line, in the order it is painted.
struct LineNote {
    int line = 0; ///< from 0
    QString live, hint;
    QString problem;
    wat::Severity severity = wat::Severity::Hint;
    bool fixable = false;
    bool operator==(const LineNote &) const = default;
};

class LayerPainter
{
public:
    explicit LayerPainter(EditorContext &context) : m(context) {}

    /// Composes the notes of the visible lines from what is known now, and has them painted if they became others.
    void refresh();
    /// Keeps the notes beside their lines until something new is known.
    void linesMoved(int line, int added);
    void paint(QPainter &painter);

    const std::vector<LineNote> &notes() const { return m_notes; }
    /// The line whose lamp is at a point of the viewport; -1 = none.
    int lampAt(const QPoint &point) const;
    /// The line whose message is at a point of the viewport; -1 = none.
    int messageAt(const QPoint &point) const;
    /// The inline breakpoint whose dot is at a point of the viewport.
    const BreakpointMark *dotAt(const QPoint &point) const;

private:
    struct Area {
        QRect rect;
        int line;
    };
    bool worthSaying(const wat::InstructionPlace &place) const;
    void addHints(const std::vector<int> &lines);
    void addProblems();
    void addLiveValues();
    void paintNote(QPainter &painter, const LineNote &note);
    void paintDots(QPainter &painter);
    LineNote *noteOf(int line);

    EditorContext &m;
    std::vector<LineNote> m_notes;    ///< one per visible line, sorted
    int m_typedLine = -1;             ///< as it was when they were composed
    std::vector<quint64> m_inlineIds; ///< likewise
    std::vector<Area> m_lamps, m_messages;
    std::vector<std::pair<QRect, quint64>> m_dots; ///< with the breakpoint's id
};

} // namespace watchglass::editor
