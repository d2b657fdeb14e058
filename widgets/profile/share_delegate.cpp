// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/profile/share_delegate.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

namespace watchglass {

namespace {

constexpr int barLetters = 7;

int textWidth(const QFontMetrics &metrics)
{
    return metrics.horizontalAdvance(QStringLiteral("100.0 %"));
}

} // namespace

const ShareCell *shareOf(const InstructionSharesPtr &shares, quint32 offset)
{
    if (!shares)
        return nullptr;
    const auto found = std::lower_bound(shares->begin(), shares->end(), offset,
                                        [](const auto &its, quint32 at) { return its.first < at; });
    return found != shares->end() && found->first == offset ? &found->second : nullptr;
}

void paintShareBar(QPainter &painter, const QRectF &room, const ShareCell &cell, const QColor &color,
                   const QColor &interval)
{
    const auto x = [&](double share) { return room.left() + room.width() * std::clamp(share, 0.0, 1.0); };
    if (cell.share.value > 0) {
        QRectF bar(room.left(), room.top(), std::max(1.0, x(cell.share.value) - room.left()), room.height());
        if (cell.doubtful) {
            bar.setWidth(std::max(bar.width(), 3.0));
            painter.fillRect(bar, QBrush(color, Qt::BDiagPattern));
            painter.setPen(QPen(color, 1));
            painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5));
        } else {
            painter.fillRect(bar, color);
        }
    }
    if (cell.exact || cell.share.value <= 0 || x(cell.share.high) - x(cell.share.low) < 2)
        return;
    const double middle = std::floor(room.center().y()) + 0.5, arm = std::min(3.0, room.height() / 4);
    painter.setPen(QPen(interval, 1));
    painter.drawLine(QPointF(x(cell.share.low), middle), QPointF(x(cell.share.high), middle));
    for (const double end : {cell.share.low, cell.share.high})
        painter.drawLine(QPointF(x(end), middle - arm), QPointF(x(end), middle + arm));
}

void ShareDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem plain(option);
    initStyleOption(&plain, index);
    plain.text.clear();
    const QStyle *style = plain.widget ? plain.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &plain, painter, plain.widget);
    const auto cell = index.data(ShareRole).value<ShareCell>();
    const bool selected = option.state & QStyle::State_Selected;
    const QColor text = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
    const int space = plain.fontMetrics.averageCharWidth();
    const QRect room = option.rect.adjusted(space / 2, 0, -space / 2, 0);
    const QRect letters(room.left(), room.top(), textWidth(plain.fontMetrics), room.height());
    painter->save();
    painter->setFont(plain.font);
    painter->setPen(text);
    painter->drawText(letters, Qt::AlignRight | Qt::AlignVCenter, cell.text);
    const int inset = std::max(2, room.height() / 5);
    const QRectF bar = QRectF(room).adjusted(letters.width() + space, inset, 0, -inset);
    if (bar.width() > 2 * space)
        paintShareBar(*painter, bar, cell, selected ? text : m_theme.color(Theme::Color::Heat),
                      selected ? option.palette.color(QPalette::Highlight) : text);
    painter->restore();
}

QSize ShareDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem plain(option);
    initStyleOption(&plain, index);
    const int letter = plain.fontMetrics.averageCharWidth();
    return {textWidth(plain.fontMetrics) + (barLetters + 2) * letter, plain.fontMetrics.height() + 4};
}

} // namespace watchglass
