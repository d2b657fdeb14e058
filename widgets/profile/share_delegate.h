// SPDX-License-Identifier: GPL-3.0-or-later
/// A share as a number and, behind it, a bar with its interval; hatched when few samples stand behind it.
#pragma once

#include <QStyledItemDelegate>

#include <memory>
#include <vector>

#include "engine/profile/statistics.h"
#include "widgets/theme.h"

namespace watchglass {

struct ShareCell {
    QString text;
    profile::Share share;
    bool doubtful = false;
    bool exact = false; ///< has no interval
};

/// Of a module's instructions, by offset.
using InstructionShares = std::vector<std::pair<quint32, ShareCell>>;
using InstructionSharesPtr = std::shared_ptr<const InstructionShares>;
/// Null when there is none of that instruction, or there are none at all.
const ShareCell *shareOf(const InstructionSharesPtr &shares, quint32 offset);

/// Draws only the bar, from left to right of a rectangle.
void paintShareBar(QPainter &painter, const QRectF &room, const ShareCell &cell, const QColor &color,
                   const QColor &interval);

class ShareDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    static constexpr int ShareRole = Qt::UserRole + 20;

    ShareDelegate(const Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
};

} // namespace watchglass

Q_DECLARE_METATYPE(watchglass::ShareCell)
