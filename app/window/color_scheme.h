// SPDX-License-Identifier: GPL-3.0-or-later
/// The desktop's wish for light or dark: the `color-scheme` setting of the XDG desktop portal
/// (org.freedesktop.portal.Settings), live. Qt 6.4 has no API for it. The user may override it.
#pragma once

#include <QDBusVariant>
#include <QObject>

#include "widgets/theme.h"

namespace watchglass {

class ColorScheme : public QObject
{
    Q_OBJECT
public:
    enum class Choice { Desktop, Light, Dark };
    Q_ENUM(Choice)

    explicit ColorScheme(Theme &theme, QObject *parent = nullptr);
    Choice choice() const { return m_choice; }
    void setChoice(Choice choice); ///< kept in the settings

signals:
    void choiceChanged();

private slots:
    void settingChanged(const QString &group, const QString &key, const QDBusVariant &value);

private:
    void ask();
    void apply();

    Theme &m_theme;
    Choice m_choice;
    Theme::Scheme m_desktop = Theme::Scheme::Light;
};

} // namespace watchglass
