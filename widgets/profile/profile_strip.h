// SPDX-License-Identifier: GPL-3.0-or-later
/// Above the text: what measures, what was measured and how far it can be trusted, and what of it is looked at.
#pragma once

#include <QWidget>

#include "widgets/theme.h"

class QAction;
class QHBoxLayout;
class QLabel;
class QMenu;
class QToolButton;

namespace watchglass {

class ElidedLabel;

class ProfileStrip : public QWidget
{
    Q_OBJECT
public:
    explicit ProfileStrip(const Theme &theme, QWidget *parent = nullptr);
    void addButton(QAction *action, bool withText = false);
    void addMenuButton(const QString &name, const QList<QAction *> &actions);
    void setMenuText(const QString &text); ///< of the menu's button: what is chosen
    /// `live`: it is being measured now.
    void setFacts(const QString &text, bool live);
    void addBelow(QWidget *widget);
    /// What narrows down what is looked at; each can be taken away.
    void setChips(const QStringList &chips);

signals:
    void chipRemoved(int chip);

private:
    void paintFacts();

    const Theme &m_theme;
    QHBoxLayout *m_buttons, *m_chips;
    QToolButton *m_menuButton = nullptr;
    ElidedLabel *m_facts;
    QWidget *m_chipRow;
    QStringList m_shown;
    bool m_live = false;
};

} // namespace watchglass
