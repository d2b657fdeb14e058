// SPDX-License-Identifier: GPL-3.0-or-later
/// One thing on the board: an actor, something it imports, or a provider. Takes the keys, can be dragged or dropped on.
#pragma once

#include <QPixmap>
#include <QWidget>

#include "widgets/host/board_picture.h"
#include "widgets/theme.h"

namespace watchglass {

class BoardCard : public QWidget
{
    Q_OBJECT
public:
    struct Look {
        QString icon, title, text;
        BoardMood mood = BoardMood::Calm;
        bool strong = false;
        bool operator==(const Look &) const = default;
    };
    BoardCard(const Theme &theme, BoardId id, QWidget *parent);

    const BoardId &id() const { return m_id; }
    void setLook(const Look &look);
    const Look &look() const { return m_look; }
    /// Whether it is the one that all actions are about; it is seen also while the keys are elsewhere.
    void setCurrent(bool current);
    /// What is dragged from a provider's card.
    static QString providerMime() { return QStringLiteral("application/x-watchglass-provider"); }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void entered();   ///< it has the keys now
    void activated(); ///< Enter or a double click
    void removeWanted();
    void undoWanted();
    void menuWanted(const QPoint &globalPos);
    void stepped(int key); ///< an arrow key
    void providerDropped(const QString &provider);
    void fileDropped(const QString &path);

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    int pad() const;
    bool takes(const QMimeData &data) const;

    const Theme &m_theme;
    const BoardId m_id;
    Look m_look;
    bool m_current = false, m_target = false;
    QPoint m_pressed;
};

/// The picture of a mood, and its colour.
QIcon moodIcon(const Theme &theme, BoardMood mood);
Theme::Color moodColor(BoardMood mood);

} // namespace watchglass
