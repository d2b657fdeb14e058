// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QDir>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

#include "app/window/main_window.h"
#include "app/window/tour/steps.h"
#include "app/window/tour/tour.h"

namespace watchglass {

namespace {
void say(const QString &text)
{
    std::printf("%s\n", qUtf8Printable(text));
    std::fflush(stdout);
}
} // namespace

int playTour(const QString &pictures)
{
    // A first start: no settings and no unsaved texts of anybody.
    const QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.filePath(QStringLiteral("config")).toLocal8Bit());
    qputenv("XDG_DATA_HOME", home.filePath(QStringLiteral("data")).toLocal8Bit());
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, home.filePath(QStringLiteral("config")));
    if (!QDir().mkpath(pictures)) {
        say(QCoreApplication::translate("Tour", "%1 cannot be made to hold the pictures.").arg(pictures));
        return 1;
    }

    MainWindow window;
    window.resize(1440, 900);
    window.show();
    if (!QTest::qWaitForWindowActive(&window, 5000)) {
        say(QCoreApplication::translate("Tour", "The window did not become active, so keys would not reach it."));
        return 1;
    }
    QTest::qWait(300);
    window.grab().save(QDir(pictures).filePath(QStringLiteral("00-welcome.png")));

    Hand hand(window);
    int number = 0, untrue = 0;
    for (const TourStep &step : tourSteps(window)) {
        step.play(hand);
        const bool held = Hand::waitFor(step.done);
        QTest::qWait(150); // what follows a stop is painted
        const QString file = QStringLiteral("%1-%2.png").arg(++number, 2, 10, QLatin1Char('0')).arg(step.id);
        window.grab().save(QDir(pictures).filePath(file));
        say(QStringLiteral("%1 %2: %3")
                .arg(held ? QStringLiteral("ok  ") : QStringLiteral("FAIL"), step.title, step.claim));
        if (!held) {
            ++untrue;
            break; // the later steps stand on this one
        }
    }
    say(untrue ? QCoreApplication::translate("Tour", "A claim of the tour is not true; its picture is the last in %1.")
                     .arg(pictures)
               : QCoreApplication::translate("Tour", "Every claim of the tour is true. Pictures: %1").arg(pictures));
    // What is open needs no saving.
    for (Document *document : window.documents().all())
        document->editor()->setModified(false);
    window.close();
    return untrue ? 1 : 0;
}

} // namespace watchglass
