// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/profile/call_tree_model.h"

#include <algorithm>

namespace watchglass {

using namespace profiling;
using profile::Tree;

CallTreeModel::CallTreeModel(const Theme &theme, QObject *parent) : QAbstractItemModel(parent), m_theme(theme)
{
    connect(&theme, &Theme::changed, this, [this] {
        if (rowCount() > 0)
            emit dataChanged(index(0, 0), index(rowCount() - 1, CostColumns - 1));
    });
}

void CallTreeModel::setTree(DigestPtr digest, TreePtr tree)
{
    beginResetModel();
    m_digest = std::move(digest);
    m_tree = std::move(tree);
    endResetModel();
}

const Tree::Node &CallTreeModel::nodeAt(const QModelIndex &index) const
{
    return m_tree->nodes[index.isValid() ? size_t(index.internalId()) : 0];
}

quint32 CallTreeModel::functionAt(const QModelIndex &index) const
{
    return index.isValid() ? nodeAt(index).function : profile::none;
}

QModelIndex CallTreeModel::indexOf(quint32 node) const
{
    if (!m_tree || node == 0 || node >= m_tree->nodes.size())
        return {};
    const std::vector<uint32_t> &siblings = m_tree->nodes[m_tree->nodes[node].parent].children;
    const auto found = std::find(siblings.begin(), siblings.end(), node);
    return createIndex(int(found - siblings.begin()), 0, quintptr(node));
}

QModelIndex CallTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    return hasIndex(row, column, parent) ? createIndex(row, column, quintptr(nodeAt(parent).children[size_t(row)]))
                                         : QModelIndex();
}

QModelIndex CallTreeModel::parent(const QModelIndex &index) const
{
    return index.isValid() ? indexOf(nodeAt(index).parent) : QModelIndex();
}

int CallTreeModel::rowCount(const QModelIndex &parent) const
{
    return m_tree && !m_tree->nodes.empty() && parent.column() <= 0 ? int(nodeAt(parent).children.size()) : 0;
}

QVariant CallTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Tree::Node &node = nodeAt(index);
    return costData(m_theme, *m_digest, node.function, node.cost, Emphasis::Total, index.column(), role);
}

QVariant CallTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    return costHeader(section, Emphasis::Total, m_digest && m_digest->profile->exact, role);
}

} // namespace watchglass
