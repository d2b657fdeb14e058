// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/host/page_head.h"

#include <QHBoxLayout>
#include <QLabel>

#include "widgets/host/board_card.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

PageHead::PageHead(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_title(views::sentence(this)), m_icon(new QLabel(this)),
      m_state(views::sentence(this))
{
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    auto *state = new QHBoxLayout;
    state->addWidget(m_icon, 0, Qt::AlignTop);
    state->addWidget(m_state, 1);
    auto *layout = views::column(this);
    layout->setSpacing(views::gap(this));
    layout->addWidget(m_title);
    layout->addLayout(state);
    connect(&theme, &Theme::changed, this, &PageHead::paintIcon);
    hideState();
}

void PageHead::setTitle(const QString &title)
{
    m_title->setText(title);
}

void PageHead::setState(BoardMood mood, const QString &text)
{
    m_mood = mood;
    paintIcon();
    m_state->setText(text);
    m_icon->show();
    m_state->show();
}

void PageHead::hideState()
{
    m_icon->hide();
    m_state->hide();
}

void PageHead::paintIcon()
{
    m_icon->setPixmap(moodIcon(m_theme, m_mood).pixmap(16));
}

} // namespace watchglass
