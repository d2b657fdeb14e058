// SPDX-License-Identifier: GPL-3.0-or-later
/// Geometry, scrolling and painting; input is in hex_area_input.cpp.
#include "widgets/views/hex_area.h"

#include <QAccessibleWidget>
#include <QPainter>
#include <QScrollBar>

#include "widgets/views/view_kit.h"

namespace watchglass {

namespace {

/// What assistive technology reads: the row of the caret is the widget's value.
class AccessibleHexArea : public QAccessibleWidget
{
public:
    explicit AccessibleHexArea(HexArea *area) : QAccessibleWidget(area, QAccessible::Table), m_area(area) {}
    QString text(QAccessible::Text kind) const override
    {
        return kind == QAccessible::Value ? m_area->caretText() : QAccessibleWidget::text(kind);
    }

private:
    HexArea *m_area;
};

QAccessibleInterface *makeAccessible(const QString &, QObject *object)
{
    auto *area = qobject_cast<HexArea *>(object);
    return area ? new AccessibleHexArea(area) : nullptr;
}

} // namespace

HexArea::HexArea(const Theme &theme, QWidget *parent) : QAbstractScrollArea(parent), m_theme(theme)
{
    static const bool installed = (QAccessible::installFactory(makeAccessible), true);
    Q_UNUSED(installed)
    for (const QKeySequence &keys :
         {QKeySequence(QKeySequence::Copy), QKeySequence(QKeySequence::SelectAll), QKeySequence(Qt::CTRL | Qt::Key_T)})
        views::ownKey(this, keys);
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(NoFrame);
    viewport()->setCursor(Qt::IBeamCursor);
    verticalScrollBar()->setAccessibleName(tr("Address"));
    setAccessibleName(tr("Bytes"));
    setAccessibleDescription(
        tr("Arrow keys move, Shift selects, Ctrl+T changes between hexadecimal and text; typing edits while stopped."));
    connect(&theme, &Theme::changed, this, &HexArea::measure);
    measure();
}

void HexArea::measure()
{
    const QFontMetrics metrics(m_theme.monospace());
    m_charWidth = qMax(1, metrics.horizontalAdvance(QLatin1Char('0')));
    m_rowHeight = metrics.height() * 6 / 5;
    m_ascent = metrics.ascent() + (m_rowHeight - metrics.height()) / 2;
    layoutBars();
    viewport()->update();
}

void HexArea::setBytesPerRow(int bytes)
{
    m_perRow = bytes;
    measure();
}

void HexArea::setSize(quint64 bytes)
{
    if (bytes == m_size)
        return;
    m_size = bytes;
    m_caret = qMin(m_caret, bytes ? bytes - 1 : 0);
    m_anchor = qMin(m_anchor, m_caret);
    layoutBars();
    viewport()->update();
    emit visibleRangeChanged();
}

// Rows ------------------------------------------------------------------------------------------------------------
quint64 HexArea::rows() const
{
    return m_size / quint64(m_perRow) + (m_size % quint64(m_perRow) != 0);
}
int HexArea::visibleRows() const
{
    return viewport()->height() / m_rowHeight + 1;
}

// Half a page after the end may be seen, so that the end is plainly the end.
quint64 HexArea::maxTop() const
{
    const auto shown = quint64(qMax(1, visibleRows() - 1));
    return rows() > shown ? rows() - (shown + 1) / 2 : 0;
}

ByteRange HexArea::visibleRange() const
{
    const quint64 begin = m_top * quint64(m_perRow);
    const quint64 most = quint64(visibleRows()) * quint64(m_perRow);
    return {qMin(begin, m_size), m_size - qMin(begin, m_size) < most ? m_size : begin + most};
}

// A scroll bar counts in int: memories of more rows than that are scrolled by groups of 2^shift rows.
void HexArea::layoutBars()
{
    m_shift = 0;
    while ((maxTop() >> m_shift) > quint64(1 << 30))
        ++m_shift;
    m_movingBar = true;
    verticalScrollBar()->setRange(0, int(maxTop() >> m_shift));
    verticalScrollBar()->setPageStep(qMax(1, visibleRows() - 1));
    verticalScrollBar()->setSingleStep(1);
    horizontalScrollBar()->setRange(0, qMax(0, rowWidth() - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(m_charWidth);
    m_movingBar = false;
    setTop(qMin(m_top, maxTop()));
}

QSize HexArea::sizeHint() const
{
    return {rowWidth() + verticalScrollBar()->sizeHint().width(), m_rowHeight * 8};
}

void HexArea::setTop(quint64 row)
{
    const quint64 top = qMin(row, maxTop());
    m_movingBar = true;
    verticalScrollBar()->setValue(int(top >> m_shift));
    m_movingBar = false;
    if (top == m_top)
        return;
    m_top = top;
    viewport()->update();
    emit visibleRangeChanged();
}

void HexArea::scrollContentsBy(int, int dy)
{
    viewport()->update();
    if (!m_movingBar && dy != 0)
        setTop(quint64(verticalScrollBar()->value()) << m_shift);
}

void HexArea::resizeEvent(QResizeEvent *)
{
    layoutBars();
    emit visibleRangeChanged();
}

void HexArea::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() != Qt::NoModifier || event->angleDelta().y() == 0) {
        QAbstractScrollArea::wheelEvent(event);
        return;
    }
    const int lines = qMax(1, qAbs(event->angleDelta().y()) * 3 / 120);
    setTop(event->angleDelta().y() < 0 ? m_top + quint64(lines) : m_top - qMin(m_top, quint64(lines)));
    event->accept();
}

// Columns ---------------------------------------------------------------------------------------------------------
int HexArea::addressDigits() const
{
    int digits = 4;
    for (quint64 last = m_size ? m_size - 1 : 0; digits < 16 && (last >> (4 * digits)) != 0;)
        ++digits;
    return digits;
}

int HexArea::hexLeft(int column) const
{
    return 1 + addressDigits() + 2 + column * 3 + column / 8;
}
int HexArea::textLeft(int column) const
{
    return hexLeft(m_perRow) + 1 - (m_perRow % 8 ? 0 : 1) + column;
}
int HexArea::rowWidth() const
{
    return (textLeft(m_perRow) + 1) * m_charWidth;
}

QRect HexArea::byteRect(quint64 address) const
{
    const int y = int(qint64(address / quint64(m_perRow) - m_top)) * m_rowHeight;
    const int x = hexLeft(int(address % quint64(m_perRow))) * m_charWidth - horizontalScrollBar()->value();
    return {x, y, 2 * m_charWidth, m_rowHeight};
}

std::optional<HexArea::Hit> HexArea::hitAt(const QPoint &point) const
{
    if (m_size == 0)
        return {};
    const int x = (point.x() + horizontalScrollBar()->value()) / m_charWidth;
    Hit hit;
    hit.text = x >= textLeft(0) - 1;
    int column = 0;
    while (column + 1 < m_perRow && x >= (hit.text ? textLeft(column + 1) : hexLeft(column + 1)))
        ++column;
    const quint64 row = m_top + quint64(qMax(0, point.y()) / m_rowHeight);
    hit.address = qMin(row * quint64(m_perRow) + quint64(column), m_size - 1);
    return hit;
}

ByteRange HexArea::selection() const
{
    if (m_size == 0)
        return {};
    return {qMin(m_caret, m_anchor), qMax(m_caret, m_anchor) + 1};
}

void HexArea::setMark(ByteRange range)
{
    m_mark = range;
    viewport()->update();
}

void HexArea::goTo(quint64 address, quint64 selected)
{
    if (m_size == 0)
        return;
    commitNibble();
    m_anchor = qMin(address, m_size - 1);
    m_caret = m_anchor;
    if (selected > 1)
        m_anchor = qMin(m_size - 1, m_caret + selected - 1);
    const quint64 row = m_caret / quint64(m_perRow);
    const auto shown = quint64(qMax(1, visibleRows() - 1));
    if (row < m_top || row >= m_top + shown)
        setTop(row > shown / 3 ? row - shown / 3 : 0);
    viewport()->update();
    announce();
    emit caretMoved(m_caret);
}

// Painting --------------------------------------------------------------------------------------------------------
void HexArea::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), m_theme.color(Theme::Color::Base));
    m_rowsPainted = 0;
    if (m_size == 0) {
        painter.setPen(m_theme.color(Theme::Color::DimText));
        const int space = views::gap(this) * 2;
        painter.drawText(viewport()->rect().adjusted(space, space, -space, -space),
                         Qt::AlignTop | Qt::AlignHCenter | Qt::TextWordWrap, m_emptyText);
        return;
    }
    painter.setFont(m_theme.monospace());
    painter.translate(-horizontalScrollBar()->value(), 0);
    const int first = event->rect().top() / m_rowHeight, last = event->rect().bottom() / m_rowHeight;
    for (int i = first; i <= last; ++i) {
        paintRow(painter, m_top + quint64(i), i * m_rowHeight);
        ++m_rowsPainted;
    }
}

void HexArea::paintRow(QPainter &painter, quint64 row, int y)
{
    const quint64 begin = row * quint64(m_perRow);
    painter.setPen(m_theme.color(Theme::Color::DimText));
    if (row >= rows()) {
        const int wide = qMax(rowWidth(), viewport()->width());
        painter.fillRect(0, y, wide, m_rowHeight, m_theme.color(Theme::Color::Window));
        if (row == rows())
            painter.drawText(m_charWidth, y + m_ascent, tr("ends here, at %1").arg(views::hex(m_size)));
        return;
    }
    painter.drawText(m_charWidth, y + m_ascent, QStringLiteral("%1").arg(begin, addressDigits(), 16, QLatin1Char('0')));
    for (int i = 0; i < m_perRow && begin + quint64(i) < m_size; ++i)
        paintByte(painter, begin + quint64(i), i, y);
}

void HexArea::paintByte(QPainter &painter, quint64 address, int column, int y)
{
    const HexByte byte = m_source ? m_source(address) : HexByte{};
    const QRect hexRect(hexLeft(column) * m_charWidth, y, 2 * m_charWidth, m_rowHeight);
    const QRect textRect(textLeft(column) * m_charWidth, y, m_charWidth, m_rowHeight);
    const bool selected = selection().contains(address) && selection().end - selection().begin > 1;
    if (selected || m_mark.contains(address)) {
        const QColor back = m_theme.color(selected ? Theme::Color::Selection : Theme::Color::OccurrenceHit);
        const bool joins = column + 1 < m_perRow && (selected ? selection() : m_mark).contains(address + 1);
        const int gap = joins ? (hexLeft(column + 1) - hexLeft(column) - 2) * m_charWidth : 0;
        painter.fillRect(hexRect.adjusted(0, 0, gap, 0), back);
        painter.fillRect(textRect, back);
    }
    QString digits = QStringLiteral("··");
    QChar character = QLatin1Char(' ');
    if (byte.known) {
        digits = QStringLiteral("%1").arg(byte.value, 2, 16, QLatin1Char('0'));
        character = byte.value >= 0x20 && byte.value < 0x7f ? QLatin1Char(char(byte.value)) : QChar(0xb7);
    }
    const bool halfTyped = m_nibble >= 0 && address == m_caret;
    if (halfTyped)
        digits = QString::number(m_nibble, 16) + QLatin1Char('_');
    const Theme::Color color = halfTyped                        ? Theme::Color::Accent
                               : byte.changed                   ? Theme::Color::Changed
                               : !byte.known || byte.value == 0 ? Theme::Color::MemoryZero
                                                                : Theme::Color::Text;
    painter.setPen(m_theme.color(color));
    painter.drawText(hexRect.left(), y + m_ascent, digits);
    painter.drawText(textRect.left(), y + m_ascent, QString(character));
    if (byte.changed) { // a line of our own: the font's underline is too thin to be seen beside colour
        const int thick = qMax(1, m_rowHeight / 12);
        painter.fillRect(hexRect.left(), y + m_rowHeight - 2 * thick, hexRect.width(), thick, painter.pen().color());
        painter.fillRect(textRect.left(), y + m_rowHeight - 2 * thick, textRect.width(), thick, painter.pen().color());
    }
    if (byte.watched) {
        painter.setPen(m_theme.color(Theme::Color::Breakpoint));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(hexRect.adjusted(-2, 0, 1, -1));
    }
    if (address == m_caret) {
        paintCaret(painter, hexRect, !m_inText);
        paintCaret(painter, textRect, m_inText);
    }
}

void HexArea::paintCaret(QPainter &painter, const QRect &rect, bool active)
{
    const bool strong = active && hasFocus();
    QPen pen(m_theme.color(strong ? Theme::Color::Accent : Theme::Color::DimText));
    pen.setWidth(strong ? 2 : 1);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(rect.adjusted(-1, 0, 0, -1));
}

// Words for people --------------------------------------------------------------------------------------------------
QString HexArea::caretText() const
{
    const quint64 begin = m_caret - m_caret % quint64(m_perRow);
    QString text = tr("caret at %1; %2:").arg(views::hex(m_caret), views::hex(begin));
    for (quint64 a = begin; m_source && a < m_size && a - begin < quint64(m_perRow); ++a) {
        const HexByte byte = m_source(a);
        text += byte.known ? QStringLiteral(" %1").arg(byte.value, 2, 16, QLatin1Char('0')) : QStringLiteral(" ··");
    }
    return text;
}

void HexArea::announce()
{
    if (!QAccessible::isActive())
        return;
    QAccessibleValueChangeEvent event(this, caretText());
    QAccessible::updateAccessibility(&event);
}

} // namespace watchglass
