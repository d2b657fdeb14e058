// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/message_bar.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace watchglass {

MessageBar::MessageBar(const Theme &theme, QWidget *parent)
    : QFrame(parent), m_theme(theme), m_icon(new QLabel(this)), m_text(new QLabel(this)), m_buttons(new QHBoxLayout)
{
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    setAccessibleName(tr("Message"));
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setAccessibleName(tr("Message text"));

    auto *close = new QToolButton(this);
    close->setIcon(theme.icon(QStringLiteral("close")));
    close->setAutoRaise(true);
    close->setToolTip(tr("Dismiss"));
    close->setAccessibleName(tr("Dismiss the message"));
    close->setFocusPolicy(Qt::TabFocus);
    connect(close, &QToolButton::clicked, this, [this] { done(m_messages.last().id); });

    auto *layout = new QHBoxLayout(this);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addLayout(m_buttons);
    layout->addWidget(close);
    hide();
}

void MessageBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        done(m_messages.last().id);
    else
        QFrame::keyPressEvent(event);
}

void MessageBar::done(Id message)
{
    const bool focused = isAncestorOf(QApplication::focusWidget());
    settle(message);
    if (focused)
        emit left(); // else the focus would go to whatever comes next
}

MessageBar::Id MessageBar::show(const QString &text, const QVector<Choice> &choices)
{
    return add(text, choices, false);
}

void MessageBar::note(const QString &text)
{
    add(text, {}, true);
}

MessageBar::Id MessageBar::add(const QString &text, const QVector<Choice> &choices, bool note)
{
    m_messages.append({++m_last, text, choices, note});
    present();
    return m_last;
}

void MessageBar::settle(Id message)
{
    if (m_messages.removeIf([message](const Message &each) { return each.id == message; }))
        present();
}

void MessageBar::userWentOn()
{
    if (m_messages.removeIf([](const Message &each) { return each.note; }))
        present();
}

void MessageBar::present()
{
    while (QLayoutItem *item = m_buttons->takeAt(0)) {
        item->widget()->hide(); // its click may be what brings us here
        item->widget()->deleteLater();
        delete item;
    }
    if (m_messages.isEmpty())
        return hide();
    const Message &message = m_messages.last();
    const int side = fontMetrics().height();
    m_icon->setPixmap(message.note ? m_theme.icon(QStringLiteral("hint"), Theme::Color::Hint).pixmap(side, side)
                                   : m_theme.icon(QStringLiteral("warning"), Theme::Color::Warning).pixmap(side, side));
    m_text->setText(message.text);
    setAccessibleDescription(message.text);
    for (const Choice &choice : message.choices) {
        auto *button = new QPushButton(choice.text, this);
        button->setAccessibleName(choice.text);
        button->setFocusPolicy(Qt::TabFocus); // a click leaves the focus in the text
        connect(button, &QPushButton::clicked, this, [this, id = message.id, run = choice.run] {
            done(id);
            run();
        });
        m_buttons->addWidget(button);
    }
    QFrame::show();
}

} // namespace watchglass
