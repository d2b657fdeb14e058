// SPDX-License-Identifier: GPL-3.0-or-later
/// Edits cells that carry an exec::Value; a text that is none keeps its editor open and says why.
#pragma once

#include <QStyledItemDelegate>

#include "widgets/theme.h"

namespace watchglass {

class ValueDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    ValueDelegate(const Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}
    /// Names offered for cells whose value is a name to choose.
    void setChoices(const QStringList &choices) { m_choices = choices; }

    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void setEditorData(QWidget *editor, const QModelIndex &index) const override;
    void setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const override;
    void updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    const Theme &m_theme;
    QStringList m_choices;
};

} // namespace watchglass
