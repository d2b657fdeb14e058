// SPDX-License-Identifier: Apache-2.0
/// Looks for bytes in a memory, a slice at a time, so that whoever searches can be interrupted. It begins at a place,
/// goes on from the start of the memory when it meets the end, and passes over pages that were never touched.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/exec/memory.h"

namespace watchglass::debug {

class MemorySearch
{
public:
    MemorySearch(std::shared_ptr<const exec::Memory> memory, std::vector<uint8_t> pattern, uint64_t from);
    /// Looks at up to `bytes` more bytes (untouched pages cost little and count for little). True when it is over.
    bool advance(uint64_t bytes);
    std::optional<uint64_t> found() const { return m_found; }

private:
    struct Stretch {
        uint64_t begin = 0, end = 0; ///< of addresses where a match may start
    };
    bool search(uint64_t begin, uint64_t end);

    std::shared_ptr<const exec::Memory> m_memory;
    std::vector<uint8_t> m_pattern;
    size_t m_anchor = 0;         ///< the first byte of the pattern that is not 0: it stands in a touched page
    bool m_allZero = false;      ///< then untouched pages are as good as any
    std::vector<Stretch> m_left; ///< the last one first
    std::optional<uint64_t> m_found;
};

} // namespace watchglass::debug
