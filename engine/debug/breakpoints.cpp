// SPDX-License-Identifier: Apache-2.0
#include "engine/debug/breakpoints.h"

namespace watchglass::debug {

void Breakpoints::attach(exec::Instance *instance)
{
    if (m_instance)
        for (uint32_t offset : m_placed)
            m_machine.clearBreakpoint(*m_instance, offset);
    m_placed.clear();
    m_temporary.clear();
    m_counts.clear();
    m_instance = instance;
    sync();
}

void Breakpoints::set(std::vector<Breakpoint> all)
{
    m_user = std::move(all);
    std::map<uint64_t, uint64_t> kept;
    for (const Breakpoint &breakpoint : m_user)
        if (auto count = m_counts.find(breakpoint.id); count != m_counts.end())
            kept.insert(*count);
    m_counts = std::move(kept);
    sync();
}

void Breakpoints::setTemporary(std::set<uint32_t> offsets)
{
    m_temporary = std::move(offsets);
    sync();
}

std::vector<uint64_t> Breakpoints::hit(uint32_t offset)
{
    std::vector<uint64_t> ids;
    for (const Breakpoint &breakpoint : m_user)
        if (breakpoint.enabled && breakpoint.offset == offset) {
            ids.push_back(breakpoint.id);
            ++m_counts[breakpoint.id];
        }
    return ids;
}

void Breakpoints::sync()
{
    if (!m_instance)
        return;
    std::set<uint32_t> wanted = m_temporary;
    for (const Breakpoint &breakpoint : m_user)
        if (breakpoint.enabled)
            wanted.insert(breakpoint.offset);
    for (uint32_t offset : m_placed)
        if (!wanted.contains(offset))
            m_machine.clearBreakpoint(*m_instance, offset);
    for (auto offset = wanted.begin(); offset != wanted.end();) {
        bool placed = m_placed.contains(*offset) || m_machine.setBreakpoint(*m_instance, *offset);
        offset = placed ? std::next(offset) : wanted.erase(offset);
    }
    m_placed = std::move(wanted);
}

} // namespace watchglass::debug
