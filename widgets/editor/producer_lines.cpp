// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/producer_lines.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace watchglass::editor {

using Q = QsciScintillaBase;

void ProducerLines::refresh()
{
    m_joints.clear();
    const std::vector<int> lines = m.sci.visibleLines();
    if (lines.empty() || !m.analysisCurrent || !m.layer(CodeEditor::Layer::Diagnostics))
        return;
    const wat::TextRange window{m.sci.lineBegin(lines.front()), m.sci.lineEnd(lines.back())};
    for (const ShownDiagnostic &shown : m.diagnosticsIn(window))
        if (shown.what->source == wat::DiagnosticSource::Types && !shown.ofAssembler)
            for (const wat::Related &made : shown.what->related)
                m_joints.push_back({made.range, shown.range});
}

/// The column left of everything written on these lines, where a line crosses no text.
qreal ProducerLines::leftOfText(int firstLine, int lastLine) const
{
    qreal left = m.editor.viewport()->width();
    for (const int line : m.sci.visibleLines()) {
        const size_t indent = m.sci.lineText(line).find_first_not_of(" \t");
        if (line >= firstLine && line <= lastLine && indent != std::string_view::npos)
            left = std::min<qreal>(left, m.sci.point(m.sci.lineBegin(line) + quint32(indent)).x());
    }
    return left;
}

QPolygonF ProducerLines::path(const Joint &joint) const
{
    const int from = m.sci.lineAt(joint.producer.begin), to = m.sci.lineAt(joint.consumer.begin);
    for (const int line : {from, to})
        if (!m.sci.send(Q::SCI_GETLINEVISIBLE, ulong(line)))
            return {};
    const qreal height = m.sci.lineHeight(), below = height - 1.5;
    const QPointF made = m.sci.point(joint.producer.begin), wanted = m.sci.point(joint.consumer.begin);
    if (from == to) { // along the feet of the letters, from underline to underline
        const bool before = made.x() < wanted.x();
        const QPointF start = m.sci.point(before ? joint.producer.end : joint.producer.begin);
        const QPointF end = m.sci.point(before ? joint.consumer.begin : joint.consumer.end);
        return {start + QPointF(0, below), end + QPointF(0, below)};
    }
    const qreal step = QFontMetricsF(m.font()).horizontalAdvance(QLatin1Char(' '));
    const qreal margin = m.sci.send(Q::SCI_GETMARGINLEFT) + 2;
    qreal edge = 0;
    for (int i = 0; i < 5; ++i)
        edge += m.sci.send(Q::SCI_GETMARGINWIDTHN, ulong(i));
    const qreal x = std::max(edge + margin, leftOfText(std::min(from, to), std::max(from, to)) - step);
    const QPointF arrive(wanted.x() - 2, wanted.y() + height / 2);
    return {QPointF(made.x(), made.y() + below), QPointF(x, made.y() + below), QPointF(x, arrive.y()), arrive};
}

void ProducerLines::paint(QPainter &painter) const
{
    if (m_joints.empty())
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal head = std::max<qreal>(3, m.sci.lineHeight() / 5.0);
    QColor color = m.color(Theme::Color::Error);
    for (const Joint &joint : m_joints) {
        const QPolygonF way = path(joint);
        if (way.isEmpty())
            continue;
        painter.setPen(QPen(color, 1.2));
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(way);
        if (way.size() < 4)
            continue;
        painter.setBrush(color);
        const QPointF tip = way.last();
        painter.drawPolygon(QPolygonF{tip, tip + QPointF(-head, -head * 0.6), tip + QPointF(-head, head * 0.6)});
    }
    painter.restore();
}

} // namespace watchglass::editor
