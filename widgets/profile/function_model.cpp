// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/profile/function_model.h"

#include <algorithm>

#include "widgets/views/view_kit.h"

namespace watchglass {

using namespace profiling;
using profile::FunctionRow;

FunctionModel::FunctionModel(const Theme &theme, Emphasis emphasis, const QString &title, QObject *parent)
    : QAbstractTableModel(parent), m_theme(theme), m_emphasis(emphasis), m_title(title)
{
    connect(&theme, &Theme::changed, this, [this] {
        if (rowCount() > 0)
            emit dataChanged(index(0, 0), index(rowCount() - 1, CostColumns - 1));
    });
}

void FunctionModel::setRows(DigestPtr digest, std::vector<FunctionRow> rows)
{
    beginResetModel();
    m_digest = std::move(digest);
    m_rows = std::move(rows);
    arrange();
    endResetModel();
}

void FunctionModel::setFilter(const QString &text)
{
    if (text == m_filter)
        return;
    beginResetModel();
    m_filter = text;
    arrange();
    endResetModel();
}

void FunctionModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0)
        return;
    emit layoutAboutToBeChanged();
    std::vector<quint32> kept;
    const QModelIndexList before = persistentIndexList();
    for (const QModelIndex &index : before)
        kept.push_back(functionAt(index));
    m_column = column;
    m_order = order;
    arrange();
    for (int i = 0; i < before.size(); ++i) {
        const QModelIndex now = find(kept[size_t(i)]);
        changePersistentIndex(before[i], now.siblingAtColumn(before[i].column()));
    }
    emit layoutChanged();
}

uint64_t FunctionModel::value(const FunctionRow &row) const
{
    const bool self = m_emphasis == Emphasis::Self;
    switch (m_column) {
    case OtherColumn:
        return self ? row.cost.total : row.cost.self;
    case SamplesColumn:
        return m_digest->profile->exact ? row.cost.self : self ? row.cost.selfSamples : row.cost.totalSamples;
    default:
        return self ? row.cost.self : row.cost.total;
    }
}

void FunctionModel::arrange()
{
    m_shown.clear();
    const auto name = [this](uint32_t row) -> const std::string & {
        return m_digest->profile->functions[m_rows[row].function].name;
    };
    for (uint32_t i = 0; i < m_rows.size(); ++i)
        if (m_filter.isEmpty() || views::text(name(i)).contains(m_filter, Qt::CaseInsensitive))
            m_shown.push_back(i);
    std::sort(m_shown.begin(), m_shown.end(), [&](uint32_t a, uint32_t b) {
        const int order = m_column == NameColumn                ? name(a).compare(name(b))
                          : value(m_rows[a]) < value(m_rows[b]) ? -1
                                                                : value(m_rows[a]) > value(m_rows[b]);
        return order == 0 ? a < b : (order < 0) == (m_order == Qt::AscendingOrder);
    });
}

quint32 FunctionModel::functionAt(const QModelIndex &index) const
{
    return index.isValid() && size_t(index.row()) < m_shown.size() ? m_rows[m_shown[size_t(index.row())]].function
                                                                   : profile::none;
}

QModelIndex FunctionModel::find(quint32 function) const
{
    for (size_t i = 0; i < m_shown.size(); ++i)
        if (m_rows[m_shown[i]].function == function)
            return index(int(i), 0);
    return {};
}

int FunctionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size());
}

QVariant FunctionModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const FunctionRow &row = m_rows[m_shown[size_t(index.row())]];
    return costData(m_theme, *m_digest, row.function, row.cost, m_emphasis, index.column(), role);
}

QVariant FunctionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (section == NameColumn && role == Qt::DisplayRole)
        return m_title;
    return costHeader(section, m_emphasis, m_digest && m_digest->profile->exact, role);
}

} // namespace watchglass
