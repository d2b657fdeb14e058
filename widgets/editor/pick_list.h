// SPDX-License-Identifier: GPL-3.0-or-later
/// A list under the caret to choose from: names with a dim second column.
#pragma once

#include <QAbstractListModel>
#include <QListView>
#include <QStyledItemDelegate>

#include "widgets/editor/popup.h"

namespace watchglass::editor {

/// One row of a list: what to take, and what to know about it.
struct PickRow {
    QString text, detail;
    QString icon;
    Theme::Color color = Theme::Color::Text;
    int key = 0; ///< the chooser's own number of the row
};

class PickModel : public QAbstractListModel
{
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;
    void setRows(std::vector<PickRow> rows);
    const PickRow &row(int index) const { return m_rows[size_t(index)]; }
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    std::vector<PickRow> m_rows;
};

class PickDelegate : public QStyledItemDelegate
{
public:
    PickDelegate(EditorContext &context, QObject *parent) : QStyledItemDelegate(parent), m(context) {}
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    EditorContext &m;
};

class PickList : public Popup
{
    Q_OBJECT
public:
    PickList(EditorContext &context, const QString &accessibleName);

    /// Shows the rows under `offset`, the first one current; hides when there are none.
    void pick(std::vector<PickRow> rows, quint32 offset);
    /// Lets the list use a key of the editor (up, down, pages, Enter, Tab, Escape).
    bool takeKey(const QKeyEvent &event);
    void accept();
    int count() const { return m_model->rowCount(); }
    const PickRow &row(int index) const { return m_model->row(index); }
    QListView *view() const { return m_view; }
    void applyTheme() override;

signals:
    void picked(int key);

private:
    void move(int rows);
    PickModel *m_model;
    QListView *m_view;
};

} // namespace watchglass::editor
