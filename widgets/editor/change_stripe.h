// SPDX-License-Identifier: GPL-3.0-or-later
/// The stripe between margin and text: which lines are not saved, and which are not what runs.
#pragma once

#include <optional>

#include "widgets/editor/editor_context.h"
#include "widgets/editor/line_changes.h"

class QPainter;
class QRect;

namespace watchglass::editor {

class ChangeStripe
{
public:
    explicit ChangeStripe(EditorContext &context) : m(context) {}

    void setSaved(std::string_view text);
    void setRunning(std::optional<std::string_view> text); ///< nothing = nothing runs
    /// `line` (from 0) was touched and `added` lines came after it, or went when negative.
    void textChanged(int line, int added);
    void refresh(); ///< compares, when there is something new to compare
    /// Draws the visible lines into these columns of the viewport.
    void paint(QPainter &painter, const QRect &columns) const;
    QString tip(int line) const;

    const std::vector<ChangedLines> &unsaved() const { return m_unsaved; }
    const std::vector<ChangedLines> &notRunning() const { return m_notRunning; }

private:
    void readLines();

    EditorContext &m;
    LineHashes m_now, m_saved;
    std::vector<int> m_touched; ///< lines of `m_now` to be read again
    std::optional<LineHashes> m_running;
    std::vector<ChangedLines> m_unsaved, m_notRunning;
    bool m_stale = true;
};

} // namespace watchglass::editor
