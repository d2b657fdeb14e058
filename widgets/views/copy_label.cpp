// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/copy_label.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QPainter>
#include <QStyleOptionFocusRect>
#include <QTextLayout>

#include "widgets/views/view_kit.h"

namespace watchglass {

namespace {
/// Names come from strangers, who may have written a megabyte.
constexpr qsizetype mostShown = 2000;
} // namespace

CopyLabel::CopyLabel(const Theme &theme, const QString &name, Form form, QWidget *parent)
    : QLabel(parent), m_theme(theme), m_name(name), m_form(form)
{
    setTextFormat(Qt::PlainText);
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    policy.setHeightForWidth(form == Form::Sentence);
    setSizePolicy(policy);
    views::ownKey(this, QKeySequence(QKeySequence::Copy), [this] { copy(); });
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry(); // the font may be another
        update();
    });
    nameAloud();
}

void CopyLabel::setWhole(const QString &text)
{
    m_whole = text;
    setText(text.size() > mostShown ? QString(text.left(mostShown) % QStringLiteral("…")) : text);
    nameAloud();
    updateGeometry();
}

void CopyLabel::nameAloud()
{
    setAccessibleName(m_name.isEmpty() || text().isEmpty() ? m_name + text() : tr("%1: %2").arg(m_name, text()));
}

void CopyLabel::setColor(std::optional<Theme::Color> color)
{
    m_color = color;
    update();
}

void CopyLabel::setMostLines(int lines)
{
    m_mostLines = lines;
    updateGeometry();
}

void CopyLabel::copy() const
{
    QApplication::clipboard()->setText(m_whole);
}

QFont CopyLabel::shownFont() const
{
    return m_form == Form::Key ? m_theme.monospace() : font();
}

/// Breaks the text into lines and says how high they are together.
int CopyLabel::lay(QTextLayout &layout, int width) const
{
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    qreal height = 0;
    for (int lines = 0; lines < m_mostLines; ++lines) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(qMax(1, width));
        line.setPosition({0, height});
        height += line.height();
    }
    layout.endLayout();
    return qCeil(height);
}

QSize CopyLabel::sizeHint() const
{
    const QFontMetrics metrics(shownFont());
    const int most = metrics.averageCharWidth() * 40;
    return {qMin(most, metrics.horizontalAdvance(text())), metrics.height()};
}

QSize CopyLabel::minimumSizeHint() const
{
    const QFontMetrics metrics(shownFont());
    return {metrics.averageCharWidth() * 8, metrics.height()};
}

int CopyLabel::heightForWidth(int width) const
{
    QTextLayout layout(text(), shownFont());
    return lay(layout, width);
}

void CopyLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(shownFont());
    painter.setPen(m_color ? m_theme.color(*m_color) : palette().color(foregroundRole()));
    if (m_form == Form::Key) {
        painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(text(), Qt::ElideMiddle, width()));
    } else {
        QTextLayout layout(text(), shownFont());
        lay(layout, width());
        for (int i = 0; i < layout.lineCount(); ++i) {
            const QTextLine line = layout.lineAt(i);
            const bool cut = i + 1 == layout.lineCount() && line.textStart() + line.textLength() < text().size();
            if (cut)
                painter.drawText(
                    QPointF(0, line.y() + line.ascent()),
                    painter.fontMetrics().elidedText(text().mid(line.textStart()), Qt::ElideRight, width()));
            else
                line.draw(&painter, {});
        }
    }
    if (!hasFocus())
        return;
    QStyleOptionFocusRect option;
    option.initFrom(this);
    style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, this);
}

void CopyLabel::keyPressEvent(QKeyEvent *event)
{
    if (event->modifiers() == Qt::NoModifier && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down))
        emit stepped(event->key() == Qt::Key_Up ? -1 : 1);
    else
        QLabel::keyPressEvent(event);
}

void CopyLabel::focusInEvent(QFocusEvent *event)
{
    emit focused();
    QLabel::focusInEvent(event);
}

void CopyLabel::contextMenuEvent(QContextMenuEvent *event)
{
    if (focusPolicy() != Qt::NoFocus)
        setFocus(Qt::MouseFocusReason);
    QMenu menu(this);
    menu.addAction(m_theme.icon(QStringLiteral("copy")), m_name.isEmpty() ? tr("&Copy") : tr("&Copy %1").arg(m_name),
                   QKeySequence(QKeySequence::Copy), this, [this] { copy(); });
    menu.exec(event->globalPos());
}

void CopyLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateGeometry();
}

} // namespace watchglass
