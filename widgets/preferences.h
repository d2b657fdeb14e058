// SPDX-License-Identifier: GPL-3.0-or-later
/// Font of the text, and a key for every action; changes take effect at once.
#pragma once

#include <QDialog>

#include "widgets/action_registry.h"

class QKeySequenceEdit;
class QLabel;
class QLineEdit;
class QTabWidget;
class QTreeWidget;
class QTreeWidgetItem;

namespace watchglass {

class Preferences : public QDialog
{
    Q_OBJECT
public:
    Preferences(ActionRegistry &registry, Theme &theme, QWidget *parent);
    void addPage(const QString &title, QWidget *page);

private:
    QWidget *makeFontPage();
    QWidget *makeShortcutPage();
    static void pressNothingByEnter(const QWidget &page);
    void fill();
    void filter(const QString &pattern);
    void showCurrent();
    void take(const QKeySequence &keys);
    QTreeWidgetItem *firstShown() const;
    QString currentId() const;

    ActionRegistry &m_registry;
    Theme &m_theme;
    QTabWidget *m_pages;
    QLineEdit *m_search = nullptr;
    QTreeWidget *m_list = nullptr;
    QKeySequenceEdit *m_keys = nullptr;
    QLabel *m_conflict = nullptr;
};

} // namespace watchglass
