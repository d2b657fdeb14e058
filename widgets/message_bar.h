// SPDX-License-Identifier: GPL-3.0-or-later
/// A strip above the editor that says one thing and offers what to do about it; never modal, nothing waits for it.
/// Every message goes when its matter is over; then the one before is seen again, if its own is not.
#pragma once

#include <QFrame>
#include <QVector>

#include <functional>

#include "widgets/theme.h"

class QHBoxLayout;
class QLabel;

namespace watchglass {

class MessageBar : public QFrame
{
    Q_OBJECT
public:
    using Id = int; ///< of a message; 0 is none
    struct Choice {
        QString text;
        std::function<void()> run;
    };
    explicit MessageBar(const Theme &theme, QWidget *parent = nullptr);
    /// Says what stays true until `settle`; every choice, and dismissing it, settles it too.
    Id show(const QString &text, const QVector<Choice> &choices = {});
    /// Says what only answers what the user just did: it goes when he goes on.
    void note(const QString &text);
    /// The matter of this message is over.
    void settle(Id message);
    /// The user did something that notes do not matter for.
    void userWentOn();

signals:
    void left(); ///< closed by keys: the focus has to go somewhere

protected:
    void keyPressEvent(QKeyEvent *event) override; ///< Escape closes

private:
    struct Message {
        Id id;
        QString text;
        QVector<Choice> choices;
        bool note;
    };
    Id add(const QString &text, const QVector<Choice> &choices, bool note);
    void present();
    void done(Id message);

    const Theme &m_theme;
    QLabel *m_icon, *m_text;
    QHBoxLayout *m_buttons;
    QVector<Message> m_messages; ///< the last one is seen
    Id m_last = 0;
};

} // namespace watchglass
