// SPDX-License-Identifier: Apache-2.0
#include "engine/host/load/loop.h"

#include <algorithm>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace watchglass::load {

namespace {

using namespace std::chrono_literals;

constexpr Duration rest = 10ms;      ///< of a connection that failed
constexpr Duration lookEvery = 10ms; ///< at deadlines and at the machine
constexpr Duration closingTime = 1s; ///< for the other side to close, before this one does
constexpr uint32_t wakeIndex = UINT32_MAX;

/// Of what a failure says.
std::string firstLine(std::string_view body)
{
    return std::string(body.substr(0, std::min<size_t>(body.find('\n'), 300)));
}

} // namespace

Generator::Loop::Loop(Settings settings, const sockaddr_storage &to)
    : m_settings(std::move(settings)), m_to(to), ledger(m_settings), m_text(m_settings),
      m_epoll(epoll_create1(EPOLL_CLOEXEC)), m_wake(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u32 = wakeIndex;
    epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_wake, &event);
    if (m_settings.target.substr(0, m_settings.target.find('?')).find("{n}") != std::string::npos)
        m_settings.counter.clear(); // every request counts something else
    for (uint32_t i = 0; i < m_settings.connections; ++i) {
        m_places.push_back(std::make_unique<Place>(m_epoll, i));
        m_idle.push_back(i);
    }
    m_thread = std::thread([this] { run(); });
}

Generator::Loop::~Loop()
{
    m_abort = true;
    wake();
    m_thread.join();
    m_places.clear();
    close(m_epoll);
    close(m_wake);
}

void Generator::Loop::wake()
{
    const uint64_t one = 1;
    (void)!write(m_wake, &one, sizeof one);
}

void Generator::Loop::stop()
{
    m_stop = true;
    wake();
}

void Generator::Loop::wait()
{
    std::unique_lock lock(m_mutex);
    m_ending.wait(lock, [this] { return m_ended; });
}

bool Generator::Loop::running() const
{
    const std::lock_guard lock(m_mutex);
    return !m_ended;
}

bool Generator::Loop::wantsMore(Duration now) const
{
    return !m_stop && (!m_settings.duration || now < *m_settings.duration) &&
           (!m_settings.requests || m_sent < *m_settings.requests);
}

void Generator::Loop::run()
{
    while (!m_abort) {
        if (wantsMore(now()))
            dispatch();
        else if (m_underWay == 0)
            break;
        awaitEvents();
        if (const Duration at = now(); at - m_lastLook >= lookEvery)
            lookAtDeadlines(at);
    }
    ledger.tick(now(), m_witness.longest());
    ledger.end(now());
    {
        const std::lock_guard lock(m_mutex);
        m_ended = true;
    }
    m_ending.notify_all();
}

/// When it is due, not when there is a connection for it: whoever waits for one waits, and it counts.
void Generator::Loop::dispatch()
{
    for (Duration at = now(); !m_idle.empty() && wantsMore(at); at = now()) {
        const Duration due = m_settings.rate ? Duration(int64_t(double(m_sent) * 1e9 / *m_settings.rate)) : at;
        if (due > at)
            return;
        Place &place = *m_places[m_idle.front()];
        m_idle.pop_front();
        ask(place, due, at);
    }
}

void Generator::Loop::ask(Place &place, Duration due, Duration now)
{
    place.number = m_sent++;
    place.request = {};
    place.request.due = due;
    place.request.sent = place.since = now;
    place.request.known = ledger.sent(now);
    ++m_underWay;
    if (place.connection.ask(m_to, m_text.with(place.number), m_settings.keepAlive))
        ledger.connected();
    settle(place);
}

/// Once its request has ended.
void Generator::Loop::settle(Place &place)
{
    const Connection &connection = place.connection;
    const bool answered = connection.state() == Connection::State::Answered;
    if (!answered && connection.state() != Connection::State::Failed)
        return;
    Ended &request = place.request;
    request.ended = now();
    if (answered) {
        const AnswerReader &answer = connection.answer();
        request.status = answer.status();
        request.number = m_text.find(place.number, answer);
        request.unasked = answer.unasked();
        if (request.status >= 200 && request.status <= 299)
            request.counter = counterIn(answer.body(), m_settings.counter);
        else
            request.loss = firstLine(answer.body());
    } else {
        request.loss = connection.problem();
    }
    ledger.take(request);
    --m_underWay;
    place.resting = !answered;
    place.since = request.ended;
    if (answered)
        release(place, request.ended);
}

void Generator::Loop::release(Place &place, Duration now)
{
    place.connection.release();
    place.since = now;
    if (place.connection.state() == Connection::State::Ready)
        m_idle.push_back(place.index);
}

void Generator::Loop::awaitEvents()
{
    Duration patience = lookEvery;
    if (m_settings.rate && !m_idle.empty() && wantsMore(now()))
        patience =
            std::clamp(Duration(int64_t(double(m_sent) * 1e9 / *m_settings.rate)) - now(), Duration(0), lookEvery);
    const timespec time{0, patience.count()};
    epoll_event events[256];
    const int count = epoll_pwait2(m_epoll, events, 256, &time, nullptr);
    for (int i = 0; i < count; ++i) {
        if (events[i].data.u32 == wakeIndex) {
            uint64_t times = 0;
            (void)!read(m_wake, &times, sizeof times);
            continue;
        }
        Place &place = *m_places[events[i].data.u32];
        const Connection::State before = place.connection.state();
        place.connection.go(events[i].events);
        if (place.connection.strayed())
            ledger.stray();
        if (before == Connection::State::Closing)
            m_idle.push_back(place.index);
        else if (before != Connection::State::Ready)
            settle(place);
    }
}

void Generator::Loop::lookAtDeadlines(Duration now)
{
    m_lastLook = now;
    ledger.tick(now, m_witness.longest());
    for (const auto &one : m_places) {
        Place &place = *one;
        const Connection::State state = place.connection.state();
        const Duration time = now - place.since;
        if (place.resting) {
            if (time < rest)
                continue;
            place.resting = false;
            release(place, now);
        } else if (state == Connection::State::Closing && time >= closingTime) {
            place.connection.fail({});
            release(place, now);
        } else if ((state == Connection::State::Asking || state == Connection::State::Connecting) &&
                   time >= m_settings.patience) {
            place.connection.fail("no answer within " + durationText(m_settings.patience));
            settle(place);
        }
    }
}

} // namespace watchglass::load
