// SPDX-License-Identifier: Apache-2.0
/// All breakpoints of one machine: those of the user, with hit counts, and the ones a step needs for a moment.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "engine/exec/machine.h"

namespace watchglass::debug {

struct Breakpoint {
    uint64_t id = 0; ///< chosen by the client
    uint32_t offset = 0;
    bool enabled = true;
};

class Breakpoints
{
public:
    explicit Breakpoints(exec::Machine &machine) : m_machine(machine) {}

    /// Moves them all to this instance; null takes them out of the machine. Counts start anew.
    void attach(exec::Instance *instance);
    /// Replaces the user's breakpoints; those whose id stays keep their count.
    void set(std::vector<Breakpoint> all);
    void setTemporary(std::set<uint32_t> offsets);

    /// Counts a hit for the enabled breakpoints at this offset and returns their ids.
    std::vector<uint64_t> hit(uint32_t offset);
    const std::map<uint64_t, uint64_t> &counts() const { return m_counts; }

private:
    void sync();

    exec::Machine &m_machine;
    exec::Instance *m_instance = nullptr;
    std::vector<Breakpoint> m_user;
    std::set<uint32_t> m_temporary, m_placed;
    std::map<uint64_t, uint64_t> m_counts;
};

} // namespace watchglass::debug
