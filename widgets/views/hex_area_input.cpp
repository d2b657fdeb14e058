// SPDX-License-Identifier: GPL-3.0-or-later
/// Keyboard, mouse and clipboard of the hex area.
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QScrollBar>
#include <QToolTip>

#include "widgets/views/hex_area.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

namespace {

/// More than this is not copied: a clipboard is no place for a memory.
constexpr quint64 mostCopied = 1 << 20;

} // namespace

void HexArea::moveCaret(quint64 address, bool extend)
{
    commitNibble();
    const quint64 anchor = m_anchor;
    goTo(address);
    if (extend) {
        m_anchor = anchor;
        viewport()->update();
    }
}

bool HexArea::navigate(QKeyEvent *event)
{
    const auto perRow = quint64(m_perRow);
    const quint64 page = quint64(qMax(1, visibleRows() - 2)) * perRow;
    const bool control = event->modifiers() & Qt::ControlModifier;
    const quint64 last = m_size - 1;
    const auto back = [this](quint64 by) { return m_caret >= by ? m_caret - by : m_caret; };
    const auto on = [this, last](quint64 by) { return last - m_caret >= by ? m_caret + by : m_caret; };
    quint64 to = 0;
    switch (event->key()) {
    case Qt::Key_Left:
        to = back(1);
        break;
    case Qt::Key_Right:
        to = on(1);
        break;
    case Qt::Key_Up:
        to = back(perRow);
        break;
    case Qt::Key_Down:
        to = on(perRow);
        break;
    case Qt::Key_PageUp:
        to = m_caret >= page ? m_caret - page : m_caret % perRow;
        break;
    case Qt::Key_PageDown:
        to = last - m_caret >= page ? m_caret + page : last;
        break;
    case Qt::Key_Home:
        to = control ? 0 : m_caret - m_caret % perRow;
        break;
    case Qt::Key_End:
        to = control ? last : qMin(last, m_caret - m_caret % perRow + perRow - 1);
        break;
    default:
        return false;
    }
    moveCaret(to, event->modifiers() & Qt::ShiftModifier);
    return true;
}

void HexArea::keyPressEvent(QKeyEvent *event)
{
    const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    if (m_size == 0) {
        event->ignore();
    } else if (event->matches(QKeySequence::Copy)) {
        m_inText ? copyText() : copyHex();
    } else if (event->matches(QKeySequence::SelectAll)) {
        m_anchor = 0;
        moveCaret(m_size - 1, true);
    } else if (event->key() == Qt::Key_T && event->modifiers() == Qt::ControlModifier) {
        commitNibble();
        m_inText = !m_inText;
        viewport()->update();
    } else if (event->key() == Qt::Key_Escape && m_nibble >= 0) {
        m_nibble = -1;
        viewport()->update();
    } else if (!(event->modifiers() & Qt::AltModifier) && navigate(event)) {
    } else if (plain && m_editable && typeInto(event->text())) {
    } else {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
}

// A byte is told when both of its digits are there: one edit, one step of undo.
bool HexArea::typeInto(const QString &text)
{
    if (text.size() != 1)
        return false;
    const char16_t character = text[0].unicode();
    if (m_inText) {
        if (character < 0x20 || character > 0x7e)
            return false;
        emit byteTyped(m_caret, quint8(character));
        goTo(qMin(m_caret + 1, m_size - 1));
        return true;
    }
    bool isDigit = false;
    const int digit = text.toInt(&isDigit, 16);
    if (!isDigit || character < u'0')
        return false;
    if (m_nibble < 0) {
        m_nibble = digit;
        viewport()->update();
        return true;
    }
    const auto value = quint8(m_nibble << 4 | digit);
    m_nibble = -1;
    emit byteTyped(m_caret, value);
    goTo(qMin(m_caret + 1, m_size - 1));
    return true;
}

void HexArea::commitNibble()
{
    if (m_nibble < 0)
        return;
    const auto value = quint8(m_nibble);
    m_nibble = -1;
    emit byteTyped(m_caret, value);
}

void HexArea::focusOutEvent(QFocusEvent *event)
{
    commitNibble();
    viewport()->update();
    QAbstractScrollArea::focusOutEvent(event);
}

void HexArea::mousePressEvent(QMouseEvent *event)
{
    const auto hit = hitAt(event->pos());
    if (!hit)
        return;
    const bool inside = event->button() == Qt::RightButton && selection().contains(hit->address);
    m_inText = hit->text;
    if (!inside)
        moveCaret(hit->address, event->modifiers() & Qt::ShiftModifier);
    viewport()->update();
}

void HexArea::mouseMoveEvent(QMouseEvent *event)
{
    const auto hit = hitAt(event->pos());
    if (hit && event->buttons() & Qt::LeftButton && hit->address != m_caret)
        moveCaret(hit->address, true);
}

bool HexArea::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QAbstractScrollArea::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const auto hit = hitAt(help->pos());
    const HexByte byte = hit && m_source ? m_source(hit->address) : HexByte{};
    if (byte.known)
        QToolTip::showText(help->globalPos(),
                           tr("%1: %2 = %3%4%5")
                               .arg(views::hex(hit->address), views::hex(byte.value, 2))
                               .arg(byte.value)
                               .arg(byte.changed ? tr(", changed since the last stop") : QString(),
                                    byte.watched ? tr(", watched") : QString()),
                           viewport());
    else
        QToolTip::hideText();
    return true;
}

QByteArray HexArea::selectedBytes() const
{
    QByteArray bytes;
    const ByteRange range = selection();
    for (quint64 a = range.begin; a < range.end && a - range.begin < mostCopied; ++a) {
        const HexByte byte = m_source ? m_source(a) : HexByte{};
        if (!byte.known)
            break;
        bytes += char(byte.value);
    }
    return bytes;
}

void HexArea::copyHex() const
{
    QApplication::clipboard()->setText(QString::fromLatin1(selectedBytes().toHex(' ')));
}

void HexArea::copyText() const
{
    QApplication::clipboard()->setText(QString::fromUtf8(selectedBytes()));
}

void HexArea::contextMenuEvent(QContextMenuEvent *event)
{
    if (m_size == 0)
        return;
    const auto copyEach = [this](const char *format, const QString &between) {
        QStringList parts;
        for (const char byte : selectedBytes())
            parts += QString::asprintf(format, unsigned(quint8(byte)));
        return parts.join(between);
    };
    const auto put = [](const QString &text) { QApplication::clipboard()->setText(text); };
    QMenu menu(this);
    menu.addAction(m_theme.icon(QStringLiteral("copy")), tr("&Copy bytes"), this, &HexArea::copyHex);
    menu.addAction(tr("Copy as &text"), this, &HexArea::copyText);
    menu.addAction(tr("Copy as C &array"), this,
                   [=] { put(QLatin1Char('{') + copyEach("0x%02x", QStringLiteral(", ")) + QLatin1Char('}')); });
    menu.addAction(tr("Copy as &WAT data"), this,
                   [=] { put(QLatin1Char('"') + copyEach("\\%02x", QString()) + QLatin1Char('"')); });
    menu.addAction(tr("Copy as &Base64"), this, [=, this] { put(QString::fromLatin1(selectedBytes().toBase64())); });
    menu.addSeparator();
    menu.addAction(tr("Copy a&ddress %1").arg(views::hex(m_caret)), this, [=, this] { put(views::hex(m_caret)); });
    if (m_extendMenu) {
        menu.addSeparator();
        m_extendMenu(menu);
    }
    const bool keyboard = event->reason() == QContextMenuEvent::Keyboard;
    menu.exec(keyboard ? viewport()->mapToGlobal(byteRect(m_caret).bottomLeft()) : event->globalPos());
}

} // namespace watchglass
