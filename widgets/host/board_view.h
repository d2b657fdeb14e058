// SPDX-License-Identifier: GPL-3.0-or-later
/// The board: actors with what they import on the left, providers on the right, and lines for the links between them.
/// Arrow keys walk it; a provider is dragged onto what it is to serve.
#pragma once

#include <QScrollArea>

#include <map>
#include <memory>

#include "widgets/host/board_card.h"

class QLabel;
class QVBoxLayout;

namespace watchglass {

class BoardSheet;
namespace views {
class Deferred;
}

class BoardView : public QScrollArea
{
    Q_OBJECT
public:
    explicit BoardView(const Theme &theme, QWidget *parent = nullptr);
    void setPicture(std::shared_ptr<const BoardPicture> picture);
    const BoardPicture &picture() const { return *m_picture; }

    /// What all actions are about; none while nothing was chosen, or when it is gone.
    const BoardId &current() const { return m_current; }
    void setCurrent(const BoardId &id, bool focus = false);
    BoardCard *card(const BoardId &id) const; ///< null when there is none

signals:
    void currentChanged();
    void activated();
    void removeWanted();
    void undoWanted();
    void menuWanted(const QPoint &globalPos);
    void linkWanted(const watchglass::host::LinkKey &key, const QString &provider);
    void provideWanted(const QString &actor, const QString &provider); ///< dropped on the actor itself
    void fileDropped(const QString &actor, const QString &path);       ///< empty: beside all actors

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    BoardCard *make(const BoardId &id);
    void step(const BoardCard &from, int key);
    void place();

    const Theme &m_theme;
    std::shared_ptr<const BoardPicture> m_picture = std::make_shared<BoardPicture>();
    std::map<BoardId, BoardCard *> m_cards;
    BoardId m_current;
    BoardSheet *m_sheet;
    QLabel *m_empty;
    views::Deferred *m_deferred;
};

} // namespace watchglass
