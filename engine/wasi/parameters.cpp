// SPDX-License-Identifier: Apache-2.0
#include "engine/wasi/parameters.h"

#include <algorithm>

namespace watchglass::wasi {

Errno read(ArgumentReader &from, Text &text)
{
    const uint64_t address = uint32_t(from.next()), length = uint32_t(from.next());
    if (!from.holds(address, length))
        return Errno::Fault;
    text.value = from.memory().text(address, length);
    return Errno::Success;
}

Errno read(ArgumentReader &from, Buffer &buffer)
{
    buffer.address = uint32_t(from.next());
    buffer.length = uint32_t(from.next());
    return from.holds(buffer.address, buffer.length) ? Errno::Success : Errno::Fault;
}

Errno read(ArgumentReader &from, Vectors &vectors)
{
    constexpr uint64_t size = 8, most = 1024; // beyond that a transfer is short, which is always allowed
    const uint64_t address = uint32_t(from.next());
    vectors.count = uint32_t(from.next());
    if (!from.holds(address, vectors.count * size))
        return Errno::Fault;
    vectors.all.reserve(std::min<uint64_t>(vectors.count, most));
    for (uint64_t i = 0; i < std::min<uint64_t>(vectors.count, most); ++i) {
        const auto one = from.memory().get<Vectors::One>(address + i * size);
        if (!from.holds(one.address, one.length))
            return Errno::Fault;
        vectors.all.push_back(one);
    }
    return Errno::Success;
}

namespace {

std::string hex(uint64_t number)
{
    char text[24];
    std::snprintf(text, sizeof text, "0x%" PRIx64, number);
    return text;
}

} // namespace

/// Quoted, its middle left out when it is long, control characters escaped.
std::string tell(const Text &text)
{
    constexpr size_t most = 200;
    std::string told = "\"";
    for (const char c : text.value.substr(0, most)) {
        char escaped[8];
        std::snprintf(escaped, sizeof escaped, uint8_t(c) < 0x20 || c == 0x7f ? "\\x%02x" : "%c", uint8_t(c));
        told += c == '"' ? "\\\"" : c == '\\' ? "\\\\" : uint8_t(c) < 0x20 || c == 0x7f ? escaped : std::string(1, c);
    }
    return told + (text.value.size() > most ? "\"…" : "\"");
}

std::string tell(const Buffer &buffer)
{
    return hex(buffer.address) + "+" + std::to_string(buffer.length);
}

std::string tell(const Vectors &vectors)
{
    uint64_t bytes = 0;
    for (const Vectors::One &one : vectors.all)
        bytes += one.length;
    return std::to_string(bytes) + " bytes in " + std::to_string(vectors.count);
}

std::string tell(Address address)
{
    return hex(address.value);
}

std::string tell(Rights rights)
{
    return hex(rights.value);
}

} // namespace watchglass::wasi
