// SPDX-License-Identifier: GPL-3.0-or-later
/// Every action of the program, once: what menus, toolbars, the command palette and the shortcut editor show.
#pragma once

#include <QAction>
#include <QHash>
#include <QKeySequence>
#include <QObject>
#include <QVector>

#include <functional>

#include "widgets/theme.h"

namespace watchglass {

class ActionRegistry : public QObject
{
    Q_OBJECT
public:
    /// One row. `id` is stable ("debug.stepOver"): settings and tests name actions by it.
    struct Spec {
        QString id;
        QString text; ///< with mnemonic
        QString menu; ///< menu id it stands in ("file", "run", …); empty = palette only
        QString icon; ///< icon name or empty
        QList<QKeySequence> keys;
        QString tip; ///< one sentence for the status bar
        bool checkable = false;
    };

    explicit ActionRegistry(const Theme &theme, QObject *parent = nullptr);

    /// Adds an action that runs `run`. The registry owns it.
    QAction *add(const Spec &spec, std::function<void()> run);
    QAction *action(const QString &id) const;              ///< null when unknown
    const QVector<Spec> &specs() const { return m_specs; } ///< in the order they were added
    bool owns(const QAction *action) const;
    const Theme &theme() const { return m_theme; }

    /// Shortcuts: the user's choice overrides the default and is kept in the settings.
    QList<QKeySequence> defaultKeys(const QString &id) const;
    void setKeys(const QString &id, const QList<QKeySequence> &keys);
    void resetKeys(const QString &id);
    /// Another action that already has this key, or null.
    QAction *conflict(const QString &id, const QKeySequence &key) const;

signals:
    void keysChanged(const QString &id);

private:
    const Theme &m_theme;
    QVector<Spec> m_specs;
    QHash<QString, QAction *> m_actions;
};

} // namespace watchglass
