// SPDX-License-Identifier: GPL-3.0-or-later
/// How long the event loop of the window keeps events waiting: a thread posts one every 2 ms, and the window's thread
/// notes how late each arrives. Beside that, what held the thread longest, by the thread's own time, so that a busy
/// machine does not blame the wrong event.
#pragma once

#include <QApplication>

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <thread>
#include <vector>

namespace watchglass::bench {

/// The window thread's own time so far, in milliseconds.
double threadTime();

/// Measures each event that is not delivered from within another one.
class TimedApplication : public QApplication
{
public:
    using QApplication::QApplication;
    bool notify(QObject *receiver, QEvent *event) override;

    struct Sum {
        int count = 0;
        double total = 0, most = 0; ///< ms of the thread's own time
        double mostWall = 0;        ///< ms by the clock, with what the thread waited for
    };
    std::map<QString, Sum> times; ///< by receiver and type of the event
    double longest = 0;
    QString longestName;
    bool painted = false; ///< some window was

private:
    int m_depth = 0;
};

class LagProbe : public QObject
{
public:
    explicit LagProbe(bool details);
    ~LagProbe() override;
    void begin();
    /// Prints one row: lateness of events, and the longest event.
    void report(const char *name);

private:
    struct Stamp;
    bool event(QEvent *event) override;
    void post();

    const bool m_details; ///< the receivers that took most time, too
    std::chrono::steady_clock::time_point m_begin;
    std::vector<double> m_lags;
    std::atomic<bool> m_ending = false;
    std::thread m_thread;
};

/// Runs the event loop as the program does, for a time or until something is true (false: it never was).
void runLoop(std::chrono::milliseconds time);
bool runLoopUntil(const std::function<bool()> &done, std::chrono::milliseconds most = std::chrono::minutes(1));

} // namespace watchglass::bench
