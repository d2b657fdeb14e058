// SPDX-License-Identifier: GPL-3.0-or-later
/// Functions with their costs as a table: all of a profile, or those around one of its functions.
#pragma once

#include <QAbstractTableModel>

#include "widgets/profile/cost_cells.h"

namespace watchglass {

class FunctionModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    FunctionModel(const Theme &theme, profiling::Emphasis emphasis, const QString &title, QObject *parent);
    void setRows(profiling::DigestPtr digest, std::vector<profile::FunctionRow> rows);
    /// Only names with this text in them.
    void setFilter(const QString &text);
    quint32 functionAt(const QModelIndex &index) const;
    QModelIndex find(quint32 function) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex & = {}) const override { return profiling::CostColumns; }
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

private:
    void arrange();
    uint64_t value(const profile::FunctionRow &row) const;

    const Theme &m_theme;
    const profiling::Emphasis m_emphasis;
    const QString m_title; ///< of the names
    profiling::DigestPtr m_digest;
    std::vector<profile::FunctionRow> m_rows;
    std::vector<uint32_t> m_shown; ///< of the rows, in order
    QString m_filter;
    int m_column = profiling::ShareColumn;
    Qt::SortOrder m_order = Qt::DescendingOrder;
};

} // namespace watchglass
