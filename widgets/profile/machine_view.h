// SPDX-License-Identifier: GPL-3.0-or-later
/// What a function becomes: its WebAssembly, the engine's internal code, and the machine code of that, side by side.
#pragma once

#include <QAbstractTableModel>
#include <QWidget>

#include <memory>
#include <vector>

#include "widgets/profile/share_delegate.h"
#include "widgets/theme.h"

class QLabel;

namespace watchglass {

class DataView;
namespace views {
class Deferred;
}

/// Lines of the three columns. Those of one group belong together: instructions, the internal one that does them, and
/// its machine code.
struct MachineText {
    struct Line {
        quint32 group = 0;
        std::optional<quint32> offset; ///< of the WebAssembly instruction on this line
        QString wasm, internal, machine;
        bool folded = false; ///< the instruction left no code of its own
    };
    QString function; ///< name
    QString summary;  ///< "7 instructions in 3 internal ones"
    std::vector<Line> lines;
};

class MachineModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { ShareColumn, WasmColumn, InternalColumn, MachineColumn, ColumnCount };
    MachineModel(const Theme &theme, QObject *parent);
    void setText(std::shared_ptr<const MachineText> text);
    /// What instructions cost, by offset.
    void setHeat(InstructionSharesPtr heat);
    const std::shared_ptr<const MachineText> &text() const { return m_text; }
    void setGroup(std::optional<quint32> group);
    std::optional<quint32> group() const { return m_group; }
    /// The line of an instruction, or -1.
    int lineOf(quint32 offset) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex & = {}) const override { return ColumnCount; }
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    const ShareCell *heat(const MachineText::Line &line) const;
    QString cell(const MachineText::Line &line, int column) const;

    const Theme &m_theme;
    std::shared_ptr<const MachineText> m_text;
    InstructionSharesPtr m_heat;
    std::optional<quint32> m_group;
};

class MachineView : public QWidget
{
    Q_OBJECT
public:
    explicit MachineView(const Theme &theme, QWidget *parent = nullptr);
    void setText(std::shared_ptr<const MachineText> text, const QString &whyNone = {});
    void setHeat(InstructionSharesPtr heat);
    void showOffset(quint32 offset); ///< without a signal
    DataView *list() const { return m_list; }
    MachineModel *model() const { return m_model; }
    QLabel *summary() const { return m_summary; }

signals:
    void offsetSelected(quint32 offset); ///< by the user
    void shown();                        ///< it is seen now, and wants to be up to date

protected:
    void showEvent(QShowEvent *event) override;

private:
    void rowChosen(const QModelIndex &index);

    QLabel *m_summary;
    DataView *m_list;
    MachineModel *m_model;
    bool m_selecting = false;
};

} // namespace watchglass
