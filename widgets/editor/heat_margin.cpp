// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/heat_margin.h"

#include <QPainter>

#include <algorithm>

#include "widgets/profile/share_delegate.h"

namespace watchglass::editor {

using Color = Theme::Color;

namespace {
/// Of the number with the space before it, of the bar, and of what changed.
constexpr int numberLetters = 7, barLetters = 5, chipLetters = 7;
} // namespace

void HeatMargin::setHeat(std::vector<HeatLine> lines)
{
    m_lines = std::move(lines);
    m_chips = std::any_of(m_lines.begin(), m_lines.end(), [](const HeatLine &its) { return !its.chip.isEmpty(); });
}

void HeatMargin::textChanged(int line, int added)
{
    if (m_lines.empty())
        return;
    std::erase_if(m_lines, [&](const HeatLine &its) {
        const int at = int(its.line) - 1;
        return at > line && at <= line - added; // went with the text
    });
    for (HeatLine &its : m_lines) {
        if (int(its.line) - 1 > line)
            its.line = quint32(int(its.line) + added);
        else if (int(its.line) - 1 == line)
            its.changed = true;
    }
}

long HeatMargin::width() const
{
    if (m_lines.empty() || !m.layer(CodeEditor::Layer::Heat))
        return 0;
    return QFontMetrics(m.font()).horizontalAdvance(QLatin1Char('0')) * letters();
}

int HeatMargin::letters() const
{
    return numberLetters + barLetters + 1 + (m_chips ? chipLetters : 0);
}

const HeatLine *HeatMargin::at(int line) const
{
    const auto found = std::lower_bound(m_lines.begin(), m_lines.end(), line,
                                        [](const HeatLine &its, int wanted) { return int(its.line) - 1 < wanted; });
    return found != m_lines.end() && int(found->line) - 1 == line ? &*found : nullptr;
}

void HeatMargin::paint(QPainter &painter, const QRect &columns) const
{
    if (columns.width() == 0)
        return;
    const int height = m.sci.lineHeight(), letter = columns.width() / letters();
    painter.save();
    painter.setFont(m.font());
    for (const int line : m.sci.visibleLines()) {
        const HeatLine *its = at(line);
        if (!its)
            continue;
        const int top = m.sci.point(m.sci.lineBegin(line)).y();
        const QRect number(columns.left(), top, numberLetters * letter, height);
        painter.setPen(m.color(its->never ? Color::Warning : its->changed ? Color::MarginText : Color::Text));
        painter.drawText(number, Qt::AlignRight | Qt::AlignVCenter, its->text);
        const int inset = std::max(2, height / 5);
        const QRectF bar(number.right() + letter, top + inset, barLetters * letter, height - 2 * inset);
        paintShareBar(painter, bar, {{}, {its->bar, its->bar, its->bar}, its->doubtful || its->changed, true},
                      m.color(its->changed ? Color::MarginText : Color::Heat), m.color(Color::Text));
        painter.setPen(m.color(its->dearer ? Color::Error : Color::Hint));
        painter.drawText(QRect(columns.right() - chipLetters * letter, top, chipLetters * letter, height),
                         Qt::AlignRight | Qt::AlignVCenter, its->chip);
    }
    painter.restore();
}

QString HeatMargin::tip(int line) const
{
    const HeatLine *its = at(line);
    if (!its)
        return {};
    return its->changed ? its->tip + QLatin1Char('\n') + CodeEditor::tr("The line was changed since it was measured.")
                        : its->tip;
}

} // namespace watchglass::editor
