// SPDX-License-Identifier: Apache-2.0
#include "engine/wasi/random.h"

#include <algorithm>
#include <cstring>
#include <sys/random.h>

namespace watchglass::wasi {

namespace {

/// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
uint64_t next(uint64_t &state)
{
    uint64_t z = state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

} // namespace

Errno Random::fill(std::span<uint8_t> bytes)
{
    while (!bytes.empty()) {
        size_t count;
        if (m_seeded) {
            const uint64_t word = next(m_state);
            count = std::min(bytes.size(), sizeof word);
            std::memcpy(bytes.data(), &word, count);
        } else {
            const ssize_t got = getrandom(bytes.data(), bytes.size(), 0);
            if (got < 0)
                return lastError();
            count = size_t(got);
        }
        bytes = bytes.subspan(count);
    }
    return Errno::Success;
}

} // namespace watchglass::wasi
