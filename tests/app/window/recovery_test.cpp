// SPDX-License-Identifier: GPL-3.0-or-later
/// A process that is killed while its user types loses at most the last two seconds.
#include <QCoreApplication>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <memory>
#include <thread>
#include <vector>

#include "app/window/recovery.h"
#include "tests/app/window/window_kit.h"

using namespace watchglass;
using namespace std::chrono_literals;

namespace {

/// The program's own clock, in milliseconds: a thread of it counts them, so it stands still while a machine with too
/// much to do lets the program do nothing – neither take a key nor save one.
class OwnClock
{
public:
    OwnClock()
        : m_thread([this] {
              for (;;) { // until killed
                  std::this_thread::sleep_for(tick);
                  m_ticks += tick.count();
              }
          })
    {
    }
    qint64 now() const { return m_ticks; }

private:
    static constexpr std::chrono::milliseconds tick = 5ms;
    std::atomic<qint64> m_ticks = 0;
    std::thread m_thread;
};

qint64 now()
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

QString titleOf(int typist)
{
    return QStringLiteral("typed-%1.wat").arg(typist);
}

} // namespace

/// Types numbered words for ever and says when, by the program's own clock, each of them stood in the text.
int typeUntilKilled(int typist)
{
    const OwnClock clock;
    MainWindow window;
    window.show();
    Document *document = window.documents().newText(titleOf(typist), {});
    window.tabs().show(document);
    document->editor()->setFocus();
    for (int i = 0;; ++i) {
        QTest::keyClicks(document->editor(), QStringLiteral(";%1 ").arg(i));
        std::printf("%lld\n", static_cast<long long>(clock.now()));
        std::fflush(stdout);
        QTest::qWait(20);
    }
}

TEST(Recovery, FiftyKilledProcessesLoseAtMostTwoSecondsEach)
{
    constexpr int rounds = 5, typists = 10, mostLost = 2000;
    QRandomGenerator random(7);
    for (int round = 0; round < rounds; ++round) {
        const QTemporaryDir home;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_DATA_HOME"), home.path());
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), home.path());
        std::vector<std::unique_ptr<QProcess>> children;
        for (int i = 0; i < typists; ++i) {
            children.push_back(std::make_unique<QProcess>());
            children.back()->setProcessEnvironment(environment);
            children.back()->start(QCoreApplication::applicationFilePath(),
                                   {QStringLiteral("--type-until-killed"), QString::number(i)});
        }
        for (const auto &child : children)
            ASSERT_TRUE(child->waitForReadyRead(60000));
        std::vector<qint64> killAt;
        for (int i = 0; i < typists; ++i)
            killAt.push_back(now() + 200 + random.bounded(3500));
        for (bool living = true; living;) {
            living = false;
            for (int i = 0; i < typists; ++i) {
                if (children[size_t(i)]->state() == QProcess::NotRunning)
                    continue;
                living = true;
                if (now() >= killAt[size_t(i)]) {
                    children[size_t(i)]->kill();
                    children[size_t(i)]->waitForFinished();
                }
            }
            std::this_thread::sleep_for(1ms);
        }

        // All of them are dead programs to one that starts now.
        Recovery recovery(home.path() + QStringLiteral("/watchglass-test/watchglass-test/recovery"));
        QHash<QString, QByteArray> texts;
        for (const RecoveredText &work : recovery.take())
            texts.insert(work.title, work.text);
        for (int i = 0; i < typists; ++i) {
            const QByteArrayList said = children[size_t(i)]->readAllStandardOutput().split('\n'); // last: half a line
            const qsizetype words = said.size() - 1;
            ASSERT_GT(words, 0);
            const QByteArray text = texts.value(titleOf(i));
            const qint64 last = said[words - 1].toLongLong();
            for (qsizetype word = 0; word < words; ++word)
                if (said[word].toLongLong() < last - mostLost)
                    ASSERT_TRUE(text.contains(QByteArray(";" + QByteArray::number(word) + " ")))
                        << "word " << word << " of " << words << ", typist " << i << " of round " << round;
        }
    }
}

TEST(Recovery, WhatCannotBeReadStaysForAnotherProgram)
{
    const QTemporaryDir home;
    const QString dead = home.filePath(QStringLiteral("dead"));
    ASSERT_TRUE(QDir().mkpath(dead));
    QFile file(dead + QStringLiteral("/1.text"));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write("of a version to come");
    file.close();
    Recovery recovery(home.path());
    EXPECT_TRUE(recovery.take().isEmpty());
    EXPECT_TRUE(file.exists());
}
