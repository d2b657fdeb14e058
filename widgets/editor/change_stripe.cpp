// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/change_stripe.h"

#include <QPainter>

#include <algorithm>
#include <cstdlib>

namespace watchglass::editor {

using Color = Theme::Color;

namespace {
constexpr int mostTouched = 1000; ///< lines that are read one by one
} // namespace

void ChangeStripe::setSaved(std::string_view text)
{
    if (text == m.sci.text(0, m.sci.length())) {
        readLines();
        m_saved = m_now;
    } else {
        m_saved = lineHashes(text);
    }
    m_stale = true;
}

void ChangeStripe::setRunning(std::optional<std::string_view> text)
{
    m_running = text ? std::optional(lineHashes(*text)) : std::nullopt;
    m_stale = true;
}

void ChangeStripe::textChanged(int line, int added)
{
    m_stale = true;
    if (std::abs(added) > mostTouched) { // quicker as a whole
        m_now.clear();
        m_touched.clear();
        return;
    }
    const auto after = [&](int at) { return m_now.begin() + std::min<ptrdiff_t>(at, ptrdiff_t(m_now.size())); };
    if (added > 0)
        m_now.insert(after(line + 1), size_t(added), 0);
    else
        m_now.erase(after(line + 1), after(line + 1 - added));
    for (int &touched : m_touched)
        if (touched > line)
            touched = std::max(line, touched + added);
    for (int i = line; i <= line + std::max(0, added); ++i)
        if (m_touched.empty() || m_touched.back() != i)
            m_touched.push_back(i);
}

void ChangeStripe::readLines()
{
    const size_t lines = size_t(m.sci.lines());
    if (m_now.size() != lines) {
        m_now = lineHashes(m.sci.text(0, m.sci.length()));
    } else {
        for (const int line : m_touched)
            if (size_t(line) < lines)
                m_now[size_t(line)] = lineHash(m.sci.lineText(line));
    }
    m_touched.clear();
}

void ChangeStripe::refresh()
{
    if (m.editor.loading() || !std::exchange(m_stale, false))
        return;
    readLines();
    m_unsaved = changedLines(m_saved, m_now);
    m_notRunning = m_running ? changedLines(*m_running, m_now) : std::vector<ChangedLines>();
    m.editor.viewport()->update();
}

void ChangeStripe::paint(QPainter &painter, const QRect &columns) const
{
    const int height = m.sci.lineHeight(), half = columns.width() / 2;
    const QRect left(columns.left(), 0, half, height), right(columns.left() + half, 0, half, height);
    const auto draw = [&](const std::vector<ChangedLines> &changes, int line, QRect bar, Color color, int dash) {
        const ChangedLines *change = changeAt(changes, line);
        if (!change)
            return;
        bar.moveTop(m.sci.point(m.sci.lineBegin(line)).y());
        if (change->begin == change->end) // taken out above this line: a wedge at the joint
            bar.setHeight(std::max(3, height / 5));
        for (int y = bar.top(); y <= bar.bottom(); y += 2 * dash)
            painter.fillRect(QRect(bar.left(), y, bar.width(), std::min(dash, bar.bottom() - y + 1)), m.color(color));
    };
    for (const int line : m.sci.visibleLines()) {
        draw(m_unsaved, line, left, Color::Warning, height);
        draw(m_notRunning, line, right, Color::Accent, std::max(2, height / 8)); // dashed: told apart without colour
    }
}

QString ChangeStripe::tip(int line) const
{
    QStringList sentences;
    if (const ChangedLines *change = changeAt(m_unsaved, line))
        sentences << (change->begin == change->end ? CodeEditor::tr("Lines were deleted above since the text was saved")
                                                   : CodeEditor::tr("Not saved"));
    if (const ChangedLines *change = changeAt(m_notRunning, line))
        sentences << (change->begin == change->end
                          ? CodeEditor::tr("The running program still has lines that were deleted here")
                          : CodeEditor::tr("The running program has another text here; Restart takes this one"));
    return sentences.join(QLatin1Char('\n'));
}

} // namespace watchglass::editor
