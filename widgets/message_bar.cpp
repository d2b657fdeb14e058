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
    connect(close, &QToolButton::clicked, this, &MessageBar::done);

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
        done();
    else
        QFrame::keyPressEvent(event);
}

void MessageBar::done()
{
    const bool focused = isAncestorOf(QApplication::focusWidget());
    hide();
    if (focused)
        emit left(); // else the focus would go to whatever comes next
}

void MessageBar::show(const QString &text, const QVector<Choice> &choices)
{
    const int side = fontMetrics().height();
    m_icon->setPixmap(m_theme.icon(QStringLiteral("warning"), Theme::Color::Warning).pixmap(side, side));
    m_text->setText(text);
    setAccessibleDescription(text);
    while (QLayoutItem *item = m_buttons->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    for (const Choice &choice : choices) {
        auto *button = new QPushButton(choice.text, this);
        button->setAccessibleName(choice.text);
        button->setFocusPolicy(Qt::TabFocus); // a click leaves the focus in the text
        connect(button, &QPushButton::clicked, this, [this, run = choice.run] {
            done();
            run();
        });
        m_buttons->addWidget(button);
    }
    QFrame::show();
}

} // namespace watchglass
