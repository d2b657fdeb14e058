// SPDX-License-Identifier: GPL-3.0-or-later
/// Light and dark as a desktop portal wishes, live: a portal of our own on a bus of our own (see CMakeLists.txt).
#include <QApplication>
#include <QDBusConnection>
#include <QDBusVariant>
#include <QSettings>
#include <QtTest>

#include "app/window/color_scheme.h"

using namespace watchglass;
using Choice = ColorScheme::Choice;
using Scheme = Theme::Scheme;

/// org.freedesktop.portal.Settings, as far as it is asked here.
class Portal : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")
public:
    uint scheme = 0;
    void set(uint wish)
    {
        scheme = wish;
        emit SettingChanged(QStringLiteral("org.freedesktop.appearance"), QStringLiteral("color-scheme"),
                            QDBusVariant(scheme));
    }

public slots:
    QDBusVariant Read(const QString &group, const QString &key)
    {
        const bool known = group == QLatin1String("org.freedesktop.appearance") && key == QLatin1String("color-scheme");
        return QDBusVariant(QVariant::fromValue(QDBusVariant(known ? scheme : 99u))); // wrapped twice, as portals do
    }

signals:
    void SettingChanged(const QString &group, const QString &key, const QDBusVariant &value);
};

class ColorSchemeTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("watchglass-test"));
        QDBusConnection bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("portal"));
        if (!bus.isConnected())
            QSKIP("skipped: no session bus (dbus-run-session is not installed)");
        QVERIFY(bus.registerObject(QStringLiteral("/org/freedesktop/portal/desktop"), &portal,
                                   QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
        QVERIFY(bus.registerService(QStringLiteral("org.freedesktop.portal.Desktop")));
    }
    void init() { QSettings().clear(); }

    void theWishAtTheStartIsFollowed()
    {
        portal.scheme = 1;
        Theme theme;
        ColorScheme scheme(theme);
        QTRY_COMPARE(theme.scheme(), Scheme::Dark);
        QCOMPARE(QApplication::palette().color(QPalette::Base), theme.color(Theme::Color::Base));
    }

    void aNewWishIsFollowedAtOnce()
    {
        portal.scheme = 2;
        Theme theme;
        ColorScheme scheme(theme);
        QTest::qWait(100); // until the first answer is in
        QCOMPARE(theme.scheme(), Scheme::Light);
        QSignalSpy changed(&theme, &Theme::changed);
        portal.set(1);
        QTRY_COMPARE(theme.scheme(), Scheme::Dark);
        portal.set(0); // no preference
        QTRY_COMPARE(theme.scheme(), Scheme::Light);
        QCOMPARE(changed.count(), 2);
        emit portal.SettingChanged(QStringLiteral("org.freedesktop.appearance"), QStringLiteral("accent-color"),
                                   QDBusVariant(1u));
        QTest::qWait(100);
        QCOMPARE(theme.scheme(), Scheme::Light); // another setting is none of its business
    }

    void theUsersChoiceStandsAgainstTheDesktop()
    {
        portal.scheme = 1;
        Theme theme;
        ColorScheme scheme(theme);
        QTRY_COMPARE(theme.scheme(), Scheme::Dark);
        scheme.setChoice(Choice::Light);
        QCOMPARE(theme.scheme(), Scheme::Light);
        portal.set(1);
        QTest::qWait(100);
        QCOMPARE(theme.scheme(), Scheme::Light);
        scheme.setChoice(Choice::Desktop);
        QCOMPARE(theme.scheme(), Scheme::Dark);
        QCOMPARE(ColorScheme(theme).choice(), Choice::Desktop); // kept
    }

private:
    Portal portal;
};

QTEST_MAIN(ColorSchemeTest)
#include "color_scheme_test.moc"
