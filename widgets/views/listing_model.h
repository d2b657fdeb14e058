// SPDX-License-Identifier: GPL-3.0-or-later
/// A module in the order of its bytes: sections and functions, and in each function its instructions, asked for when it
/// is opened.
#pragma once

#include <QAbstractItemModel>

#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/wat/disassembler.h"
#include "widgets/profile/share_delegate.h"
#include "widgets/theme.h"

namespace watchglass {

class ListingModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { OffsetColumn, BytesColumn, HeatColumn, TextColumn, ColumnCount };
    ListingModel(const Theme &theme, QObject *parent) : QAbstractItemModel(parent), m_theme(theme) {}
    void setModule(std::shared_ptr<const wasm::Module> module, std::shared_ptr<const wasm::Names> names);
    void setExecution(std::optional<quint32> offset);
    /// What instructions cost in a measured run, by offset.
    void setHeat(InstructionSharesPtr heat);

    /// The row that holds this byte: a function's own while its instructions are on their way.
    QModelIndex find(quint32 offset);
    /// The instructions of a function, as wanted.
    void supply(quint32 function, std::vector<wat::ListingRow> rows);
    wasm::Range bytesOf(const QModelIndex &index) const;
    std::optional<quint32> functionOf(const QModelIndex &index) const; ///< of a function's own row

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex & = {}) const override { return ColumnCount; }
    bool hasChildren(const QModelIndex &parent = {}) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void rowsWanted(quint32 function);

private:
    struct Top {
        wasm::Range bytes;
        std::optional<uint32_t> function; ///< else a section
        uint32_t section = 0;
    };
    using Rows = std::vector<wat::ListingRow>;
    const Rows *rowsOf(int top) const; ///< null while not opened
    QString text(const QModelIndex &index) const;
    const ShareCell *heat(const QModelIndex &index) const;
    QString hexBytes(wasm::Range range) const;

    const Theme &m_theme;
    std::shared_ptr<const wasm::Module> m_module;
    std::shared_ptr<const wasm::Names> m_names;
    std::vector<Top> m_tops;
    std::unordered_map<int, Rows> m_rows; ///< by row of the function
    std::unordered_set<int> m_wanted;     ///< rows of functions whose instructions are on their way
    std::optional<quint32> m_execution;
    InstructionSharesPtr m_heat;
};

} // namespace watchglass
