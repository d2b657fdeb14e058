// SPDX-License-Identifier: Apache-2.0
#include "engine/wasi/stat.h"

namespace watchglass::wasi {

namespace {

uint64_t nanoseconds(const timespec &time)
{
    return uint64_t(time.tv_sec) * 1'000'000'000 + uint64_t(time.tv_nsec);
}

timespec fromNanoseconds(uint64_t time)
{
    return {time_t(time / 1'000'000'000), long(time % 1'000'000'000)};
}

} // namespace

Errno putFilestat(Call &call, Address at, const struct stat &about, FileType type)
{
    const bool narrow = call.dialect == Dialect::Unstable; // its count of links has 32 bits
    const uint64_t size = narrow ? 56 : 64;
    if (!call.memory.holds(at.value, size))
        return Errno::Fault;
    const uint64_t rest = at.value + size - 32;
    call.memory.put<uint64_t>(at.value, about.st_dev);
    call.memory.put<uint64_t>(at.value + 8, about.st_ino);
    call.memory.put<uint64_t>(at.value + 16, uint64_t(type));
    if (narrow)
        call.memory.put<uint32_t>(at.value + 20, uint32_t(about.st_nlink));
    else
        call.memory.put<uint64_t>(at.value + 24, about.st_nlink);
    call.memory.put<uint64_t>(rest, uint64_t(about.st_size));
    call.memory.put<uint64_t>(rest + 8, nanoseconds(about.st_atim));
    call.memory.put<uint64_t>(rest + 16, nanoseconds(about.st_mtim));
    call.memory.put<uint64_t>(rest + 24, nanoseconds(about.st_ctim));
    return Errno::Success;
}

Times times(Call &call, Timestamp accessed, Timestamp modified, FstFlags flags)
{
    const auto one = [&](uint64_t given, uint32_t take, uint32_t now) -> std::optional<timespec> {
        if (flags.value & take && flags.value & now)
            return std::nullopt;
        if (flags.value & take)
            return fromNanoseconds(given);
        if (!(flags.value & now))
            return timespec{0, UTIME_OMIT};
        return fromNanoseconds(call.state.clock->now(ClockId::Realtime));
    };
    const auto first = one(accessed.value, fstflags::Atim, fstflags::AtimNow);
    const auto second = one(modified.value, fstflags::Mtim, fstflags::MtimNow);
    if (!first || !second || flags.value > 15)
        return {{}, Errno::Invalid};
    return {{*first, *second}, Errno::Success};
}

} // namespace watchglass::wasi
