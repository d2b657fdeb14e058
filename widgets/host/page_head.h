// SPDX-License-Identifier: GPL-3.0-or-later
/// The head of a page about something on the board: what it is, and below it how it does.
#pragma once

#include "widgets/host/board_picture.h"
#include "widgets/theme.h"

class QLabel;

namespace watchglass {

class PageHead : public QWidget
{
    Q_OBJECT
public:
    explicit PageHead(const Theme &theme, QWidget *parent = nullptr);
    void setTitle(const QString &title);
    void setState(BoardMood mood, const QString &text);
    void hideState(); ///< until the next one is set

private:
    void paintIcon();

    const Theme &m_theme;
    QLabel *m_title, *m_icon, *m_state;
    BoardMood m_mood = {};
};

} // namespace watchglass
