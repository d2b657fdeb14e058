// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/row_model.h"

#include <QFont>

#include "widgets/views/view_kit.h"

namespace watchglass {

RowModel::RowModel(const Theme &theme, std::vector<Column> columns, QObject *parent)
    : QAbstractTableModel(parent), m_theme(theme), m_columns(std::move(columns))
{
    connect(&theme, &Theme::changed, this, &RowModel::repaint);
}

void RowModel::repaint()
{
    m_icons.clear();
    if (!m_rows.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void RowModel::setRows(std::vector<Row> rows)
{
    const size_t most = qMin(m_rows.size(), rows.size());
    size_t head = 0, tail = 0;
    while (head < most && m_rows[head].key == rows[head].key)
        ++head;
    while (tail < most - head && m_rows[m_rows.size() - 1 - tail].key == rows[rows.size() - 1 - tail].key)
        ++tail;

    if (const size_t end = m_rows.size() - tail; head < end) {
        beginRemoveRows({}, int(head), int(end) - 1);
        m_rows.erase(m_rows.begin() + ptrdiff_t(head), m_rows.begin() + ptrdiff_t(end));
        endRemoveRows();
    }
    const size_t added = rows.size() - tail;
    if (head < added) {
        beginInsertRows({}, int(head), int(added) - 1);
        m_rows.insert(m_rows.begin() + ptrdiff_t(head), rows.begin() + ptrdiff_t(head),
                      rows.begin() + ptrdiff_t(added));
        endInsertRows();
    }
    for (size_t i = 0; i < rows.size(); ++i) {
        if (m_rows[i] == rows[i])
            continue;
        m_rows[i] = std::move(rows[i]);
        emit dataChanged(index(int(i), 0), index(int(i), columnCount() - 1));
    }
}

int RowModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}
int RowModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_columns.size());
}

QVariant RowModel::font(const Row &row, const Cell &cell, const Column &column) const
{
    QFont font = column.code && !row.separator ? m_theme.monospace() : QFont();
    font.setBold(cell.strong);
    font.setUnderline(cell.link.has_value());
    return font;
}

QVariant RowModel::foreground(const Row &row, const Cell &cell) const
{
    if (row.separator)
        return m_theme.color(Theme::Color::DimText);
    if (cell.color)
        return m_theme.color(*cell.color);
    return cell.link ? QVariant(m_theme.color(Theme::Color::Accent)) : QVariant();
}

QIcon RowModel::icon(const Cell &cell) const
{
    QIcon &known = m_icons[cell.icon + QString::number(cell.iconColor ? int(*cell.iconColor) : -1)];
    if (known.isNull() && cell.icon == views::noIcon) {
        QPixmap empty(16, 16);
        empty.fill(Qt::transparent);
        known = QIcon(empty);
    }
    if (known.isNull())
        known = cell.iconColor ? m_theme.icon(cell.icon, *cell.iconColor) : m_theme.icon(cell.icon);
    return known;
}

QVariant RowModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Row &row = m_rows[size_t(index.row())];
    if (role == SeparatorRole)
        return row.separator;
    if (size_t(index.column()) >= row.cells.size())
        return {};
    const Cell &cell = row.cells[size_t(index.column())];
    const Column &column = m_columns[size_t(index.column())];
    switch (role) {
    case Qt::DisplayRole:
        return cell.text;
    case Qt::EditRole:
        if (cell.value)
            return views::text(exec::toString(*cell.value));
        return cell.choice.isEmpty() ? cell.text : cell.choice;
    case Qt::AccessibleTextRole:
        return QString(m_columns[size_t(index.column())].title % QLatin1String(": ") % cell.text);
    case Qt::ToolTipRole:
        return cell.tip.isEmpty() ? QVariant(cell.text) : QVariant(cell.tip);
    case Qt::TextAlignmentRole:
        return int((column.number && !row.separator ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::FontRole:
        return font(row, cell, column);
    case Qt::ForegroundRole:
        return foreground(row, cell);
    case Qt::DecorationRole:
        return cell.icon.isEmpty() ? QVariant() : QVariant(icon(cell));
    case Qt::CheckStateRole:
        return cell.checked ? QVariant(*cell.checked ? Qt::Checked : Qt::Unchecked) : QVariant();
    case LinkRole:
        return cell.link ? QVariant(*cell.link) : QVariant();
    case ValueRole:
        return cell.value ? QVariant::fromValue(*cell.value) : QVariant();
    default:
        return {};
    }
}

QVariant RowModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const Column &column = m_columns[size_t(section)];
    if (role == Qt::DisplayRole)
        return column.number ? QString(column.title % QChar(QChar::Nbsp)) : column.title;
    if (role == Qt::TextAlignmentRole)
        return int((column.number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

Qt::ItemFlags RowModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    const Row &row = m_rows[size_t(index.row())];
    if (row.separator)
        return Qt::ItemNeverHasChildren; // the keyboard passes over it
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    if (size_t(index.column()) < row.cells.size()) {
        const Cell &cell = row.cells[size_t(index.column())];
        if (cell.value || !cell.choice.isEmpty())
            flags |= Qt::ItemIsEditable;
        if (cell.checked)
            flags |= Qt::ItemIsUserCheckable;
    }
    return flags;
}

bool RowModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid() || size_t(index.column()) >= m_rows[size_t(index.row())].cells.size())
        return false;
    const Cell &cell = m_rows[size_t(index.row())].cells[size_t(index.column())];
    if (role == Qt::CheckStateRole && cell.checked) {
        emit checkChanged(index.row(), value.toInt() == Qt::Checked);
        return true;
    }
    if (role != Qt::EditRole)
        return false;
    if (!cell.value) {
        if (!cell.choice.isEmpty())
            emit choiceEdited(index.row(), index.column(), value.toString());
        return !cell.choice.isEmpty();
    }
    const auto parsed = exec::parseValue(value.toString().trimmed().toStdString(), cell.value->type);
    if (parsed && parsed->bits != cell.value->bits)
        emit valueEdited(index.row(), index.column(), *parsed);
    return parsed.has_value();
}

} // namespace watchglass
