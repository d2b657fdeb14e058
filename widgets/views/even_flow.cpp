// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/even_flow.h"

#include <QWidget>

namespace watchglass {

EvenFlow::EvenFlow(int minimum, int maximum, QWidget *parent) : QLayout(parent), m_minimum(minimum), m_maximum(maximum)
{
}

EvenFlow::~EvenFlow()
{
    qDeleteAll(m_items);
}

QLayoutItem *EvenFlow::takeAt(int index)
{
    return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr;
}

QSize EvenFlow::minimumSize() const
{
    int height = 0;
    for (const QLayoutItem *item : m_items)
        height = qMax(height, item->minimumSize().height());
    const QMargins margins = contentsMargins();
    return {m_minimum / 2 + margins.left() + margins.right(), height + margins.top() + margins.bottom()};
}

void EvenFlow::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    place(rect, true);
}

int EvenFlow::place(const QRect &rect, bool move) const
{
    const QRect inner = rect.marginsRemoved(contentsMargins());
    QList<QLayoutItem *> shown;
    for (QLayoutItem *item : m_items)
        if (!item->isEmpty())
            shown += item;
    if (shown.isEmpty())
        return rect.height() - inner.height();
    if (m_maximum == 0)
        return placeFreely(inner, shown, move) + rect.height() - inner.height();
    const int gap = qMax(0, spacing());
    const int fit = qMax(1, (inner.width() + gap) / (m_minimum + gap));
    const int columns = int(qMin(qsizetype(fit), shown.size()));
    const int width = qMin(m_maximum, (inner.width() - gap * (columns - 1)) / columns);
    int y = inner.top();
    for (qsizetype begin = 0; begin < shown.size(); begin += columns) {
        const qsizetype end = qMin(shown.size(), begin + columns);
        int height = 0;
        for (qsizetype i = begin; i < end; ++i) {
            const int wanted =
                shown[i]->hasHeightForWidth() ? shown[i]->heightForWidth(width) : shown[i]->sizeHint().height();
            height = qMax(height, wanted);
        }
        for (qsizetype i = begin; move && i < end; ++i)
            shown[i]->setGeometry(QRect(inner.left() + int(i - begin) * (width + gap), y, width, height));
        y += height + gap;
    }
    return y - gap - inner.top() + (rect.height() - inner.height());
}

int EvenFlow::placeFreely(const QRect &inner, const QList<QLayoutItem *> &items, bool move) const
{
    const int gap = qMax(0, spacing());
    int x = inner.left(), y = inner.top(), height = 0;
    for (QLayoutItem *item : items) {
        const QSize wanted = item->sizeHint();
        if (x > inner.left() && x + wanted.width() > inner.left() + inner.width()) {
            x = inner.left();
            y += height + gap;
            height = 0;
        }
        if (move)
            item->setGeometry(QRect(QPoint(x, y), QSize(qMin(wanted.width(), inner.width()), wanted.height())));
        x += wanted.width() + gap;
        height = qMax(height, wanted.height());
    }
    return y + height - inner.top();
}

} // namespace watchglass
