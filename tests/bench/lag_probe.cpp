// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/lag_probe.h"

#include <QEvent>
#include <QEventLoop>
#include <QMetaEnum>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <ctime>

namespace watchglass::bench {

using Clock = std::chrono::steady_clock;

namespace {

QString className(const QObject *object)
{
    return QString::fromLatin1(object->metaObject()->className()).section(QStringLiteral("::"), -1);
}

QString nameOf(const QObject *receiver, QEvent::Type type)
{
    QString name = className(receiver);
    if (receiver->parent())
        name += QStringLiteral(" of ") + className(receiver->parent());
    const char *key = QMetaEnum::fromType<QEvent::Type>().valueToKey(type);
    return name + QStringLiteral(", ") + (key ? QString::fromLatin1(key) : QString::number(type));
}

} // namespace

double threadTime()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

bool TimedApplication::notify(QObject *receiver, QEvent *event)
{
    painted = painted || event->type() == QEvent::Paint;
    if (m_depth > 0 || event->type() == QEvent::User)
        return QApplication::notify(receiver, event);
    const QString name = nameOf(receiver, event->type()); // neither may outlive the delivery
    const double begin = threadTime();
    const auto beginWall = Clock::now();
    ++m_depth;
    const bool accepted = QApplication::notify(receiver, event);
    --m_depth;
    const double took = threadTime() - begin;
    Sum &sum = times[name];
    ++sum.count;
    sum.total += took;
    sum.most = std::max(sum.most, took);
    sum.mostWall = std::max(sum.mostWall, std::chrono::duration<double, std::milli>(Clock::now() - beginWall).count());
    if (took > longest) {
        longest = took;
        longestName = name;
    }
    return accepted;
}

struct LagProbe::Stamp : QEvent {
    Stamp() : QEvent(QEvent::User), posted(Clock::now()) {}
    Clock::time_point posted;
};

LagProbe::LagProbe(bool details) : m_details(details), m_thread([this] { post(); }) {}

LagProbe::~LagProbe()
{
    m_ending = true;
    m_thread.join();
}

void LagProbe::begin()
{
    auto *app = static_cast<TimedApplication *>(qApp);
    m_begin = Clock::now();
    m_lags.clear();
    app->times.clear();
    app->longest = 0;
    app->longestName.clear();
}

bool LagProbe::event(QEvent *event)
{
    if (event->type() != QEvent::User)
        return QObject::event(event);
    const auto posted = static_cast<Stamp *>(event)->posted;
    if (posted >= m_begin) // else it waited for what was done before
        m_lags.push_back(std::chrono::duration<double, std::milli>(Clock::now() - posted).count());
    return true;
}

void LagProbe::post()
{
    while (!m_ending) {
        QCoreApplication::postEvent(this, new Stamp);
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
}

void LagProbe::report(const char *name)
{
    const auto *app = static_cast<const TimedApplication *>(qApp);
    std::sort(m_lags.begin(), m_lags.end());
    const auto at = [&](double share) {
        return m_lags.empty() ? 0.0 : m_lags[std::min(m_lags.size() - 1, size_t(share * double(m_lags.size())))];
    };
    std::printf("%-36s p50 %5.1f  p99 %6.1f  p99.9 %6.1f  max %6.1f ms | %5.1f ms: %s\n", name, at(0.5), at(0.99),
                at(0.999), at(1), app->longest, qPrintable(app->longestName));
    if (m_details) {
        std::vector<std::pair<QString, TimedApplication::Sum>> rows(app->times.begin(), app->times.end());
        std::sort(rows.begin(), rows.end(), [](const auto &a, const auto &b) { return a.second.most > b.second.most; });
        for (size_t i = 0; i < std::min<size_t>(rows.size(), 10); ++i)
            std::printf("    %6d ×, %8.1f ms, longest %6.1f (%6.1f by the clock)  %s\n", rows[i].second.count,
                        rows[i].second.total, rows[i].second.most, rows[i].second.mostWall, qPrintable(rows[i].first));
    }
    std::fflush(stdout);
}

void runLoop(std::chrono::milliseconds time)
{
    QEventLoop loop;
    QTimer::singleShot(time, &loop, &QEventLoop::quit);
    loop.exec();
}

bool runLoopUntil(const std::function<bool()> &done, std::chrono::milliseconds most)
{
    const auto end = Clock::now() + most;
    while (!done() && Clock::now() < end)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents); // the probe's events come all the time
    return done();
}

} // namespace watchglass::bench
