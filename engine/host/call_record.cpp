// SPDX-License-Identifier: Apache-2.0
#include "engine/host/call_record.h"

namespace watchglass::host {

std::string_view nameOf(Failure failure)
{
    constexpr std::string_view names[] = {"ok", "refused", "unavailable", "busy", "deadline", "trap"};
    return names[size_t(failure)];
}

std::string toHex(std::span<const uint8_t> bytes)
{
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const uint8_t byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

} // namespace watchglass::host
