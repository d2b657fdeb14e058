// SPDX-License-Identifier: GPL-3.0-or-later
/// A process that is killed while its user types loses at most the last two seconds.
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <cstdio>

#include "app/window/recovery.h"
#include "tests/app/window/window_kit.h"

using namespace watchglass;

/// Types numbered lines for ever and says so, line by line.
int typeUntilKilled()
{
    MainWindow window;
    window.show();
    Document *document = window.documents().newText(QStringLiteral("typed.wat"), {});
    window.tabs().show(document);
    document->editor()->setFocus();
    for (int i = 0;; ++i) {
        QTest::keyClicks(document->editor(), QStringLiteral(";%1 ").arg(i));
        std::printf("%d\n", i);
        std::fflush(stdout);
        QTest::qWait(20);
    }
}

TEST(Recovery, AKilledProcessLosesAtMostTwoSeconds)
{
    constexpr int kills = 6, mostLost = 2000;
    QRandomGenerator random(7);
    for (int kill = 0; kill < kills; ++kill) {
        const QTemporaryDir home;
        QProcess child;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_DATA_HOME"), home.path());
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), home.path());
        child.setProcessEnvironment(environment);
        child.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--type-until-killed")});
        ASSERT_TRUE(child.waitForReadyRead(20000));

        QElapsedTimer clock;
        clock.start();
        QVector<qint64> said; // when each line was said
        const int lifetime = 300 + int(random.bounded(3000));
        while (clock.elapsed() < lifetime) {
            child.waitForReadyRead(10);
            for (qsizetype lines = child.readAll().count('\n'); lines > 0; --lines)
                said.append(clock.elapsed());
        }
        child.kill();
        const qint64 killed = clock.elapsed();
        child.waitForFinished();

        Recovery recovery(home.path() + QStringLiteral("/watchglass-test/watchglass-test/recovery"));
        const QVector<RecoveredText> texts = recovery.take();
        const QByteArray text = texts.isEmpty() ? QByteArray() : texts.first().text;
        for (qsizetype i = 0; i < said.size(); ++i)
            if (said[i] < killed - mostLost)
                EXPECT_TRUE(text.contains(QByteArray(";" + QByteArray::number(i) + " ")))
                    << "line " << i << " of kill " << kill;
        if (killed > mostLost)
            EXPECT_EQ(texts.size(), 1);
    }
}
