// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/command_palette.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace watchglass {

namespace {
enum Role { IdRole = Qt::UserRole + 1, ScoreRole, KeysRole, TipRole };

/// The name at the left, what it does behind it, its keys at the right.
class RowDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::paint(painter, option, index);
        const QFontMetrics &metrics = option.fontMetrics;
        const int margin = metrics.averageCharWidth();
        const QString keys = index.data(KeysRole).toString();
        const int before =
            option.decorationSize.width() + metrics.horizontalAdvance(index.data().toString()) + 4 * margin;
        const int after = metrics.horizontalAdvance(keys) + 3 * margin;
        const bool selected = option.state & QStyle::State_Selected;
        painter->setPen(option.palette.color(selected ? QPalette::HighlightedText : QPalette::PlaceholderText));
        painter->drawText(option.rect.adjusted(0, 0, -margin, 0), Qt::AlignRight | Qt::AlignVCenter, keys);
        const QRect middle = option.rect.adjusted(before, 0, -after, 0);
        painter->drawText(middle, Qt::AlignLeft | Qt::AlignVCenter,
                          metrics.elidedText(index.data(TipRole).toString(), Qt::ElideRight, middle.width()));
    }

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QSize size = QStyledItemDelegate::sizeHint(option, index);
        size.setHeight(option.fontMetrics.height() * 3 / 2);
        return size;
    }
};
} // namespace

int fuzzyScore(const QString &pattern, const QString &text)
{
    int score = 0;
    qsizetype at = -1;
    for (const QChar letter : pattern) {
        if (letter.isSpace())
            continue;
        const qsizetype next = text.indexOf(letter, at + 1, Qt::CaseInsensitive);
        if (next < 0)
            return -1;
        const bool wordStart = next == 0 || !text[next - 1].isLetterOrNumber();
        score += next == at + 1 ? 5 : wordStart ? 4 : 1;
        at = next;
    }
    return score * 100 - int(text.size());
}

CommandPalette::CommandPalette(const ActionRegistry &registry, const Theme &theme, QWidget *parent)
    : QDialog(parent, Qt::Popup), m_registry(registry), m_theme(theme), m_field(new QLineEdit(this)),
      m_list(new QListView(this)), m_model(new QStandardItemModel(this)), m_proxy(new QSortFilterProxyModel(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setAccessibleName(tr("Command palette"));
    m_field->setPlaceholderText(tr("Type a part of a command's name"));
    m_field->setAccessibleName(tr("Command"));
    m_field->installEventFilter(this);
    m_list->setAccessibleName(tr("Matching commands"));
    m_list->setEditTriggers(QListView::NoEditTriggers);
    m_list->setItemDelegate(new RowDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setIconSize(QSize(fontMetrics().height(), fontMetrics().height()));
    m_proxy->setSourceModel(m_model);
    m_proxy->setSortRole(ScoreRole);
    m_proxy->setFilterRole(ScoreRole);
    m_list->setModel(m_proxy);

    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_field);
    layout->addWidget(m_list);

    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_list, &QListView::clicked, this, &CommandPalette::runCurrent);
    fill();
    filter({});
    m_field->setFocus();
    setFocusProxy(m_field);

    const int width = fontMetrics().averageCharWidth() * 100, height = fontMetrics().height() * 22;
    resize(std::min(width, parent->width()), std::min(height, parent->height()));
    const QPoint top = parent->mapToGlobal(QPoint((parent->width() - this->width()) / 2, parent->height() / 10));
    move(top);
}

void CommandPalette::paintEvent(QPaintEvent *event)
{
    QDialog::paintEvent(event);
    QPainter painter(this);
    painter.setPen(m_theme.color(Theme::Color::Outline));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void CommandPalette::fill()
{
    QPixmap empty(m_list->iconSize());
    empty.fill(Qt::transparent);
    const QIcon none(empty); // keeps the names of one column
    for (const ActionRegistry::Spec &spec : m_registry.specs()) {
        const QAction *action = m_registry.action(spec.id);
        if (!action->isEnabled() || !action->isVisible() || spec.id == QStringLiteral("tools.palette"))
            continue;
        auto *item =
            new QStandardItem(action->icon().isNull() ? none : action->icon(), action->text().remove(QLatin1Char('&')));
        item->setData(spec.tip, TipRole);
        item->setData(spec.id, IdRole);
        item->setData(action->shortcut().toString(QKeySequence::NativeText), KeysRole);
        m_model->appendRow(item);
    }
}

void CommandPalette::filter(const QString &pattern)
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        QStandardItem *item = m_model->item(row);
        int score = pattern.isEmpty() ? -row : fuzzyScore(pattern, item->text());
        if (score < 0 && !pattern.isEmpty() && item->data(TipRole).toString().contains(pattern, Qt::CaseInsensitive))
            score = 0; // what it does counts too, after every name
        item->setData(score, ScoreRole);
    }
    // With a pattern, negative scores are the misfits; without one, rows keep their order.
    m_proxy->setFilterRegularExpression(pattern.isEmpty() ? QString() : QStringLiteral("^[0-9]"));
    m_proxy->sort(0, Qt::DescendingOrder);
    m_list->setCurrentIndex(m_proxy->index(0, 0));
}

void CommandPalette::runCurrent()
{
    const QString id = m_list->currentIndex().data(IdRole).toString();
    close();
    if (QAction *action = m_registry.action(id))
        action->trigger();
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    auto *key = static_cast<QKeyEvent *>(event);
    switch (key->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown: {
        const int step = key->key() == Qt::Key_Up       ? -1
                         : key->key() == Qt::Key_Down   ? 1
                         : key->key() == Qt::Key_PageUp ? -10
                                                        : 10;
        const int row = std::clamp(m_list->currentIndex().row() + step, 0, m_proxy->rowCount() - 1);
        m_list->setCurrentIndex(m_proxy->index(row, 0));
        return true;
    }
    case Qt::Key_Return:
    case Qt::Key_Enter:
        runCurrent();
        return true;
    default:
        return QDialog::eventFilter(watched, event);
    }
}

} // namespace watchglass
