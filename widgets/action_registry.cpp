// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/action_registry.h"

#include <QSettings>

#include <algorithm>

namespace watchglass {

namespace {
QString settingsKey(const QString &id)
{
    return QStringLiteral("shortcuts/") + id;
}

QString joined(const QList<QKeySequence> &keys)
{
    return QKeySequence::listToString(keys, QKeySequence::PortableText);
}
} // namespace

ActionRegistry::ActionRegistry(const Theme &theme, QObject *parent) : QObject(parent), m_theme(theme)
{
    connect(&theme, &Theme::changed, this, [this] {
        for (const Spec &spec : m_specs)
            if (!spec.icon.isEmpty())
                m_actions[spec.id]->setIcon(m_theme.icon(spec.icon));
    });
}

QAction *ActionRegistry::add(const Spec &spec, std::function<void()> run)
{
    Q_ASSERT(!m_actions.contains(spec.id));
    auto *action = new QAction(spec.text, this);
    action->setObjectName(spec.id);
    action->setCheckable(spec.checkable);
    action->setStatusTip(spec.tip);
    if (!spec.icon.isEmpty())
        action->setIcon(m_theme.icon(spec.icon));
    connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
    m_specs.append(spec);
    m_actions.insert(spec.id, action);

    const QSettings settings;
    const QVariant kept = settings.value(settingsKey(spec.id));
    action->setShortcuts(kept.isValid() ? QKeySequence::listFromString(kept.toString(), QKeySequence::PortableText)
                                        : spec.keys);
    return action;
}

QAction *ActionRegistry::action(const QString &id) const
{
    return m_actions.value(id);
}

bool ActionRegistry::owns(const QAction *action) const
{
    return action && m_actions.value(action->objectName()) == action;
}

QList<QKeySequence> ActionRegistry::defaultKeys(const QString &id) const
{
    const auto found = std::find_if(m_specs.begin(), m_specs.end(), [&](const Spec &spec) { return spec.id == id; });
    return found == m_specs.end() ? QList<QKeySequence>() : found->keys;
}

void ActionRegistry::setKeys(const QString &id, const QList<QKeySequence> &keys)
{
    QAction *action = m_actions.value(id);
    if (!action)
        return;
    action->setShortcuts(keys);
    QSettings settings;
    if (keys == defaultKeys(id))
        settings.remove(settingsKey(id));
    else
        settings.setValue(settingsKey(id), joined(keys));
    emit keysChanged(id);
}

void ActionRegistry::resetKeys(const QString &id)
{
    setKeys(id, defaultKeys(id));
}

QAction *ActionRegistry::conflict(const QString &id, const QKeySequence &key) const
{
    for (const Spec &spec : m_specs)
        if (spec.id != id && m_actions[spec.id]->shortcuts().contains(key))
            return m_actions[spec.id];
    return nullptr;
}

} // namespace watchglass
