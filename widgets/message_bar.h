// SPDX-License-Identifier: GPL-3.0-or-later
/// A strip above the editor that says one thing and offers what to do about it; never modal, nothing waits for it.
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
    struct Choice {
        QString text;
        std::function<void()> run;
    };
    explicit MessageBar(const Theme &theme, QWidget *parent = nullptr);
    /// Shows a message in place of the one before; every choice also closes the bar.
    void show(const QString &text, const QVector<Choice> &choices = {});

signals:
    void left(); ///< closed by keys: the focus has to go somewhere

protected:
    void keyPressEvent(QKeyEvent *event) override; ///< Escape closes

private:
    void done();
    const Theme &m_theme;
    QLabel *m_icon, *m_text;
    QHBoxLayout *m_buttons;
};

} // namespace watchglass
