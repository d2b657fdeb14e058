// SPDX-License-Identifier: Apache-2.0
#include "engine/wasi/clock.h"

#include <algorithm>
#include <ctime>
#include <optional>

namespace watchglass::wasi {

namespace {

uint64_t hostTime(clockid_t id)
{
    timespec time{};
    clock_gettime(id, &time);
    return uint64_t(time.tv_sec) * 1'000'000'000 + uint64_t(time.tv_nsec);
}

class RealClock : public Clock
{
public:
    uint64_t now(ClockId id) override
    {
        if (id == ClockId::Realtime || id == ClockId::Monotonic)
            return hostTime(id == ClockId::Realtime ? CLOCK_REALTIME : CLOCK_MONOTONIC);
        const uint64_t used = hostTime(CLOCK_THREAD_CPUTIME_ID);
        return used - m_usedBefore.emplace(m_usedBefore.value_or(used));
    }
    bool skip(uint64_t) override { return false; }

private:
    std::optional<uint64_t> m_usedBefore; ///< CPU time of the thread that was not the guest's
};

class FrozenClock : public Clock
{
public:
    explicit FrozenClock(uint64_t realtime) : m_realtime(realtime) {}
    uint64_t now(ClockId id) override { return id == ClockId::Realtime ? m_realtime + m_passed : m_passed; }
    bool skip(uint64_t nanoseconds) override
    {
        m_passed += nanoseconds;
        return true;
    }

private:
    uint64_t m_realtime, m_passed = 0;
};

class RecordedClock : public Clock
{
public:
    explicit RecordedClock(std::vector<uint64_t> readings) : m_readings(std::move(readings)) {}
    uint64_t now(ClockId) override
    {
        if (m_readings.empty())
            return 0;
        return m_readings[std::min(m_next++, m_readings.size() - 1)];
    }
    bool skip(uint64_t) override { return true; }

private:
    std::vector<uint64_t> m_readings;
    size_t m_next = 0;
};

class RecordingClock : public Clock
{
public:
    RecordingClock(std::unique_ptr<Clock> clock, std::shared_ptr<std::vector<uint64_t>> record)
        : m_clock(std::move(clock)), m_record(std::move(record))
    {
    }
    uint64_t now(ClockId id) override { return m_record->emplace_back(m_clock->now(id)); }
    bool skip(uint64_t nanoseconds) override { return m_clock->skip(nanoseconds); }

private:
    std::unique_ptr<Clock> m_clock;
    std::shared_ptr<std::vector<uint64_t>> m_record;
};

} // namespace

std::unique_ptr<Clock> makeClock(const Time &time, std::shared_ptr<std::vector<uint64_t>> record)
{
    std::unique_ptr<Clock> clock;
    if (auto *frozen = std::get_if<FrozenTime>(&time))
        clock = std::make_unique<FrozenClock>(frozen->realtime);
    else if (auto *recorded = std::get_if<RecordedTime>(&time))
        clock = std::make_unique<RecordedClock>(recorded->readings);
    else
        clock = std::make_unique<RealClock>();
    if (record)
        clock = std::make_unique<RecordingClock>(std::move(clock), std::move(record));
    return clock;
}

} // namespace watchglass::wasi
