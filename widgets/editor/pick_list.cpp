// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/pick_list.h"

#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace watchglass::editor {

namespace {

constexpr int visibleRows = 10;

} // namespace

void PickModel::setRows(std::vector<PickRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int PickModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant PickModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const PickRow &row = m_rows[size_t(index.row())];
    if (role == Qt::DisplayRole)
        return row.text;
    if (role == Qt::AccessibleTextRole)
        return row.detail.isEmpty() ? row.text : row.text % u", " % row.detail;
    return {};
}

void PickDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const PickRow &row = static_cast<const PickModel *>(index.model())->row(index.row());
    const bool current = option.state & QStyle::State_Selected;
    const QFontMetrics metrics(m.theme.monospace());
    const int space = metrics.horizontalAdvance(u' '), icon = metrics.height();
    painter->save();
    if (current)
        painter->fillRect(option.rect, m.color(Theme::Color::Accent));
    QRect rect = option.rect.adjusted(space / 2, 0, -space, 0);
    m.theme.icon(row.icon, current ? Theme::Color::AccentText : row.color)
        .paint(painter, QRect(rect.left(), rect.top() + (rect.height() - icon) / 2, icon, icon).adjusted(2, 2, -2, -2));
    rect.setLeft(rect.left() + icon + space / 2);
    painter->setFont(m.theme.monospace());
    painter->setPen(m.color(current ? Theme::Color::AccentText : Theme::Color::Text));
    painter->drawText(rect, Qt::AlignVCenter, metrics.elidedText(row.text, Qt::ElideRight, rect.width()));
    rect.setLeft(rect.left() + metrics.horizontalAdvance(row.text) + 2 * space);
    painter->setPen(m.color(current ? Theme::Color::AccentText : Theme::Color::DimText));
    if (rect.width() > 6 * space)
        painter->drawText(rect, Qt::AlignVCenter | Qt::AlignRight,
                          metrics.elidedText(row.detail, Qt::ElideRight, rect.width()));
    painter->restore();
}

QSize PickDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const PickRow &row = static_cast<const PickModel *>(index.model())->row(index.row());
    const QFontMetrics metrics(m.theme.monospace());
    return {metrics.horizontalAdvance(row.text % row.detail) + metrics.horizontalAdvance(u' ') * 5 + metrics.height(),
            metrics.height() + 4};
}

PickList::PickList(EditorContext &context, const QString &accessibleName)
    : Popup(context), m_model(new PickModel(this)), m_view(new QListView(this))
{
    setAccessibleName(accessibleName);
    m_view->setAccessibleName(accessibleName);
    m_view->setModel(m_model);
    m_view->setItemDelegate(new PickDelegate(context, m_view));
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setUniformItemSizes(true);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setFocusPolicy(Qt::NoFocus);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->addWidget(m_view);
    connect(m_view, &QListView::clicked, this, [this](const QModelIndex &index) {
        m_view->setCurrentIndex(index);
        accept();
    });
}

void PickList::applyTheme()
{
    Popup::applyTheme();
    m_view->setPalette(palette());
}

void PickList::pick(std::vector<PickRow> rows, quint32 offset)
{
    if (rows.empty()) {
        hide();
        return;
    }
    int width = 0;
    m_model->setRows(std::move(rows));
    const int sampled = std::min(count(), 200);
    for (int i = 0; i < sampled; ++i)
        width = std::max(width, m_view->sizeHintForIndex(m_model->index(i)).width());
    const int rowHeight = m_view->sizeHintForRow(0), shown = std::min(visibleRows, count());
    const QFontMetrics metrics(m.theme.monospace());
    const int most = metrics.averageCharWidth() * 90;
    showAt(offset, {std::min(width, most) + (count() > shown ? 20 : 6), shown * rowHeight + 4});
    m_view->setCurrentIndex(m_model->index(0));
}

void PickList::move(int rows)
{
    const int to = std::clamp(m_view->currentIndex().row() + rows, 0, count() - 1);
    m_view->setCurrentIndex(m_model->index(to));
}

bool PickList::takeKey(const QKeyEvent &event)
{
    if (!isVisible() || event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::ShiftModifier))
        return false;
    switch (event.key()) {
    case Qt::Key_Up:
        move(-1);
        return true;
    case Qt::Key_Down:
        move(1);
        return true;
    case Qt::Key_PageUp:
        move(-visibleRows);
        return true;
    case Qt::Key_PageDown:
        move(visibleRows);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Tab:
        accept();
        return true;
    case Qt::Key_Escape:
        hide();
        return true;
    default:
        return false;
    }
}

void PickList::accept()
{
    const QModelIndex current = m_view->currentIndex();
    hide();
    if (current.isValid())
        emit picked(m_model->row(current.row()).key);
}

} // namespace watchglass::editor
