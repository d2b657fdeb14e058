// SPDX-License-Identifier: GPL-3.0-or-later
/// Rows of cells as a model: views describe what they show as a value, and the model works out what changed, so that
/// selection and scroll position survive every update.
#pragma once

#include <QAbstractTableModel>
#include <QString>

#include <optional>
#include <vector>

#include "engine/exec/value.h"
#include "widgets/theme.h"

namespace watchglass {

namespace views {
/// The place of an icon without one, so that texts stand in line with those that have one.
inline const QString noIcon = QStringLiteral("none");
} // namespace views

enum ViewRole {
    LinkRole = Qt::UserRole + 1, ///< quint32: the cell can be followed
    ValueRole,                   ///< exec::Value: the cell can be edited
    SeparatorRole,               ///< bool: the row is a line with a text, not a thing
    CopyRole,                    ///< QString, when it is not what is displayed
};

struct Cell {
    QString text;
    std::optional<quint32> link = {};      ///< makes it a link
    std::optional<exec::Value> value = {}; ///< makes it editable
    QString choice = {};                   ///< makes it editable as free text (a name to choose); the present one
    std::optional<bool> checked = {};      ///< makes it checkable
    std::optional<Theme::Color> color = {};
    QString icon = {}, tip = {};
    std::optional<Theme::Color> iconColor = {};
    bool strong = false;
    bool operator==(const Cell &) const = default;
};
struct Row {
    quint64 key = 0; ///< same key in the next update = the same thing
    std::vector<Cell> cells = {};
    bool separator = false; ///< shows only the first cell
    bool operator==(const Row &) const = default;
};
struct Column {
    QString title;
    bool number = false; ///< right-aligned
    bool code = true;    ///< in the monospace font
};

class RowModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    RowModel(const Theme &theme, std::vector<Column> columns, QObject *parent);
    void setRows(std::vector<Row> rows);
    const std::vector<Row> &rows() const { return m_rows; }
    void repaint(); ///< after a change of theme

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    /// Text that is a value of the cell's type is announced, not stored: the next update brings it.
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;

signals:
    void valueEdited(int row, int column, const watchglass::exec::Value &value);
    void choiceEdited(int row, int column, const QString &text);
    void checkChanged(int row, bool on);

private:
    QVariant font(const Row &row, const Cell &cell, const Column &column) const;
    QVariant foreground(const Row &row, const Cell &cell) const;

    QIcon icon(const Cell &cell) const;

    const Theme &m_theme;
    mutable QHash<QString, QIcon> m_icons; ///< by name and colour: drawing one reads a file
    std::vector<Column> m_columns;
    std::vector<Row> m_rows;
};

} // namespace watchglass
