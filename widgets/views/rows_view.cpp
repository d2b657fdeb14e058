// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/rows_view.h"

#include <QMenu>
#include <QVBoxLayout>

#include "widgets/views/value_tip.h"

namespace watchglass {

namespace views {

QString place(const LineResolver &resolver, quint32 offset)
{
    const QString line = resolver ? resolver(offset) : QString();
    return line.isEmpty() ? hex(offset) : line;
}

std::vector<Cell> valueCells(const exec::Value &value, bool changed, bool editable)
{
    Cell decimal{text(exec::toString(value))};
    Cell hexadecimal{value.type.isRef() ? QString() : text(exec::toHex(value))};
    decimal.tip = hexadecimal.tip = valueTip(value);
    decimal.strong = hexadecimal.strong = changed;
    if (changed)
        decimal.color = hexadecimal.color = Theme::Color::Changed;
    if (editable)
        decimal.value = value;
    return {Cell{text(wasm::toString(value.type)), {}, {}, {}, {}, Theme::Color::Type}, decimal, hexadecimal};
}

} // namespace views

RowsView::RowsView(const Theme &theme, std::vector<Column> columns, const QString &name, const QString &emptyText,
                   QWidget *parent)
    : QWidget(parent), m_theme(theme), m_list(new DataView(theme, this)),
      m_model(new RowModel(theme, std::move(columns), this)), m_deferred(new views::Deferred(this, [this] {
          m_model->setRows(rows());
          rowsShown();
      }))
{
    m_list->setTextElideMode(Qt::ElideMiddle); // the line is at the end of a place
    views::column(this)->addWidget(m_list);
    m_list->setModel(m_model);
    m_list->setAccessibleName(name);
    m_list->setEmptyText(emptyText);
    setFocusProxy(m_list);
}

FrameView::FrameView(const Theme &theme, std::vector<Column> columns, const QString &name, const QString &emptyText,
                     QWidget *parent)
    : RowsView(theme, std::move(columns), name, emptyText, parent)
{
    const auto follow = [this](const QModelIndex &index) {
        if (const QVariant link = index.data(LinkRole); link.isValid())
            emit offsetActivated(link.toUInt());
    };
    connect(list(), &DataView::linkActivated, this, follow);
    // Enter on a row follows its first link, wherever the current column is.
    connect(list(), &DataView::rowActivated, this, [this, follow](const QModelIndex &index) {
        for (int i = 0; i < model()->columnCount(); ++i)
            if (const QModelIndex cell = index.siblingAtColumn(i); cell.data(LinkRole).isValid())
                return follow(cell);
    });
    list()->setMenu([this, follow](QMenu &menu, const QModelIndex &index) {
        for (int i = 0; index.isValid() && i < model()->columnCount(); ++i)
            if (const QModelIndex cell = index.siblingAtColumn(i); cell.data(LinkRole).isValid())
                menu.addAction(tr("&Go to %1").arg(cell.data().toString()), this, [follow, cell] { follow(cell); });
    });
}

void FrameView::setFrame(SnapshotPtr snapshot, int frame)
{
    if (snapshot != m_snapshot)
        m_previous = std::exchange(m_snapshot, std::move(snapshot));
    m_frame = frame;
    changed();
}

void FrameView::setLineResolver(LineResolver resolver)
{
    m_resolver = std::move(resolver);
    changed();
}

const session::FrameInfo *FrameView::frame() const
{
    if (!m_snapshot || m_frame < 0 || size_t(m_frame) >= m_snapshot->frames.size())
        return nullptr;
    return &m_snapshot->frames[size_t(m_frame)];
}

QString FrameView::place(quint32 offset) const
{
    return views::place(m_resolver, offset);
}

} // namespace watchglass
