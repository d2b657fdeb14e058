// SPDX-License-Identifier: GPL-3.0-or-later
/// One actor of the board: what runs, how it does, the calls it is in the middle of, and a form to call it by hand.
#pragma once

#include <QWidget>

#include "widgets/host/board_picture.h"
#include "widgets/host/host_wishes.h"
#include "widgets/theme.h"

class QAction;
class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace watchglass {

class CopyLabel;
class PageHead;

class ActorPage : public QWidget
{
    Q_OBJECT
public:
    explicit ActorPage(const Theme &theme, QWidget *parent = nullptr);
    void setActor(const BoardActor &actor);
    /// What can be done to it; the registry's.
    void setActions(const QList<QAction *> &actions);
    void enterCall(); ///< takes the keys to the form
    void setAnswer(quint64 wish, const CallAnswer &answer);

signals:
    void callWanted(const watchglass::CallWish &wish);
    void killWanted(const QString &actor, quint64 call);

private:
    void makeForm();
    void showCalls();
    std::optional<QByteArray> payload() const;
    void submit();

    const Theme &m_theme;
    BoardActor m_actor;
    quint64 m_wishes = 0;
    QString m_operation; ///< of the last wish
    PageHead *m_head;
    QLabel *m_numbers, *m_problem;
    QGridLayout *m_buttons;
    QWidget *m_calls, *m_form;
    QComboBox *m_operations, *m_kind;
    QLineEdit *m_payload;
    QPushButton *m_call;
    CopyLabel *m_answer, *m_bytes;
};

} // namespace watchglass
