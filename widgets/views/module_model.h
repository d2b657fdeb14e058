// SPDX-License-Identifier: GPL-3.0-or-later
/// A module as a tree of two levels: what it has, and each of those. Texts are made when they are asked for.
#pragma once

#include <QAbstractItemModel>

#include <memory>
#include <vector>

#include "engine/wasm/module.h"
#include "engine/wasm/names.h"
#include "widgets/theme.h"

namespace watchglass {

class ModuleModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum class Group { Types, Imports, Functions, Tables, Memories, Globals, Tags, Exports, Elements, Data, Custom };
    enum Column { NameColumn, DetailColumn, SizeColumn, ColumnCount };

    ModuleModel(const Theme &theme, QObject *parent) : QAbstractItemModel(parent), m_theme(theme) {}
    void setModule(std::shared_ptr<const wasm::Module> module, std::shared_ptr<const wasm::Names> names);
    void setFilter(const QString &text); ///< items whose name contains it
    Group group(int row) const { return m_groups[size_t(row)].group; }
    int rowOf(Group group) const; ///< -1 when the module has none

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex & = {}) const override { return ColumnCount; }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Entry {
        Group group;
        uint32_t all = 0;            ///< items in the module
        std::vector<uint32_t> shown; ///< those the filter lets through; unused without one
    };
    void collect();
    void nameFunctions();
    uint32_t count(Group group) const;
    uint32_t item(const QModelIndex &index) const; ///< in its index space
    QString name(Group group, uint32_t item) const;
    QString detail(Group group, uint32_t item) const;
    std::optional<uint32_t> size(Group group, uint32_t item) const; ///< bytes
    std::optional<uint32_t> offset(Group group, uint32_t item) const;
    QString shownSize(const QModelIndex &index) const;
    QString externDetail(wasm::ExternKind kind, uint32_t index) const;

    const Theme &m_theme;
    std::shared_ptr<const wasm::Module> m_module;
    std::shared_ptr<const wasm::Names> m_names;
    QString functionName(uint32_t index) const;
    QHash<uint32_t, QString> m_functionNames; ///< of exports and imports: one walk over them, not one for each function
    QHash<uint32_t, uint32_t> m_importOffsets; ///< of imported functions
    std::vector<uint32_t> m_custom;            ///< indices of custom sections
    std::vector<Entry> m_groups;
    QString m_filter;
};

} // namespace watchglass
