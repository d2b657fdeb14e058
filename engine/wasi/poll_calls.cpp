// SPDX-License-Identifier: Apache-2.0
/// Waiting for the time and for descriptors.
#include <algorithm>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/wasi/calls.h"

namespace watchglass::wasi {

namespace {

struct Subscription {
    uint64_t userdata;
    EventType type;
    uint32_t number; ///< of the clock or the descriptor
    uint64_t timeout;
    bool absolute;
};

/// As the interface lays it out.
struct Event {
    uint64_t userdata = 0;
    Errno error = Errno::Success;
    EventType type = EventType::Clock;
    uint64_t bytes = 0;
    uint64_t flags = 0;
};
static_assert(sizeof(Event) == 32);

uint64_t bytesToRead(const Descriptor &descriptor)
{
    const int host = descriptor.host();
    int waiting = 0;
    struct stat about;
    if (descriptor.type != FileType::RegularFile)
        return host >= 0 && ioctl(host, FIONREAD, &waiting) == 0 ? uint64_t(waiting) : 0;
    const off_t at = lseek(host, 0, SEEK_CUR);
    return at >= 0 && fstat(host, &about) == 0 && about.st_size > at ? uint64_t(about.st_size - at) : 0;
}

class Poll
{
public:
    explicit Poll(Call &call) : m_call(call) {}

    /// False when there is an event that is none: a number out of range.
    bool subscribe(Address subscriptions, uint32_t count)
    {
        const bool padded = m_call.dialect == Dialect::Unstable; // its clocks have an identifier of their own first
        const uint64_t size = padded ? 56 : 48, clock = padded ? 24 : 16;
        for (uint64_t i = 0; i < count; ++i) {
            const uint64_t at = subscriptions.value + i * size;
            const auto tag = m_call.memory.get<uint8_t>(at + 8);
            if (tag > uint8_t(EventType::FdWrite))
                return false;
            Subscription made{m_call.memory.get<uint64_t>(at), EventType(tag), 0, 0, false};
            if (made.type == EventType::Clock) {
                made.number = m_call.memory.get<uint32_t>(at + clock);
                made.timeout = m_call.memory.get<uint64_t>(at + clock + 8);
                made.absolute = m_call.memory.get<uint16_t>(at + clock + 24) & abstime;
            } else {
                made.number = m_call.memory.get<uint32_t>(at + 16);
            }
            m_subscriptions.push_back(made);
        }
        return true;
    }

    /// Whether there is something to tell now; what waits for a descriptor is watched from here on.
    bool begin()
    {
        const auto &before = m_call.state.unfinished;
        for (const Subscription &one : m_subscriptions)
            if (one.type == EventType::Clock)
                watchTime(one);
            else
                watchDescriptor(one);
        if (before) {
            m_timeouts = before->timeouts;
            m_begun = before->begun;
        }
        if (!m_watched.empty() && poll(m_watched.data(), m_watched.size(), 0) > 0)
            m_ready = true;
        return m_ready || !m_events.empty();
    }

    /// Nothing when it may be told what happened.
    std::optional<Errno> wait()
    {
        std::optional<uint64_t> deadline;
        if (!m_timeouts.empty()) {
            const uint64_t shortest = *std::min_element(m_timeouts.begin(), m_timeouts.end());
            if (m_call.state.clock->skip(shortest)) {
                m_passed = shortest;
                return std::nullopt;
            }
            deadline = m_begun + std::min(shortest, UINT64_MAX - m_begun);
        }
        const uint64_t now = hostNow();
        const uint64_t left = deadline ? *deadline - std::min(*deadline, now) : 0;
        const auto &quota = m_call.state.sandbox.quotas.sleepNanoseconds;
        const uint64_t granted = quota ? *quota - std::min(*quota, m_call.state.slept) : left;
        const bool tooLong = deadline && left > granted;
        if (tooLong && m_watched.empty())
            return refuseSleep();
        if (tooLong)
            deadline = now + granted;
        switch (m_call.wait(m_watched, deadline)) {
        case Call::Woken::Interrupted:
            m_call.unfinished().timeouts = m_timeouts;
            m_call.unfinished().begun = m_begun;
            return m_call.again();
        case Call::Woken::TimedOut:
            if (tooLong)
                return refuseSleep();
            m_passed = hostNow() - m_begun;
            break;
        case Call::Woken::Ready:
            break;
        }
        return std::nullopt;
    }

    std::vector<Event> happened()
    {
        for (size_t i = 0; i < m_watched.size(); ++i)
            if (m_watched[i].revents)
                ready(m_watchers[i], m_watched[i].revents);
        for (size_t i = 0; i < m_timeouts.size(); ++i)
            if (m_timeouts[i] <= m_passed)
                m_events.push_back({m_sleepers[i]});
        return std::move(m_events);
    }

private:
    void watchTime(const Subscription &one)
    {
        if (one.number > uint32_t(ClockId::Monotonic)) {
            fail(one, one.number > uint32_t(ClockId::ThreadCpu) ? Errno::Invalid : Errno::NotSupported);
            return;
        }
        m_sleepers.push_back(one.userdata);
        if (m_call.state.unfinished)
            return;
        uint64_t left = one.timeout;
        if (one.absolute)
            left -= std::min(left, m_call.state.clock->now(ClockId(one.number)));
        m_timeouts.push_back(left);
    }

    void watchDescriptor(const Subscription &one)
    {
        const uint64_t right = one.type == EventType::FdRead ? rights::FdRead : rights::FdWrite;
        const auto found = m_call.find(one.number, rights::PollFdReadwrite | right);
        if (!found)
            return fail(one, found.error);
        if (found->host() < 0)
            return ready(one, 0);
        m_watchers.push_back(one);
        m_watched.push_back({found->host(), short(one.type == EventType::FdRead ? POLLIN : POLLOUT), 0});
    }

    void fail(const Subscription &one, Errno error) { m_events.push_back({one.userdata, error, one.type}); }

    void ready(const Subscription &one, short events)
    {
        const Descriptor &descriptor = *m_call.state.descriptors.find(one.number);
        const uint64_t bytes = one.type == EventType::FdRead ? bytesToRead(descriptor) : 0;
        m_events.push_back({one.userdata, events & POLLNVAL ? Errno::BadDescriptor : Errno::Success, one.type, bytes,
                            events & POLLHUP ? hangup : 0});
    }

    Errno refuseSleep()
    {
        return m_call.trap("the program wants to wait longer than the " +
                           std::to_string(*m_call.state.sandbox.quotas.sleepNanoseconds / 1'000'000) +
                           " ms in all that it was granted");
    }

    Call &m_call;
    std::vector<Subscription> m_subscriptions;
    std::vector<Event> m_events;
    std::vector<pollfd> m_watched;
    std::vector<Subscription> m_watchers; ///< of m_watched
    std::vector<uint64_t> m_timeouts;     ///< from m_begun on
    std::vector<uint64_t> m_sleepers;     ///< userdata, of m_timeouts
    uint64_t m_begun = hostNow();
    uint64_t m_passed = 0; ///< since m_begun
    bool m_ready = false;
};

} // namespace

Errno pollOneoff(Call &call, Address subscriptions, Address events, Size count, Out<uint32_t> happened)
{
    constexpr uint32_t most = 65536;
    const uint64_t size = call.dialect == Dialect::Unstable ? 56 : 48;
    if (count.value == 0 || count.value > most)
        return Errno::Invalid;
    if (!call.memory.holds(subscriptions.value, count.value * size) ||
        !call.memory.holds(events.value, uint64_t(count.value) * sizeof(Event)))
        return Errno::Fault;
    Poll poll(call);
    if (!poll.subscribe(subscriptions, count.value))
        return Errno::Invalid;
    if (!poll.begin())
        if (const auto end = poll.wait())
            return *end;
    uint64_t at = events.value;
    const std::vector<Event> all = poll.happened();
    for (const Event &event : all) {
        call.memory.put(at, event);
        at += sizeof event;
    }
    put(call, happened, uint32_t(all.size()));
    return Errno::Success;
}

} // namespace watchglass::wasi
