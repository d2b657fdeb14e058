// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/host/board_card.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QDrag>
#include <QMimeData>
#include <QPainter>
#include <QUrl>

#include "widgets/views/view_kit.h"

namespace watchglass {

Theme::Color moodColor(BoardMood mood)
{
    switch (mood) {
    case BoardMood::Good:
        return Theme::Color::Good;
    case BoardMood::Warning:
        return Theme::Color::Warning;
    case BoardMood::Bad:
        return Theme::Color::Error;
    case BoardMood::Calm:
        break;
    }
    return Theme::Color::DimText;
}

QIcon moodIcon(const Theme &theme, BoardMood mood)
{
    static const char *const icons[] = {"hint", "check", "warning", "error"};
    return theme.icon(QLatin1String(icons[int(mood)]), moodColor(mood));
}

BoardCard::BoardCard(const Theme &theme, BoardId id, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_id(std::move(id))
{
    setFocusPolicy(Qt::StrongFocus);
    setAcceptDrops(m_id.kind != BoardId::Kind::Provider);
    if (m_id.kind == BoardId::Kind::Provider)
        setCursor(Qt::OpenHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void BoardCard::setLook(const Look &look)
{
    if (look == m_look)
        return;
    m_look = look;
    setAccessibleName(look.title);
    static const char *const moods[] = {QT_TR_NOOP("not linked"), QT_TR_NOOP("well"), QT_TR_NOOP("take care"),
                                        QT_TR_NOOP("not well")};
    const bool calm = look.mood == BoardMood::Calm;
    setAccessibleDescription(calm ? look.text : tr("%1; %2").arg(tr(moods[int(look.mood)]), look.text));
    setToolTip(look.title + QLatin1Char('\n') + look.text);
    update();
}

void BoardCard::setCurrent(bool current)
{
    m_current = current;
    update();
}

int BoardCard::pad() const
{
    return views::gap(this);
}

QSize BoardCard::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 24, 2 * fontMetrics().height() + 2 * pad()};
}

QSize BoardCard::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 12, sizeHint().height()};
}

void BoardCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool lit = m_current || m_target;
    const QRectF frame = QRectF(rect()).adjusted(1, 1, -1, -1);
    const bool link = m_id.kind == BoardId::Kind::Link;
    painter.setPen(QPen(m_theme.color(lit    ? Theme::Color::Accent
                                      : link ? Theme::Color::Border
                                             : Theme::Color::Outline),
                        lit && (hasFocus() || m_target) ? 2 : 1,
                        m_look.mood == BoardMood::Calm && !m_look.strong ? Qt::DashLine : Qt::SolidLine));
    painter.setBrush(m_theme.color(m_target ? Theme::Color::Selection
                                   : link   ? Theme::Color::Base
                                            : Theme::Color::AlternateBase));
    const double radius = pad() * 0.7;
    painter.drawRoundedRect(frame, radius, radius);

    const int side = 16, left = pad() + 2, line = fontMetrics().height();
    const QRect icon(left, pad() + (line - side) / 2, side, side);
    m_theme.icon(m_look.icon, Theme::Color::Text).paint(&painter, icon);
    const QRect badge(width() - pad() - side - 2, icon.y(), side, side);
    if (m_look.mood != BoardMood::Calm)
        moodIcon(m_theme, m_look.mood).paint(&painter, badge);

    const int textLeft = icon.right() + pad(), textWidth = badge.left() - textLeft - 2;
    QFont font = this->font();
    font.setBold(m_look.strong);
    painter.setFont(font);
    painter.setPen(m_theme.color(Theme::Color::Text));
    painter.drawText(QRect(textLeft, pad(), textWidth, line), Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetrics(font).elidedText(m_look.title, Qt::ElideMiddle, textWidth));
    painter.setFont(this->font());
    const int wide = width() - textLeft - pad();
    painter.setPen(m_theme.color(m_look.mood == BoardMood::Bad ? Theme::Color::Error : Theme::Color::DimText));
    painter.drawText(QRect(textLeft, pad() + line, wide, line), Qt::AlignVCenter | Qt::AlignLeft,
                     fontMetrics().elidedText(m_look.text, Qt::ElideRight, wide));
}

/// Its keys are its own, not those of the program's actions.
bool BoardCard::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Undo) || key->key() == Qt::Key_Delete) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void BoardCard::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Undo))
        return emit undoWanted();
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Home:
    case Qt::Key_End:
        return emit stepped(event->key());
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return emit activated();
    case Qt::Key_Delete:
        return emit removeWanted();
    default:
        QWidget::keyPressEvent(event);
    }
}

void BoardCard::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
    emit entered();
}

void BoardCard::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

void BoardCard::mousePressEvent(QMouseEvent *event)
{
    m_pressed = event->position().toPoint();
    setFocus(Qt::MouseFocusReason);
}

void BoardCard::mouseMoveEvent(QMouseEvent *event)
{
    if (m_id.kind != BoardId::Kind::Provider || !(event->buttons() & Qt::LeftButton) ||
        (event->position().toPoint() - m_pressed).manhattanLength() < QApplication::startDragDistance())
        return;
    auto *drag = new QDrag(this);
    auto *data = new QMimeData;
    data->setData(providerMime(), QByteArray::fromStdString(m_id.provider));
    drag->setMimeData(data);
    drag->setPixmap(grab());
    drag->setHotSpot(m_pressed);
    drag->exec(Qt::LinkAction | Qt::CopyAction, Qt::LinkAction);
}

void BoardCard::mouseDoubleClickEvent(QMouseEvent *)
{
    emit activated();
}

void BoardCard::contextMenuEvent(QContextMenuEvent *event)
{
    setFocus(Qt::PopupFocusReason);
    emit menuWanted(event->reason() == QContextMenuEvent::Keyboard ? mapToGlobal(rect().center()) : event->globalPos());
}

bool BoardCard::takes(const QMimeData &data) const
{
    return data.hasFormat(providerMime()) || (m_id.kind == BoardId::Kind::Actor && data.hasUrls());
}

void BoardCard::dragEnterEvent(QDragEnterEvent *event)
{
    if (!takes(*event->mimeData()))
        return;
    event->acceptProposedAction();
    m_target = true;
    update();
}

void BoardCard::dragLeaveEvent(QDragLeaveEvent *)
{
    m_target = false;
    update();
}

void BoardCard::dropEvent(QDropEvent *event)
{
    m_target = false;
    update();
    event->acceptProposedAction();
    if (event->mimeData()->hasFormat(providerMime()))
        emit providerDropped(QString::fromUtf8(event->mimeData()->data(providerMime())));
    else
        for (const QUrl &url : event->mimeData()->urls())
            if (url.isLocalFile())
                return emit fileDropped(url.toLocalFile());
}

} // namespace watchglass
