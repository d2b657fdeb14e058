// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/profile/machine_view.h"

#include <QLabel>
#include <QScopedValueRollback>
#include <QVBoxLayout>

#include <algorithm>

#include "widgets/views/data_view.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

using Line = MachineText::Line;

MachineModel::MachineModel(const Theme &theme, QObject *parent) : QAbstractTableModel(parent), m_theme(theme)
{
    connect(&theme, &Theme::changed, this, [this] {
        if (rowCount() > 0)
            emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    });
}

void MachineModel::setText(std::shared_ptr<const MachineText> text)
{
    beginResetModel();
    m_text = std::move(text);
    m_group.reset();
    endResetModel();
}

void MachineModel::setHeat(InstructionSharesPtr heat)
{
    m_heat = std::move(heat);
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, ShareColumn));
}

void MachineModel::setGroup(std::optional<quint32> group)
{
    if (group == m_group)
        return;
    m_group = group;
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1), {Qt::BackgroundRole});
}

int MachineModel::lineOf(quint32 offset) const
{
    for (size_t i = 0; m_text && i < m_text->lines.size(); ++i)
        if (m_text->lines[i].offset == offset)
            return int(i);
    return -1;
}

int MachineModel::rowCount(const QModelIndex &parent) const
{
    return m_text && !parent.isValid() ? int(m_text->lines.size()) : 0;
}

const ShareCell *MachineModel::heat(const Line &line) const
{
    return line.offset ? shareOf(m_heat, *line.offset) : nullptr;
}

QString MachineModel::cell(const Line &line, int column) const
{
    switch (column) {
    case WasmColumn:
        return line.wasm;
    case InternalColumn:
        return line.internal;
    case MachineColumn:
        return line.machine;
    default:
        return heat(line) ? heat(line)->text + (heat(line)->doubtful ? QStringLiteral("?") : QStringLiteral(" "))
                          : QString();
    }
}

QVariant MachineModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Line &line = m_text->lines[size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return cell(line, index.column());
    case Qt::TextAlignmentRole:
        return int((index.column() == ShareColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::FontRole:
        return m_theme.monospace();
    case Qt::ForegroundRole:
        return m_theme.color(index.column() == WasmColumn && line.folded ? Theme::Color::DimText
                             : index.column() == InternalColumn          ? Theme::Color::Instruction
                                                                         : Theme::Color::Text);
    case Qt::BackgroundRole:
        return m_group == line.group ? QVariant(m_theme.color(Theme::Color::Selection))
               : line.group % 2 == 1 ? QVariant(m_theme.color(Theme::Color::AlternateBase))
                                     : QVariant();
    case Qt::ToolTipRole:
        if (index.column() == ShareColumn)
            return heat(line) && heat(line)->doubtful ? tr("It rests on few samples: take it with care.") : QString();
        return index.column() == WasmColumn && line.folded
                   ? tr("%1\nIt left no code of its own: what stands behind it does its work.").arg(line.wasm.trimmed())
                   : cell(line, index.column());
    default:
        return {};
    }
}

QVariant MachineModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == ShareColumn      ? tr("Share")
           : section == WasmColumn     ? tr("WebAssembly")
           : section == InternalColumn ? tr("Internal code")
                                       : tr("Machine code");
}

MachineView::MachineView(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_summary(views::sentence(this)), m_list(new DataView(theme, this)),
      m_model(new MachineModel(theme, this))
{
    auto *layout = views::column(this);
    m_summary->setMargin(views::gap(this));
    m_summary->setAccessibleName(tr("What became of the function"));
    m_summary->hide();
    layout->addWidget(m_summary);
    layout->addWidget(m_list);
    setFocusProxy(m_list);
    m_list->setModel(m_model);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setColumnHidden(MachineModel::ShareColumn, true);
    m_list->setRoom(32); // an instruction with its operands
    m_list->setAccessibleName(tr("Machine code of the function at the caret"));
    m_list->setEmptyText(tr("Put the caret into a function to see what the engine makes of it."));
    connect(m_list->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &MachineView::rowChosen);
}

void MachineView::setText(std::shared_ptr<const MachineText> text, const QString &whyNone)
{
    const QScopedValueRollback guard(m_selecting, true);
    m_summary->setVisible(text != nullptr);
    if (text)
        m_summary->setText(text->summary);
    m_list->setEmptyText(whyNone.isEmpty() ? tr("Put the caret into a function to see what the engine makes of it.")
                                           : whyNone);
    m_model->setText(std::move(text));
}

void MachineView::setHeat(InstructionSharesPtr heat)
{
    m_list->setColumnHidden(MachineModel::ShareColumn, !heat);
    m_model->setHeat(std::move(heat));
}

void MachineView::showOffset(quint32 offset)
{
    const int line = m_model->lineOf(offset);
    if (line < 0 || m_model->text()->lines[size_t(line)].group == m_model->group())
        return; // whoever walks through a group's machine code is not pulled back
    const QScopedValueRollback guard(m_selecting, true);
    m_model->setGroup(m_model->text()->lines[size_t(line)].group);
    m_list->setCurrentIndex(m_model->index(line, 0));
    m_list->scrollTo(m_model->index(line, 0));
}

void MachineView::rowChosen(const QModelIndex &index)
{
    if (m_selecting || !index.isValid())
        return;
    const std::vector<Line> &lines = m_model->text()->lines;
    const Line &line = lines[size_t(index.row())];
    m_model->setGroup(line.group);
    std::optional<quint32> offset = line.offset;
    for (size_t i = 0; !offset && i < lines.size(); ++i) // the one that its machine code belongs to
        if (lines[i].group == line.group && lines[i].offset && !lines[i].folded)
            offset = lines[i].offset;
    if (offset)
        emit offsetSelected(*offset);
}

void MachineView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    emit shown();
}

} // namespace watchglass
