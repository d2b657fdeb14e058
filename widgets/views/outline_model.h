// SPDX-License-Identifier: GPL-3.0-or-later
/// The symbols of a text as a tree: locals and labels stand under their function.
#pragma once

#include <QAbstractItemModel>

#include <memory>
#include <vector>

#include "engine/wat/analysis.h"
#include "widgets/theme.h"

namespace watchglass {

class OutlineModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    OutlineModel(const Theme &theme, QObject *parent) : QAbstractItemModel(parent), m_theme(theme) {}
    /// Resets only when something it shows changed: while typing mostly places do. Returns whether it did.
    bool setAnalysis(std::shared_ptr<const wat::Analysis> analysis);
    const wat::Symbol *symbol(const QModelIndex &index) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex & = {}) const override { return 2; }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    const std::vector<uint32_t> &children(const QModelIndex &parent) const;
    void arrange();
    const Theme &m_theme;
    std::shared_ptr<const wat::Analysis> m_analysis;
    std::vector<uint32_t> m_top;                   ///< symbols without a parent
    std::vector<std::vector<uint32_t>> m_children; ///< of each symbol
    std::vector<uint32_t> m_rows;                  ///< of each symbol, under its parent
};

} // namespace watchglass
