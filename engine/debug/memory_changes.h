// SPDX-License-Identifier: Apache-2.0
/// Bytes of a memory beside what they were when its record began.
#pragma once

#include <vector>

#include "engine/exec/memory.h"

namespace watchglass::debug {

/// Copies up to `length` bytes from `address`; fewer when the memory ends before.
std::vector<uint8_t> readBytes(const exec::Memory &memory, uint64_t address, uint64_t length);

class MemoryChanges
{
public:
    explicit MemoryChanges(const exec::Memory &memory) : MemoryChanges(memory.written()) {}
    /// Takes the pages of a record in any order.
    explicit MemoryChanges(std::vector<exec::PageBefore> before);
    /// For each byte, whether it differs now. A page whose old content was not kept counts as changed altogether.
    std::vector<bool> compare(uint64_t address, const std::vector<uint8_t> &now) const;
    /// Addresses of the written pages, ascending.
    std::vector<uint64_t> pages() const;

private:
    std::vector<exec::PageBefore> m_before; ///< by address
};

} // namespace watchglass::debug
