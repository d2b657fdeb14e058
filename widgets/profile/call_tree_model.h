// SPDX-License-Identifier: GPL-3.0-or-later
/// A tree of functions with their costs; an index holds its node's number, and nothing is made for rows nobody opens.
#pragma once

#include <QAbstractItemModel>

#include "widgets/profile/cost_cells.h"

namespace watchglass {

class CallTreeModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    using TreePtr = std::shared_ptr<const profile::Tree>;

    CallTreeModel(const Theme &theme, QObject *parent);
    void setTree(profiling::DigestPtr digest, TreePtr tree);
    const TreePtr &tree() const { return m_tree; }
    quint32 functionAt(const QModelIndex &index) const;
    QModelIndex indexOf(quint32 node) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex & = {}) const override { return profiling::CostColumns; }
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    const profile::Tree::Node &nodeAt(const QModelIndex &index) const;

    const Theme &m_theme;
    profiling::DigestPtr m_digest;
    TreePtr m_tree;
};

} // namespace watchglass
