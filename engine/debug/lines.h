// SPDX-License-Identifier: Apache-2.0
/// Which source line an instruction belongs to, for steps by line.
#pragma once

#include <cstdint>
#include <vector>

namespace watchglass::debug {

/// Offset of an instruction in the module → 1-based line of the text.
struct LineEntry {
    uint32_t offset = 0, line = 0;
};

class Lines
{
public:
    Lines() = default;
    /// Takes entries sorted by offset. An instruction without an entry belongs to the entry before it.
    explicit Lines(std::vector<LineEntry> entries) : m_entries(std::move(entries)) {}
    /// Without any entries every instruction is a line of its own.
    bool known() const { return !m_entries.empty(); }
    uint32_t at(uint32_t offset) const;

private:
    std::vector<LineEntry> m_entries;
};

} // namespace watchglass::debug
