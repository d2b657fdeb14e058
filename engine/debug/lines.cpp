// SPDX-License-Identifier: Apache-2.0
#include "engine/debug/lines.h"

#include <algorithm>

namespace watchglass::debug {

uint32_t Lines::at(uint32_t offset) const
{
    if (!known())
        return offset;
    auto after = std::upper_bound(m_entries.begin(), m_entries.end(), offset,
                                  [](uint32_t wanted, const LineEntry &entry) { return wanted < entry.offset; });
    return after == m_entries.begin() ? 0 : std::prev(after)->line;
}

} // namespace watchglass::debug
