// SPDX-License-Identifier: GPL-3.0-or-later
/// The list or tree inside every view: links that are followed by click or Enter, values edited in place, copying, and
/// one sentence when there is nothing to show. Roles are those of row_model.h.
#pragma once

#include <QTreeView>

#include <functional>

#include "widgets/theme.h"

class QMenu;

namespace watchglass {

class DataView : public QTreeView
{
    Q_OBJECT
public:
    explicit DataView(const Theme &theme, QWidget *parent = nullptr);
    void setModel(QAbstractItemModel *model) override;
    void setEmptyText(const QString &text);
    QString emptyText() const { return m_emptyText; }
    /// Entries above “Copy” in the context menu; the index may be invalid.
    void setMenu(std::function<void(QMenu &, const QModelIndex &)> extend) { m_extendMenu = std::move(extend); }
    /// The column that takes what the others leave; -1 = the last.
    void setStretch(int column);
    /// This column never gives way to others in a narrow dock.
    void setFirm(int column) { m_firm = column; }
    /// So many letters of the column that others give way to stay in sight, if it has as many.
    void setRoom(int letters) { m_room = letters; }
    QString copied() const; ///< the selected rows, or the current one: cells by tab, rows by line end

public slots:
    void copy() const;

signals:
    void linkActivated(const QModelIndex &index); ///< a link was clicked
    void rowActivated(const QModelIndex &index);  ///< double click or Enter on a row that is not edited
    void deletePressed();

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void drawRow(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void fitSoon();
    void fitColumns();
    void leaveRoom();
    QModelIndex editableCell(const QModelIndex &index) const;
    bool editCell(const QModelIndex &index); ///< false when the row has nothing to edit
    const Theme &m_theme;
    QString m_emptyText;
    std::function<void(QMenu &, const QModelIndex &)> m_extendMenu;
    bool m_fitPending = false;
    int m_firm = -1, m_room = 16;
};

} // namespace watchglass
