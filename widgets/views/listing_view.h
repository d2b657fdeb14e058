// SPDX-License-Identifier: GPL-3.0-or-later
/// The binary: offset, bytes and text of every row, and beside it all bytes; selecting in one selects in the other.
#pragma once

#include <QWidget>

#include <memory>
#include <optional>

#include "engine/wasm/names.h"
#include "engine/wat/disassembler.h"
#include "widgets/profile/share_delegate.h"
#include "widgets/theme.h"

namespace watchglass {

class DataView;
class HexArea;
class ListingModel;
namespace views {
class Deferred;
}

class ListingView : public QWidget
{
    Q_OBJECT
public:
    explicit ListingView(const Theme &theme, QWidget *parent = nullptr);
    /// Open functions, the chosen row and the scroll position stay where they can.
    void setModule(std::shared_ptr<const wasm::Module> module, std::shared_ptr<const wasm::Names> names);
    void setExecution(std::optional<quint32> offset); ///< of the next instruction; opened and scrolled to
    /// What instructions cost in a measured run, by offset; empty: there is no column for it.
    void setHeat(InstructionSharesPtr heat); ///< null: none
    void showOffset(quint32 offset); ///< selects its row, without a signal
    /// The instructions of a function of this module; ignored when another one is shown by now.
    void supplyRows(const std::shared_ptr<const wasm::Module> &module, quint32 function,
                    std::vector<wat::ListingRow> rows);
    DataView *list() const { return m_list; }
    ListingModel *model() const { return m_model; }
    HexArea *bytes() const { return m_bytes; }

signals:
    void offsetSelected(quint32 offset); ///< by the user, in either pane
    /// A function was opened: `supplyRows` is to bring its instructions.
    void rowsWanted(const std::shared_ptr<const watchglass::wasm::Module> &module, quint32 function);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void loadModule();
    void select(quint32 offset);
    void waitFor(quint32 offset, const QModelIndex &found);
    void rowChosen(const QModelIndex &index);
    void markBytes(const QModelIndex &index, bool reveal);

    std::shared_ptr<const wasm::Module> m_module, m_loaded;
    std::shared_ptr<const wasm::Names> m_names;
    std::optional<quint32> m_execution, m_wanted;
    std::optional<quint32> m_waiting; ///< is selected once its function's instructions are there
    DataView *m_list;
    ListingModel *m_model;
    HexArea *m_bytes;
    views::Deferred *m_deferred;
    bool m_selecting = false; ///< we move the selection ourselves
};

} // namespace watchglass
