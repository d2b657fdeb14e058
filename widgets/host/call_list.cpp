// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/host/call_list.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDateTime>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>

#include <array>

#include "widgets/views/view_kit.h"

namespace watchglass {

OutcomeLook lookOf(host::Failure failure)
{
    using host::Failure;
    switch (failure) {
    case Failure::None:
        return {QStringLiteral("check"), Theme::Color::Good};
    case Failure::Refused:
        return {QStringLiteral("close"), Theme::Color::Warning};
    case Failure::Busy:
        return {QStringLiteral("pause"), Theme::Color::Warning};
    case Failure::Deadline:
        return {QStringLiteral("stop"), Theme::Color::Error};
    case Failure::Unavailable:
        return {QStringLiteral("warning"), Theme::Color::Error};
    case Failure::Trap:
        break;
    }
    return {QStringLiteral("error"), Theme::Color::Error};
}

CallList::CallList(const Theme &theme, CallLog &log, QWidget *parent)
    : QAbstractScrollArea(parent), m_theme(theme), m_log(log)
{
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    views::describe(this, tr("Calls"));
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
    connect(&log, &CallLog::changed, this, &CallList::follow);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        m_atEnd = value == verticalScrollBar()->maximum();
        viewport()->update();
    });
}

int CallList::rowHeight() const
{
    return QFontMetrics(m_theme.monospace()).height() + 4;
}

int CallList::visibleRows() const
{
    return qMax(1, viewport()->height() / rowHeight() - 1); // the first is the head
}

void CallList::follow()
{
    QScrollBar *bar = verticalScrollBar();
    const bool atEnd = m_atEnd;
    bar->setPageStep(visibleRows());
    bar->setRange(0, int(qMax<qint64>(0, m_log.size() - visibleRows())));
    if (atEnd)
        bar->setValue(bar->maximum());
    m_atEnd = atEnd;
    if (m_current && !m_log.entry(m_current)) {
        m_current = 0;
        emit currentChanged();
    }
    viewport()->update();
}

void CallList::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    follow();
}

std::array<int, CallList::Columns + 1> CallList::edges() const
{
    const QFontMetrics metrics(m_theme.monospace());
    const int em = metrics.horizontalAdvance(QLatin1Char('0')), pad = em;
    const int width = viewport()->width();
    const int number = em * 8 + pad, duration = em * 9 + pad;
    const int time = width > em * 80 ? em * 13 + pad : 0; // the first to go where there is little room
    const int left = qMax(width - number - time - duration, em * 20), way = qMin(left * 2 / 5, em * 40);
    return {0, number, number + time, number + time + way, number + time + left, qMax(width, number + time + left)};
}

QString CallList::cell(const host::CallRecord &call, Column column) const
{
    switch (column) {
    case Number:
        return QStringLiteral("#%1").arg(call.id);
    case Time:
        return QDateTime::fromMSecsSinceEpoch(
                   std::chrono::duration_cast<std::chrono::milliseconds>(call.begun.time_since_epoch()).count())
            .toString(QStringLiteral("HH:mm:ss.zzz"));
    case Way:
        return wayText(call);
    case Call:
        if (!call.error.empty())
            return callText(call) + QStringLiteral(" – ") + views::text(call.error);
        return callText(call) + QLatin1Char(' ') + payloadText(call);
    case Duration:
        return durationText(call.duration);
    case Columns:
        break;
    }
    return {};
}

QString CallList::rowText(qint64 row) const
{
    const CallLog::Entry &entry = m_log.at(row);
    if (!entry.call)
        return entry.deed;
    QStringList cells;
    for (int i = 0; i < Columns; ++i)
        cells += cell(*entry.call, Column(i));
    cells += views::text(nameOf(entry.call->failure));
    return cells.join(QLatin1Char('\t'));
}

void CallList::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), m_theme.color(Theme::Color::Base));
    m_painted = 0;
    if (m_log.size() == 0) {
        painter.setPen(m_theme.color(Theme::Color::DimText));
        const int gap = views::gap(this);
        painter.drawText(viewport()->rect().adjusted(gap * 2, gap * 3, -gap * 2, 0),
                         Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap,
                         m_log.scanning()    ? tr("Looking …")
                         : m_log.filtering() ? tr("No call has all these words.")
                                             : tr("No call yet: every call of an actor, of a provider and of a linked "
                                                  "import is listed here."));
        return;
    }
    painter.setFont(m_theme.monospace());
    paintHead(painter);
    const qint64 first = verticalScrollBar()->value();
    const int height = rowHeight();
    for (int i = 0; first + i < m_log.size() && (i + 1) * height < viewport()->height(); ++i, ++m_painted)
        paintRow(painter, first + i, (i + 1) * height);
}

void CallList::paintHead(QPainter &painter)
{
    const QString titles[] = {tr("Call"), tr("Time"), tr("From → to"), tr("What"), tr("Took")};
    const auto edge = edges();
    painter.save();
    painter.setFont(font());
    painter.fillRect(0, 0, viewport()->width(), rowHeight(), m_theme.color(Theme::Color::Window));
    painter.setPen(m_theme.color(Theme::Color::DimText));
    const int pad = QFontMetrics(m_theme.monospace()).horizontalAdvance(QLatin1Char('0')) / 2;
    for (int i = 0; i < Columns; ++i) {
        if (edge[size_t(i)] == edge[size_t(i) + 1])
            continue;
        const bool number = i == Number || i == Duration;
        painter.drawText(QRect(edge[size_t(i)] + pad, 0, edge[size_t(i) + 1] - edge[size_t(i)] - 2 * pad, rowHeight()),
                         int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter), titles[i]);
    }
    painter.restore();
}

void CallList::paintRow(QPainter &painter, qint64 row, int y)
{
    const CallLog::Entry &entry = m_log.at(row);
    const int height = rowHeight(), width = viewport()->width();
    const bool chosen = m_log.serial(row) == m_current;
    if (chosen)
        painter.fillRect(0, y, width, height, m_theme.color(Theme::Color::Selection));
    else if (m_log.serial(row) % 2)
        painter.fillRect(0, y, width, height, m_theme.color(Theme::Color::AlternateBase));
    const int em = painter.fontMetrics().horizontalAdvance(QLatin1Char('0')), pad = em / 2, side = qMin(16, height - 2);
    if (!entry.call) {
        m_theme.icon(QStringLiteral("forward"), Theme::Color::Accent)
            .paint(&painter, pad, y + (height - side) / 2, side, side);
        painter.setPen(m_theme.color(Theme::Color::Accent));
        painter.drawText(QRect(pad * 2 + side, y, width - pad * 3 - side, height), Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(entry.deed, Qt::ElideRight, width - pad * 3 - side));
        return;
    }
    const host::CallRecord &call = *entry.call;
    const auto edge = edges();
    for (int i = 0; i < Columns; ++i) {
        if (edge[size_t(i)] == edge[size_t(i) + 1])
            continue;
        QRect place(edge[size_t(i)] + pad, y, edge[size_t(i) + 1] - edge[size_t(i)] - 2 * pad, height);
        if (i == Call) {
            const OutcomeLook look = lookOf(call.failure);
            m_theme.icon(look.icon, look.color).paint(&painter, place.x(), y + (height - side) / 2, side, side);
            place.setLeft(place.left() + side + pad);
        }
        const bool dim = i == Number || i == Time;
        painter.setPen(m_theme.color(i == Call && call.failure != host::Failure::None ? lookOf(call.failure).color
                                     : dim && !chosen                                 ? Theme::Color::DimText
                                                                                      : Theme::Color::Text));
        const bool number = i == Number || i == Duration;
        painter.drawText(place, int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter),
                         painter.fontMetrics().elidedText(cell(call, Column(i)),
                                                          i == Way ? Qt::ElideMiddle : Qt::ElideRight, place.width()));
    }
    if (chosen && hasFocus()) {
        painter.setPen(m_theme.color(Theme::Color::Accent));
        painter.drawRect(0, y, width - 1, height - 1);
    }
}

void CallList::setCurrent(quint64 serial)
{
    const qint64 row = m_log.rowOf(serial);
    if (row < 0)
        return;
    QScrollBar *bar = verticalScrollBar();
    if (row < bar->value())
        bar->setValue(int(row));
    else if (row >= bar->value() + visibleRows())
        bar->setValue(int(row) - visibleRows() + 1);
    if (std::exchange(m_current, serial) != serial) {
        setAccessibleDescription(rowText(row));
        QAccessibleEvent said(this, QAccessible::DescriptionChanged);
        QAccessible::updateAccessibility(&said);
        emit currentChanged();
    }
    viewport()->update();
}

void CallList::step(qint64 rows)
{
    if (m_log.size() == 0)
        return;
    const qint64 at = m_current ? m_log.rowOf(m_current) : -1;
    const qint64 to = at < 0 ? (rows < 0 ? m_log.size() - 1 : verticalScrollBar()->value()) : at + rows;
    walkTo(to);
}

void CallList::walkTo(qint64 row)
{
    if (m_log.size() > 0)
        setCurrent(m_log.serial(qBound<qint64>(0, row, m_log.size() - 1)));
}

void CallList::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        return copy();
    switch (event->key()) {
    case Qt::Key_Up:
        return step(-1);
    case Qt::Key_Down:
        return step(1);
    case Qt::Key_PageUp:
        return step(-visibleRows());
    case Qt::Key_PageDown:
        return step(visibleRows());
    case Qt::Key_Home:
        return walkTo(0);
    case Qt::Key_End:
        return walkTo(m_log.size() - 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return emit activated();
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

/// Copying is its own while it has the keys.
bool CallList::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
        event->accept();
        return true;
    }
    return QAbstractScrollArea::event(event);
}

void CallList::choose(const QPoint &at)
{
    const qint64 row = verticalScrollBar()->value() + at.y() / rowHeight() - 1;
    if (at.y() >= rowHeight() && row < m_log.size())
        setCurrent(m_log.serial(row));
}

void CallList::mousePressEvent(QMouseEvent *event)
{
    choose(event->position().toPoint());
}

void CallList::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons() & Qt::LeftButton)
        choose(event->position().toPoint());
}

void CallList::mouseDoubleClickEvent(QMouseEvent *)
{
    emit activated();
}

void CallList::copy() const
{
    if (const qint64 row = m_current ? m_log.rowOf(m_current) : -1; row >= 0)
        QApplication::clipboard()->setText(rowText(row));
}

void CallList::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu menu(this);
    menu.addAction(tr("&Copy"), this, &CallList::copy)->setEnabled(m_current != 0);
    menu.addAction(tr("C&lear"), &m_log, &CallLog::clear);
    menu.exec(event->globalPos());
}

} // namespace watchglass
