// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/profile/profile_strip.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>

#include "widgets/elided_label.h"
#include "widgets/views/view_kit.h"

namespace watchglass {

ProfileStrip::ProfileStrip(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_buttons(new QHBoxLayout), m_chips(new QHBoxLayout),
      m_facts(new ElidedLabel(this)), m_chipRow(new QWidget(this))
{
    auto *column = views::column(this);
    auto *line = views::line();
    m_buttons->setSpacing(0);
    line->addLayout(m_buttons);
    line->addSpacing(views::gap(this));
    line->addWidget(m_facts, 1);
    column->addLayout(line);
    m_chips->setContentsMargins(views::gap(this), 0, views::gap(this), views::gap(this) / 2);
    m_chips->setSpacing(views::gap(this));
    m_chipRow->setLayout(m_chips);
    m_chipRow->hide();
    column->addWidget(m_chipRow);
    m_facts->setAccessibleName(tr("What was measured"));
    m_facts->setTextFormat(Qt::PlainText);
    connect(&theme, &Theme::changed, this, &ProfileStrip::paintFacts);
}

void ProfileStrip::addButton(QAction *action, bool withText)
{
    auto *button = new QToolButton(this);
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(action->text().remove(QLatin1Char('&')));
    button->setToolButtonStyle(withText ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
    m_buttons->addWidget(button);
}

void ProfileStrip::addMenuButton(const QString &name, const QList<QAction *> &actions)
{
    m_menuButton = new QToolButton(this);
    m_menuButton->setAutoRaise(true);
    m_menuButton->setPopupMode(QToolButton::InstantPopup);
    m_menuButton->setFocusPolicy(Qt::TabFocus);
    m_menuButton->setToolButtonStyle(Qt::ToolButtonTextOnly);
    views::describe(m_menuButton, name, name);
    auto *menu = new QMenu(m_menuButton);
    menu->setAccessibleName(name);
    for (QAction *action : actions)
        if (action)
            menu->addAction(action);
        else
            menu->addSeparator();
    m_menuButton->setMenu(menu);
    m_buttons->addWidget(m_menuButton);
}

void ProfileStrip::setMenuText(const QString &text)
{
    if (m_menuButton)
        m_menuButton->setText(text);
}

void ProfileStrip::addBelow(QWidget *widget)
{
    static_cast<QVBoxLayout *>(layout())->addWidget(widget);
}

void ProfileStrip::setFacts(const QString &text, bool live)
{
    m_facts->setText(text);
    m_facts->setToolTip(text);
    m_live = live;
    paintFacts();
}

void ProfileStrip::paintFacts()
{
    QPalette palette = m_facts->palette();
    palette.setColor(m_facts->foregroundRole(), m_theme.color(m_live ? Theme::Color::Changed : Theme::Color::Text));
    m_facts->setPalette(palette);
}

void ProfileStrip::setChips(const QStringList &chips)
{
    if (chips == m_shown)
        return;
    m_shown = chips;
    while (QLayoutItem *item = m_chips->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (int i = 0; i < chips.size(); ++i) {
        auto *chip = new QToolButton(m_chipRow);
        chip->setText(fontMetrics().elidedText(chips[i], Qt::ElideMiddle, 40 * fontMetrics().averageCharWidth()));
        chip->setIcon(m_theme.icon(QStringLiteral("close")));
        chip->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        chip->setLayoutDirection(Qt::RightToLeft); // the cross behind the words
        chip->setFocusPolicy(Qt::TabFocus);
        views::describe(chip, tr("Only %1; press to take that away").arg(chips[i]),
                        tr("%1 – press to take that away").arg(chips[i]));
        connect(
            chip, &QToolButton::clicked, this, [this, i] { emit chipRemoved(i); }, Qt::QueuedConnection);
        m_chips->addWidget(chip);
    }
    m_chips->addStretch(1);
    m_chipRow->setVisible(!chips.isEmpty());
}

} // namespace watchglass
