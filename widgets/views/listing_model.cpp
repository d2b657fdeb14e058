// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/listing_model.h"

#include <algorithm>

#include "widgets/views/view_kit.h"

namespace watchglass {

namespace {

/// Bytes that the list shows of one row; all of them stand in the pane beside.
constexpr uint32_t mostBytes = 6;
constexpr uint8_t codeSection = 10;

QIcon noIcon()
{
    static const QIcon icon = [] {
        QPixmap nothing(64, 64);
        nothing.fill(Qt::transparent);
        return QIcon(nothing);
    }();
    return icon;
}

} // namespace

void ListingModel::setModule(std::shared_ptr<const wasm::Module> module, std::shared_ptr<const wasm::Names> names)
{
    beginResetModel();
    m_rows.clear();
    m_wanted.clear();
    m_tops.clear();
    m_module = std::move(module);
    m_names = names ? std::move(names) : std::make_shared<const wasm::Names>();
    for (uint32_t s = 0; m_module && s < m_module->sections.size(); ++s) {
        const wasm::Section &section = m_module->sections[s];
        m_tops.push_back({section.content, {}, s});
        for (uint32_t f = 0; section.id == codeSection && f < m_module->functions.size(); ++f)
            if (!m_module->functions[f].imported)
                m_tops.push_back({m_module->functions[f].body, f, s});
    }
    endResetModel();
}

void ListingModel::setExecution(std::optional<quint32> offset)
{
    m_execution = offset;
    if (!m_tops.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void ListingModel::setHeat(InstructionSharesPtr heat)
{
    m_heat = std::move(heat);
    if (!m_tops.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

const ShareCell *ListingModel::heat(const QModelIndex &index) const
{
    return index.internalId() ? shareOf(m_heat, bytesOf(index).begin) : nullptr;
}

// Shape: the internal id of an instruction is the row of its function plus one. ---------------------------------------
QModelIndex ListingModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row() + 1) : quintptr(0));
}

QModelIndex ListingModel::parent(const QModelIndex &index) const
{
    return index.isValid() && index.internalId() ? createIndex(int(index.internalId()) - 1, 0, quintptr(0))
                                                 : QModelIndex();
}

const ListingModel::Rows *ListingModel::rowsOf(int top) const
{
    const auto found = m_rows.find(top);
    return found == m_rows.end() ? nullptr : &found->second;
}

std::optional<quint32> ListingModel::functionOf(const QModelIndex &index) const
{
    return index.isValid() && !index.internalId() ? m_tops[size_t(index.row())].function : std::nullopt;
}

bool ListingModel::hasChildren(const QModelIndex &parent) const
{
    return parent.isValid() ? parent.column() == 0 && functionOf(parent).has_value() &&
                                  (!rowsOf(parent.row()) || !rowsOf(parent.row())->empty())
                            : !m_tops.empty();
}

int ListingModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_tops.size());
    const Rows *rows = parent.column() == 0 && functionOf(parent) ? rowsOf(parent.row()) : nullptr;
    return rows ? int(rows->size()) : 0;
}

bool ListingModel::canFetchMore(const QModelIndex &parent) const
{
    return parent.column() == 0 && functionOf(parent).has_value() && !rowsOf(parent.row()) &&
           !m_wanted.contains(parent.row());
}

void ListingModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    m_wanted.insert(parent.row());
    emit rowsWanted(*functionOf(parent));
}

void ListingModel::supply(quint32 function, std::vector<wat::ListingRow> rows)
{
    const auto top = std::find_if(m_wanted.begin(), m_wanted.end(),
                                  [&](int row) { return m_tops[size_t(row)].function == function; });
    if (top == m_wanted.end())
        return;
    const QModelIndex parent = index(*top, 0);
    m_wanted.erase(top);
    // The header of the function is the row they stand under.
    if (!rows.empty() && (rows.front().text.starts_with("func") || rows.front().text.starts_with("(func")))
        rows.erase(rows.begin());
    if (rows.empty()) {
        m_rows.emplace(parent.row(), Rows());
        return;
    }
    beginInsertRows(parent, 0, int(rows.size()) - 1);
    m_rows.emplace(parent.row(), std::move(rows));
    endInsertRows();
}

wasm::Range ListingModel::bytesOf(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    if (!index.internalId())
        return m_tops[size_t(index.row())].bytes;
    const wat::ListingRow &row = rowsOf(int(index.internalId()) - 1)->at(size_t(index.row()));
    return {row.offset, row.offset + row.length};
}

QModelIndex ListingModel::find(quint32 offset)
{
    // Sections and functions stand in the order of their bytes; a function stands after the section that holds it.
    const auto after = std::upper_bound(m_tops.begin(), m_tops.end(), offset,
                                        [](quint32 at, const Top &top) { return at < top.bytes.begin; });
    int row = int(after - m_tops.begin()) - 1;
    while (row >= 0 && !m_tops[size_t(row)].bytes.contains(offset))
        --row;
    if (row < 0)
        return {};
    const QModelIndex top = index(row, 0);
    fetchMore(top);
    const Rows *rows = rowsOf(row);
    for (int i = 0; rows && i < int(rows->size()); ++i)
        if (wasm::Range{(*rows)[size_t(i)].offset, (*rows)[size_t(i)].offset + (*rows)[size_t(i)].length}.contains(
                offset))
            return index(i, 0, top);
    return top;
}

// Words ---------------------------------------------------------------------------------------------------------------
QString ListingModel::hexBytes(wasm::Range range) const
{
    QString text;
    for (uint32_t i = range.begin; i < range.end && i - range.begin < mostBytes && i < m_module->bytes->size(); ++i)
        text += QStringLiteral("%1 ").arg((*m_module->bytes)[i], 2, 16, QLatin1Char('0'));
    return range.size() > mostBytes ? QString(text % QChar(0x2026)) : text.trimmed();
}

QString ListingModel::text(const QModelIndex &index) const
{
    if (index.internalId()) {
        const wat::ListingRow &row = rowsOf(int(index.internalId()) - 1)->at(size_t(index.row()));
        return QString(int(row.indent) * 2, QLatin1Char(' ')) + views::text(row.text);
    }
    const Top &top = m_tops[size_t(index.row())];
    if (!top.function)
        return tr("section %1").arg(views::text(m_module->sections[top.section].name));
    const QString name = views::text(m_names->function(*m_module, *top.function));
    return name.isEmpty() ? tr("func %1").arg(*top.function) : tr("func $%1").arg(name);
}

QVariant ListingModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const bool runs = m_execution && index.internalId() && bytesOf(index).begin == *m_execution;
    switch (role) {
    case ShareDelegate::ShareRole:
        return index.column() == HeatColumn && heat(index) ? QVariant::fromValue(*heat(index)) : QVariant();
    case Qt::DisplayRole:
        if (index.column() == HeatColumn)
            return heat(index) ? heat(index)->text : QString();
        if (index.column() == TextColumn)
            return text(index);
        return index.column() == OffsetColumn ? views::hex(bytesOf(index).begin, 4) : hexBytes(bytesOf(index));
    case Qt::FontRole: {
        QFont font = m_theme.monospace();
        font.setBold(!index.internalId());
        return font;
    }
    case Qt::ForegroundRole:
        return m_theme.color(index.column() != TextColumn ? Theme::Color::DimText
                             : functionOf(index)          ? Theme::Color::Function
                             : index.internalId()         ? Theme::Color::Text
                                                          : Theme::Color::Form);
    case Qt::BackgroundRole:
        return runs ? QVariant(m_theme.color(Theme::Color::ExecutionLine)) : QVariant();
    case Qt::DecorationRole:
        if (index.column() != TextColumn)
            return {};
        // Rows without the arrow keep its room, so that the text does not jump.
        return runs ? m_theme.icon(QStringLiteral("arrow"), Theme::Color::Arrow) : noIcon();
    case Qt::AccessibleTextRole:
        return runs && index.column() == TextColumn ? tr("%1, the next instruction").arg(text(index)) : QVariant();
    default:
        return {};
    }
}

QVariant ListingModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == OffsetColumn  ? tr("Offset")
           : section == BytesColumn ? tr("Bytes")
           : section == HeatColumn  ? tr("Share")
                                    : tr("Text");
}

} // namespace watchglass
