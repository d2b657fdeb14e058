// SPDX-License-Identifier: Apache-2.0
/// The memory of the guest that calls, as the interface sees it: little-endian values at 32-bit addresses. Every range
/// is checked in 64 bits.
#pragma once

#include <cstring>
#include <memory>
#include <string_view>

#include "engine/exec/memory.h"

namespace watchglass::wasi {

class GuestMemory
{
public:
    /// Without a memory nothing is inside.
    explicit GuestMemory(exec::Memory *memory) : m_memory(memory) {}

    bool holds(uint64_t address, uint64_t length) const
    {
        const uint64_t size = m_memory ? m_memory->size() : 0;
        return length <= size && address <= size - length && (m_memory || length == 0);
    }

    // The ranges of what follows must be held.
    template <class T>
    T get(uint64_t address) const
    {
        T value;
        m_memory->willRead(address, sizeof value);
        std::memcpy(&value, m_memory->base() + address, sizeof value);
        return value;
    }
    template <class T>
    void put(uint64_t address, T value)
    {
        write(address, {reinterpret_cast<const uint8_t *>(&value), sizeof value});
    }
    std::span<const uint8_t> bytes(uint64_t address, uint64_t length) const
    {
        if (length == 0)
            return {};
        m_memory->willRead(address, length);
        return {m_memory->base() + address, length};
    }
    std::string_view text(uint64_t address, uint64_t length) const
    {
        const auto found = bytes(address, length);
        return {reinterpret_cast<const char *>(found.data()), found.size()};
    }
    void write(uint64_t address, std::span<const uint8_t> bytes)
    {
        if (m_memory)
            m_memory->write(address, bytes);
    }

private:
    exec::Memory *m_memory;
};

} // namespace watchglass::wasi
