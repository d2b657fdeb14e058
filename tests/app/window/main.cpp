// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QDir>
#include <QSettings>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include "engine/base/interactive.h"

int typeUntilKilled(int typist); // recovery_test.cpp: what the child process of its test does

int main(int argc, char **argv)
{
    const QTemporaryDir home;
    const bool child = argc > 1 && qstrcmp(argv[1], "--type-until-killed") == 0;
    if (!child) { // nobody's settings, and none between runs
        qputenv("XDG_CONFIG_HOME", home.filePath(QStringLiteral("config")).toLocal8Bit());
        qputenv("XDG_DATA_HOME", home.filePath(QStringLiteral("data")).toLocal8Bit());
    }
    QCoreApplication::setApplicationName(QStringLiteral("watchglass-test"));
    QCoreApplication::setOrganizationName(QStringLiteral("watchglass-test"));
    QApplication app(argc, argv);
    // Times differ from machine to machine, so a test only fails for what must never happen on this thread.
    watchglass::declareInteractiveThread([](const watchglass::Breach &breach) {
        if (breach.milliseconds == 0)
            ADD_FAILURE() << breach.call << " on the window's thread";
    });
    if (child)
        return typeUntilKilled(argc > 2 ? atoi(argv[2]) : 0);
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
