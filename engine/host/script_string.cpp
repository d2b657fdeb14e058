// SPDX-License-Identifier: Apache-2.0
#include "engine/host/script_string.h"

#include <vector>

namespace watchglass::host {

std::string scriptString(const exec::Memory &memory, uint32_t address)
{
    uint8_t head[4];
    if (address < 4 || !memory.read(address - 4, head))
        return {};
    const uint32_t length = head[0] | head[1] << 8 | head[2] << 16 | uint32_t(head[3]) << 24;
    std::vector<uint8_t> units(length <= 8192 ? length & ~1u : 0);
    if (units.empty() || !memory.read(address, units))
        return {};
    std::string text;
    for (size_t i = 0; i < units.size(); i += 2) {
        uint32_t point = units[i] | uint32_t(units[i + 1]) << 8;
        if (point >= 0xd800 && point < 0xdc00 && i + 3 < units.size()) {
            const uint32_t low = units[i + 2] | uint32_t(units[i + 3]) << 8;
            point = 0x10000 + ((point - 0xd800) << 10) + ((low - 0xdc00) & 0x3ff);
            i += 2;
        }
        if (point < 0x80) {
            text += char(point);
        } else {
            const int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
            constexpr uint8_t leads[] = {0, 0xc0, 0xe0, 0xf0};
            text += char(leads[more] | point >> (6 * more));
            for (int shift = 6 * (more - 1); shift >= 0; shift -= 6)
                text += char(0x80 | ((point >> shift) & 0x3f));
        }
    }
    return text;
}

} // namespace watchglass::host
