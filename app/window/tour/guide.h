// SPDX-License-Identifier: GPL-3.0-or-later
/// The tour for a person: a card that says what to do, a frame around where to do it; each step waits for the user.
#pragma once

#include <QElapsedTimer>
#include <QFrame>
#include <QTimer>

#include "app/window/tour/steps.h"

class QLabel;
class QPushButton;

namespace watchglass {

class Guide : public QFrame
{
    Q_OBJECT
public:
    explicit Guide(MainWindow &window);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void look();
    void showStep();
    void place();

    MainWindow &m_window;
    QVector<TourStep> m_steps;
    int m_at = 0;
    QTimer m_look;
    QElapsedTimer m_shown; ///< since this step is on the card
    QLabel *m_title, *m_text, *m_progress;
    QPushButton *m_showMe;
    QFrame *m_frame; ///< around the target
};

} // namespace watchglass
