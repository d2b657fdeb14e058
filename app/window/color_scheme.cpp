// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/color_scheme.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QSettings>

namespace watchglass {

namespace {
const QString service = QStringLiteral("org.freedesktop.portal.Desktop");
const QString path = QStringLiteral("/org/freedesktop/portal/desktop");
const QString interface = QStringLiteral("org.freedesktop.portal.Settings");
const QString group = QStringLiteral("org.freedesktop.appearance");
const QString key = QStringLiteral("color-scheme");
const QString setting = QStringLiteral("colorScheme");

/// `Read` wraps its answer in a variant once more than `SettingChanged` does.
uint unwrapped(QVariant value)
{
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value.toUInt();
}
} // namespace

ColorScheme::ColorScheme(Theme &theme, QObject *parent)
    : QObject(parent), m_theme(theme), m_choice(Choice(QSettings().value(setting, int(Choice::Desktop)).toInt()))
{
    // Without a portal, the palette that the platform gave us tells as much as there is to know.
    const QPalette palette = QApplication::palette();
    if (palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness())
        m_desktop = Theme::Scheme::Dark;
    QDBusConnection::sessionBus().connect(service, path, interface, QStringLiteral("SettingChanged"), this,
                                          SLOT(settingChanged(QString, QString, QDBusVariant)));
    ask();
    apply();
}

void ColorScheme::setChoice(Choice choice)
{
    m_choice = choice;
    QSettings().setValue(setting, int(choice));
    apply();
    emit choiceChanged();
}

void ColorScheme::ask()
{
    QDBusMessage message = QDBusMessage::createMethodCall(service, path, interface, QStringLiteral("Read"));
    message << group << key;
    auto *watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(message, 2000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        if (reply.isValid())
            settingChanged(group, key, reply.value());
        watcher->deleteLater();
    });
}

void ColorScheme::settingChanged(const QString &changedGroup, const QString &changedKey, const QDBusVariant &value)
{
    if (changedGroup != group || changedKey != key)
        return;
    // 0 no preference, 1 dark, 2 light
    m_desktop = unwrapped(value.variant()) == 1 ? Theme::Scheme::Dark : Theme::Scheme::Light;
    apply();
}

void ColorScheme::apply()
{
    m_theme.setScheme(m_choice == Choice::Desktop ? m_desktop
                      : m_choice == Choice::Dark  ? Theme::Scheme::Dark
                                                  : Theme::Scheme::Light);
    QApplication::setPalette(m_theme.palette());
}

} // namespace watchglass
