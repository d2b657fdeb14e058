// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/data_view.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QTimer>

#include "widgets/views/row_model.h"
#include "widgets/views/value_delegate.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

DataView::DataView(const Theme &theme, QWidget *parent) : QTreeView(parent), m_theme(theme)
{
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setFrameShape(NoFrame);
    setMouseTracking(true);
    setTextElideMode(Qt::ElideRight);
    setHorizontalScrollMode(ScrollPerPixel);
    for (const QKeySequence &keys : {QKeySequence(QKeySequence::Copy), QKeySequence(QKeySequence::SelectAll),
                                     QKeySequence(QKeySequence::Delete), QKeySequence(Qt::Key_F2)})
        views::ownKey(this, keys);
    setItemDelegate(new ValueDelegate(theme, this));
    header()->setStretchLastSection(true);
    header()->setAccessibleName(tr("Column titles"));
    header()->setHighlightSections(false);
    header()->setResizeContentsPrecision(50); // rows beyond the visible ones that are measured, of maybe 100,000
    header()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 3);
    header()->setDefaultSectionSize(header()->minimumSectionSize()); // columns grow to what they hold
    setIndentation(fontMetrics().averageCharWidth() * 2);
    connect(&theme, &Theme::changed, this, [this] { scheduleDelayedItemsLayout(); }); // the font may be another
}

void DataView::setModel(QAbstractItemModel *model)
{
    QTreeView::setModel(model);
    connect(model, &QAbstractItemModel::modelReset, this, &DataView::fitSoon);
    connect(model, &QAbstractItemModel::rowsInserted, this, &DataView::fitSoon);
    connect(model, &QAbstractItemModel::dataChanged, this, &DataView::fitSoon);
    connect(this, &QTreeView::expanded, this, &DataView::fitSoon);
    fitSoon();
}

void DataView::fitSoon()
{
    if (!std::exchange(m_fitPending, true))
        QTimer::singleShot(0, this, &DataView::fitColumns);
}

void DataView::showEvent(QShowEvent *event)
{
    QTreeView::showEvent(event);
    fitSoon(); // nothing is fitted while nobody looks
}

void DataView::setEmptyText(const QString &text)
{
    if (text == m_emptyText)
        return;
    m_emptyText = text;
    setAccessibleDescription(text);
    viewport()->update();
}

void DataView::setStretch(int column)
{
    header()->setStretchLastSection(column < 0);
    header()->setSectionResizeMode(QHeaderView::Interactive);
    if (column >= 0)
        header()->setSectionResizeMode(column, QHeaderView::Stretch);
}

// Columns only ever grow by themselves: one that narrows under the eye at every step is worse than a little air.
void DataView::fitColumns()
{
    m_fitPending = false;
    if (!model() || !isVisible())
        return;
    const int last = header()->count() - 1;
    const int most = qMax(viewport()->width() * 3 / 5, fontMetrics().averageCharWidth() * 12);
    for (int i = 0; i <= last; ++i) {
        const bool stretches = header()->sectionResizeMode(i) == QHeaderView::Stretch;
        if (stretches || (i == last && header()->stretchLastSection()))
            continue;
        const int wanted = qMin(most, qMax(sizeHintForColumn(i), header()->sectionSizeHint(i)));
        if (wanted > columnWidth(i))
            setColumnWidth(i, wanted);
    }
    leaveRoom();
}

// In a narrow dock the widest columns give way to the last one, which mostly says what the row is about, or to the
// stretching one, so that those behind it stay in sight.
void DataView::leaveRoom()
{
    const int count = header()->count(), letter = fontMetrics().averageCharWidth();
    int kept = count - 1;
    for (int i = 0; i < count; ++i)
        if (header()->sectionResizeMode(i) == QHeaderView::Stretch)
            kept = i;
    const int room = qMin(qMax(sizeHintForColumn(kept), header()->sectionSizeHint(kept)), m_room * letter);
    int missing = room - viewport()->width();
    for (int i = 0; i < count; ++i)
        missing += i == kept ? 0 : columnWidth(i);
    while (missing > 0) {
        int widest = -1;
        for (int i = 0; i < count; ++i)
            if (i != kept && i != m_firm && (widest < 0 || columnWidth(i) > columnWidth(widest)))
                widest = i;
        if (widest < 0)
            return;
        const int spare = columnWidth(widest) - qMax(header()->sectionSizeHint(widest), 12 * letter);
        if (spare <= 0)
            return;
        const int given = qMin(missing, qMin(spare, 2 * letter));
        setColumnWidth(widest, columnWidth(widest) - given);
        missing -= given;
    }
}

void DataView::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    fitSoon();
}

QString DataView::copied() const
{
    QModelIndexList rows = selectionModel() ? selectionModel()->selectedRows() : QModelIndexList();
    if (rows.isEmpty() && currentIndex().isValid())
        rows.append(currentIndex().siblingAtColumn(0));
    std::sort(rows.begin(), rows.end(),
              [this](const QModelIndex &a, const QModelIndex &b) { return visualRect(a).top() < visualRect(b).top(); });
    QStringList lines;
    for (const QModelIndex &row : rows) {
        const QVariant own = row.data(CopyRole);
        QStringList cells;
        for (int i = 0; own.isNull() && i < model()->columnCount(row.parent()); ++i)
            cells += row.siblingAtColumn(i).data().toString();
        lines += own.isNull() ? cells.join(QLatin1Char('\t')).trimmed() : own.toString();
    }
    return lines.join(QLatin1Char('\n'));
}

void DataView::copy() const
{
    QApplication::clipboard()->setText(copied());
}

void DataView::paintEvent(QPaintEvent *event)
{
    QTreeView::paintEvent(event);
    if (m_emptyText.isEmpty() || (model() && model()->rowCount(rootIndex()) > 0))
        return;
    QPainter painter(viewport());
    painter.setPen(m_theme.color(Theme::Color::DimText));
    const int space = views::gap(this) * 2;
    painter.drawText(viewport()->rect().adjusted(space, space, -space, -space),
                     Qt::AlignTop | Qt::AlignHCenter | Qt::TextWordWrap, m_emptyText);
}

void DataView::drawRow(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (!index.data(SeparatorRole).toBool()) {
        QTreeView::drawRow(painter, option, index);
        return;
    }
    const QString text = index.siblingAtColumn(0).data().toString();
    const int space = fontMetrics().averageCharWidth();
    const QRect all(0, option.rect.top(), viewport()->width(), option.rect.height());
    const int wide = qMin(all.width() - 4 * space, fontMetrics().horizontalAdvance(text) + space);
    const QRect middle(all.left() + 2 * space, all.top(), wide, all.height());
    painter->save();
    painter->setPen(m_theme.color(Theme::Color::Border));
    painter->drawLine(all.left(), all.center().y(), middle.left() - space / 2, all.center().y());
    painter->drawLine(middle.right() + space / 2, all.center().y(), all.right(), all.center().y());
    painter->setPen(m_theme.color(Theme::Color::DimText));
    painter->drawText(middle, Qt::AlignVCenter | Qt::AlignLeft, fontMetrics().elidedText(text, Qt::ElideRight, wide));
    painter->restore();
}

/// This cell, else the first of its row that can be edited, else none.
QModelIndex DataView::editableCell(const QModelIndex &index) const
{
    if (index.flags() & Qt::ItemIsEditable)
        return index;
    for (int i = 0; index.isValid() && i < model()->columnCount(index.parent()); ++i)
        if (const QModelIndex cell = index.siblingAtColumn(i); cell.flags() & Qt::ItemIsEditable)
            return cell;
    return {};
}

bool DataView::editCell(const QModelIndex &index)
{
    const QModelIndex cell = editableCell(index);
    if (!cell.isValid())
        return false;
    setCurrentIndex(cell);
    edit(cell);
    return true;
}

void DataView::keyPressEvent(QKeyEvent *event)
{
    const QModelIndex index = currentIndex();
    if (event->matches(QKeySequence::Copy)) {
        copy();
    } else if (event->matches(QKeySequence::Delete)) {
        emit deletePressed();
    } else if (event->key() == Qt::Key_F2 && editCell(index)) {
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && state() != EditingState &&
               index.isValid()) {
        if (!editCell(index))
            emit rowActivated(index);
    } else {
        QTreeView::keyPressEvent(event);
        return;
    }
    event->accept();
}

void DataView::mouseMoveEvent(QMouseEvent *event)
{
    const bool link = indexAt(event->pos()).data(LinkRole).isValid();
    viewport()->setCursor(link ? Qt::PointingHandCursor : Qt::ArrowCursor);
    QTreeView::mouseMoveEvent(event);
}

void DataView::mouseReleaseEvent(QMouseEvent *event)
{
    QTreeView::mouseReleaseEvent(event);
    const QModelIndex index = indexAt(event->pos());
    if (event->button() == Qt::LeftButton && event->modifiers() == Qt::NoModifier && index == currentIndex() &&
        index.data(LinkRole).isValid())
        emit linkActivated(index);
}

void DataView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->pos());
    if (index.isValid() && event->button() == Qt::LeftButton && !index.data(SeparatorRole).toBool() &&
        !model()->hasChildren(index.siblingAtColumn(0))) {
        if (!editCell(index))
            emit rowActivated(index);
        return;
    }
    QTreeView::mouseDoubleClickEvent(event);
}

void DataView::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex index = event->reason() == QContextMenuEvent::Keyboard ? currentIndex() : indexAt(event->pos());
    QMenu menu(this);
    if (m_extendMenu)
        m_extendMenu(menu, index);
    if (index.isValid()) {
        if (const QModelIndex cell = editableCell(index); cell.isValid())
            menu.addAction(m_theme.icon(QStringLiteral("edit")), tr("&Edit the value"), this,
                           [this, cell] { editCell(cell); });
        if (!menu.isEmpty())
            menu.addSeparator();
        menu.addAction(m_theme.icon(QStringLiteral("copy")), tr("&Copy"), this, &DataView::copy);
        const QString cell = index.data().toString();
        if (!cell.isEmpty())
            menu.addAction(
                tr("Copy “%1”")
                    .arg(fontMetrics().elidedText(cell, Qt::ElideRight, 20 * fontMetrics().averageCharWidth())),
                this, [cell] { QApplication::clipboard()->setText(cell); });
    }
    if (!menu.isEmpty())
        menu.exec(event->reason() == QContextMenuEvent::Keyboard
                      ? viewport()->mapToGlobal(visualRect(index).bottomLeft())
                      : event->globalPos());
}

} // namespace watchglass
