// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/value_delegate.h"

#include <QComboBox>
#include <QCompleter>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QPointer>
#include <QToolTip>

#include "widgets/views/row_model.h"
#include "widgets/views/value_field.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

QWidget *ValueDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const QVariant value = index.data(ValueRole);
    if (value.canConvert<exec::Value>()) {
        auto *field = new ValueField(m_theme, value.value<exec::Value>().type, parent);
        field->setFrame(false);
        field->setAutoFillBackground(true);
        return field;
    }
    auto *box = new QComboBox(parent);
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->addItems(m_choices);
    box->completer()->setFilterMode(Qt::MatchContains);
    box->completer()->setCompletionMode(QCompleter::PopupCompletion);
    views::describe(box, tr("Function"));
    // The list of completions keeps Enter to itself, so the delegate would not see it.
    auto *self = const_cast<ValueDelegate *>(this);
    const auto finish = [self, box = QPointer(box)] {
        if (!box || !box->isVisible()) // the view has taken it already
            return;
        emit self->commitData(box);
        emit self->closeEditor(box);
    };
    connect(box->lineEdit(), &QLineEdit::returnPressed, self, finish, Qt::QueuedConnection);
    connect(box, &QComboBox::activated, self, finish, Qt::QueuedConnection);
    return box;
}

void ValueDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    const QString text = index.data(Qt::EditRole).toString();
    if (auto *field = qobject_cast<ValueField *>(editor)) {
        field->setText(text);
        field->selectAll();
    } else if (auto *box = qobject_cast<QComboBox *>(editor)) {
        box->setCurrentIndex(m_choices.indexOf(text));
        box->setEditText(text);
        box->lineEdit()->selectAll();
    }
}

void ValueDelegate::setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const
{
    if (auto *field = qobject_cast<ValueField *>(editor))
        model->setData(index, field->text());
    else if (auto *box = qobject_cast<QComboBox *>(editor)) {
        // Part of a name that only one function has is that name.
        const QStringList fitting = m_choices.filter(box->currentText(), Qt::CaseInsensitive);
        model->setData(index, fitting.size() == 1 ? fitting.first() : box->currentText());
    }
}

// Wide enough to type in, even where the column is narrow.
void ValueDelegate::updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                                         const QModelIndex &index) const
{
    QStyledItemDelegate::updateEditorGeometry(editor, option, index);
    const int wanted = qMax(editor->width(), option.fontMetrics.averageCharWidth() * 24);
    const int left = qMax(0, qMin(editor->x(), editor->parentWidget()->width() - wanted));
    editor->setGeometry(left, editor->y(), qMin(wanted, editor->parentWidget()->width()), editor->height());
}

void ValueDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    if (option->displayAlignment & Qt::AlignRight) // a number must not touch the column after it
        option->text += QChar(QChar::Nbsp);
}

// The style's check boxes have no visible outline on dark backgrounds.
void ValueDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    if (!index.data(Qt::CheckStateRole).isValid() || !option.widget)
        return;
    QStyleOptionViewItem full = option;
    initStyleOption(&full, index);
    const QRect box = full.widget->style()->subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &full, full.widget);
    painter->setPen(m_theme.color(Theme::Color::DimText));
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(box.adjusted(0, 0, -1, -1));
}

QSize ValueDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(qMax(size.height(), option.fontMetrics.height() * 5 / 4));
    size.rwidth() += option.fontMetrics.averageCharWidth();
    return size;
}

bool ValueDelegate::eventFilter(QObject *object, QEvent *event)
{
    auto *field = qobject_cast<ValueField *>(object);
    if (field && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if ((key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Tab) && !field->problem().isEmpty()) {
            QToolTip::showText(field->mapToGlobal(QPoint(0, field->height())), field->problem(), field);
            return true;
        }
    }
    return QStyledItemDelegate::eventFilter(object, event);
}

} // namespace watchglass
