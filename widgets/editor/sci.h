// SPDX-License-Identifier: GPL-3.0-or-later
/// The few questions the parts of the editor ask Scintilla again and again, in their terms. Lines count from 0 here, as
/// Scintilla counts; offsets are bytes.
#pragma once

#include <Qsci/qsciscintillabase.h>

#include <QPoint>

#include <string>
#include <string_view>
#include <vector>

#include "engine/wat/text.h"

namespace watchglass::editor {

/// Indicators, from weakest to strongest: a later one is drawn over an earlier one.
enum Indicator : int {
    ParameterText = 8, ///< text colour of identifiers the analysis knows to be parameters
    Occurrence,
    BlockMatch,
    SearchHit,
    OldSpelling,
    RelatedPlace,
    HintMark,
    WarningMark,
    ErrorMark,
    BreakpointMarkBox,
    ExecutionBox,
    AutoClosed, ///< hidden: a closing parenthesis or quote we typed for the user
};

/// Markers without a symbol of their own: they give a line its background and travel with it.
enum Marker : int { CaretLineMark = 0, CallerLineMark, ExecutionLineMark };

/// Margins from left to right.
enum Margin : int { SymbolMargin = 0, NumberMargin, OffsetMargin, HeatColumns, FoldMargin, StripeMargin };

class Sci
{
public:
    explicit Sci(QsciScintillaBase &base) : m_base(base) {}

    long send(unsigned message, unsigned long w = 0, long l = 0) const { return m_base.SendScintilla(message, w, l); }
    void send(unsigned message, unsigned long w, const QColor &color) const { m_base.SendScintilla(message, w, color); }
    QsciScintillaBase &widget() const { return m_base; }

    quint32 length() const;
    quint32 caret() const;
    int lines() const;
    int lineAt(quint32 offset) const;
    quint32 lineBegin(int line) const;
    quint32 lineEnd(int line) const; ///< before the line's end characters
    /// Valid until the text changes.
    std::string_view text(quint32 begin, quint32 end) const;
    std::string_view lineText(int line) const { return text(lineBegin(line), lineEnd(line)); }
    char at(quint32 offset) const { return char(send(QsciScintillaBase::SCI_GETCHARAT, offset)); }
    int style(quint32 offset) const { return int(send(QsciScintillaBase::SCI_GETSTYLEAT, offset)); }

    /// Top left of the character, in the viewport.
    QPoint point(quint32 offset) const;
    int lineHeight() const;
    /// Lines with at least one row on the screen, top to bottom; folded ones are left out.
    std::vector<int> visibleLines() const;

    void replace(wat::TextRange range, std::string_view text) const;
    void setCaret(quint32 offset) const;

private:
    QsciScintillaBase &m_base;
};

/// Everything between the braces is one undo step.
class UndoStep
{
public:
    explicit UndoStep(const Sci &sci) : m_sci(sci) { m_sci.send(QsciScintillaBase::SCI_BEGINUNDOACTION); }
    ~UndoStep() { m_sci.send(QsciScintillaBase::SCI_ENDUNDOACTION); }
    UndoStep(const UndoStep &) = delete;
    UndoStep &operator=(const UndoStep &) = delete;

private:
    const Sci &m_sci;
};

} // namespace watchglass::editor
