// SPDX-License-Identifier: Apache-2.0
#include "engine/debug/way_back.h"

#include <utility>

#include "engine/debug/flow.h"

namespace watchglass::debug {

namespace {

/// Where control comes to another line of the function; without lines, every instruction.
std::set<uint32_t> lineEntries(const wasm::Module &module, uint32_t function, const Lines &lines)
{
    std::set<uint32_t> entries, seen;
    wasm::InstructionReader reader(*module.bytes, module.functions[function].code);
    bool first = true;
    for (wasm::Instruction instruction; reader.next(instruction); first = false) {
        if (first || !lines.known())
            entries.insert(instruction.offset);
        if (!lines.known() || !seen.insert(lines.at(instruction.offset)).second)
            continue;
        entries.merge(flowOfLine(module, function, lines, lines.at(instruction.offset)).exits);
    }
    return entries;
}

} // namespace

StepBackGoal::StepBackGoal(const exec::Machine &machine, const exec::Instance &instance, Breakpoints &breakpoints,
                           const Lines &lines, To to)
    : m_machine(machine), m_instance(instance), m_lines(lines), m_depth(machine.depth()),
      m_function(machine.place(0).function)
{
    if (to == To::Line)
        m_entries = lineEntries(*instance.module, m_function, lines);
    if (m_depth > 1 && machine.place(1).instance == &instance)
        m_call = machine.place(1).offset;
    std::set<uint32_t> temporary = m_entries;
    if (m_call)
        temporary.insert(*m_call);
    breakpoints.setTemporary(std::move(temporary));
}

void StepBackGoal::stretchBegins()
{
    m_line.reset();
    const size_t depth = m_machine.depth();
    if (depth < m_depth)
        return;
    const exec::Place place = m_machine.place(depth - m_depth);
    // At the entry of a line, it may have come from another one.
    if (place.instance == &m_instance && place.function == m_function && m_lines.known() &&
        !m_entries.contains(place.offset))
        m_line = m_lines.at(place.offset);
}

bool StepBackGoal::isGoal(const Met &met)
{
    if (BreakpointGoal::isGoal(met))
        return true;
    const exec::Place place = m_machine.place(0);
    const size_t depth = m_machine.depth();
    if (place.instance != &m_instance)
        return false;
    if (depth + 1 == m_depth && place.offset == m_call) {
        m_line.reset();
        return true;
    }
    if (depth != m_depth || place.function != m_function || !m_entries.contains(place.offset))
        return false;
    if (!m_lines.known())
        return true;
    return std::exchange(m_line, m_lines.at(place.offset)) != m_lines.at(place.offset);
}

} // namespace watchglass::debug
