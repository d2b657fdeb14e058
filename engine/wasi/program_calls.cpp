// SPDX-License-Identifier: Apache-2.0
/// The program itself: its arguments, its environment, the time, chance, and its end.
#include <algorithm>
#include <array>
#include <sched.h>

#include "engine/wasi/calls.h"

namespace watchglass::wasi {

namespace {

uint64_t sizeOf(const std::vector<std::string> &strings)
{
    uint64_t size = 0;
    for (const std::string &string : strings)
        size += string.size() + 1;
    return size;
}

Errno putSizes(Call &call, const std::vector<std::string> &strings, Out<uint32_t> count, Out<uint32_t> size)
{
    put(call, count, uint32_t(strings.size()));
    put(call, size, uint32_t(sizeOf(strings)));
    return Errno::Success;
}

/// The strings one after the other, each with a NUL, and where each begins.
Errno putStrings(Call &call, const std::vector<std::string> &strings, Address pointers, Address bytes)
{
    if (!call.memory.holds(pointers.value, strings.size() * 4) || !call.memory.holds(bytes.value, sizeOf(strings)))
        return Errno::Fault;
    uint32_t pointer = pointers.value, at = bytes.value;
    for (const std::string &string : strings) {
        const size_t size = string.size() + 1;
        call.memory.put(pointer, at);
        call.memory.write(at, {reinterpret_cast<const uint8_t *>(string.c_str()), size});
        pointer += 4;
        at += uint32_t(size);
    }
    return Errno::Success;
}

bool isClock(ClockNumber id)
{
    return id.value <= uint32_t(ClockId::ThreadCpu);
}

} // namespace

Errno argsGet(Call &call, Address pointers, Address bytes)
{
    return putStrings(call, call.state.sandbox.arguments, pointers, bytes);
}

Errno argsSizesGet(Call &call, Out<uint32_t> count, Out<uint32_t> size)
{
    return putSizes(call, call.state.sandbox.arguments, count, size);
}

Errno environGet(Call &call, Address pointers, Address bytes)
{
    return putStrings(call, call.state.sandbox.environment, pointers, bytes);
}

Errno environSizesGet(Call &call, Out<uint32_t> count, Out<uint32_t> size)
{
    return putSizes(call, call.state.sandbox.environment, count, size);
}

Errno clockResGet(Call &call, ClockNumber id, Out<uint64_t> resolution)
{
    if (!isClock(id))
        return Errno::Invalid;
    put(call, resolution, clockResolution);
    return Errno::Success;
}

Errno clockTimeGet(Call &call, ClockNumber id, Timestamp, Out<uint64_t> time)
{
    if (!isClock(id))
        return Errno::Invalid;
    put(call, time, call.state.clock->now(ClockId(id.value)));
    return Errno::Success;
}

Errno randomGet(Call &call, Buffer buffer)
{
    std::array<uint8_t, 65536> slice;
    uint64_t done = call.state.unfinished ? call.state.unfinished->done : 0;
    while (done < buffer.length) {
        if (call.interrupted()) {
            call.unfinished().done = done;
            return call.again();
        }
        const std::span<uint8_t> next(slice.data(), std::min<uint64_t>(slice.size(), buffer.length - done));
        if (const Errno error = call.state.random.fill(next); error != Errno::Success)
            return error;
        call.memory.write(buffer.address + done, next);
        done += next.size();
    }
    return Errno::Success;
}

Errno schedYield(Call &)
{
    sched_yield();
    return Errno::Success;
}

void procExit(Call &call, Status status)
{
    call.exit(status.value);
}

Errno procRaise(Call &call, Signal signal)
{
    constexpr uint32_t ignored[] = {0, 16, 17, 22, 27}; // NONE, CHLD, CONT, URG, WINCH: they end no program
    constexpr uint32_t last = 30;                       // SYS
    if (signal.value > last)
        return Errno::Invalid;
    if (std::find(std::begin(ignored), std::end(ignored), signal.value) != std::end(ignored))
        return Errno::Success;
    return call.trap("the program raised the signal " + signalName(signal.value));
}

} // namespace watchglass::wasi
