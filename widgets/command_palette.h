// SPDX-License-Identifier: GPL-3.0-or-later
/// Every action of the program behind one search field.
#pragma once

#include <QDialog>

#include "widgets/action_registry.h"

class QLineEdit;
class QListView;
class QSortFilterProxyModel;
class QStandardItemModel;

namespace watchglass {

/// How well `pattern` fits `text`: its letters in order, best at word starts and in runs; negative = not at all.
int fuzzyScore(const QString &pattern, const QString &text);

class CommandPalette : public QDialog
{
    Q_OBJECT
public:
    CommandPalette(const ActionRegistry &registry, const Theme &theme, QWidget *parent);

protected:
    void paintEvent(QPaintEvent *event) override; ///< with a frame: it lies over texts
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fill();
    void filter(const QString &pattern);
    void runCurrent();

    const ActionRegistry &m_registry;
    const Theme &m_theme;
    QLineEdit *m_field;
    QListView *m_list;
    QStandardItemModel *m_model;
    QSortFilterProxyModel *m_proxy;
};

} // namespace watchglass
