// SPDX-License-Identifier: Apache-2.0
#include "engine/host/faults.h"

#include <algorithm>

namespace watchglass::host {

namespace {

/// splitmix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators): a number for each place of a
/// sequence, without those before it.
uint64_t mixed(uint64_t seed, uint64_t place)
{
    uint64_t z = seed + place * 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/// From 0 up to 1, without it.
double fraction(uint64_t bits)
{
    return double(bits >> 11) * 0x1p-53;
}

bool begins(const Fault &fault, uint64_t number)
{
    return fault.every ? number % fault.every == 0 : fraction(mixed(fault.seed, number)) < fault.rate;
}

} // namespace

std::string_view nameOf(Fault::Kind kind)
{
    constexpr std::string_view names[] = {"delay", "error", "trap", "drop", "truncate", "wrong-type"};
    return names[size_t(kind)];
}

bool meets(const Fault &fault, uint64_t number)
{
    const uint64_t burst = std::min<uint64_t>(std::max(1u, fault.burst), number);
    for (uint64_t before = 0; before < burst; ++before)
        if (begins(fault, number - before))
            return true;
    return false;
}

std::chrono::microseconds delayOf(const Fault &fault, uint64_t number)
{
    const std::chrono::microseconds delay = fault.delay, jitter = fault.jitter;
    const double share = 2 * fraction(mixed(~fault.seed, number)) - 1;
    return std::max(std::chrono::microseconds(0),
                    delay + std::chrono::microseconds(int64_t(share * double(jitter.count()))));
}

} // namespace watchglass::host
