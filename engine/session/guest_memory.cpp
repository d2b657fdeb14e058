// SPDX-License-Identifier: Apache-2.0
// What a client asks of the guest's state: settings, edits, memory.
#include <algorithm>

#include "engine/debug/memory_changes.h"
#include "engine/session/guest.h"

namespace watchglass::session {

void Guest::setImportAnswers(std::map<uint32_t, ImportAnswer> byFunction)
{
    m_imports.setAnswers(std::move(byFunction));
}

void Guest::setBreakpoints(std::vector<Breakpoint> all)
{
    m_breakpoints.set(std::move(all));
    tellProblems();
}

void Guest::setWatchpoints(std::vector<Watchpoint> all)
{
    m_watchpoints.set(std::move(all));
}

void Guest::edit(const std::function<debug::Refusal(debug::Edits &)> &change)
{
    if (!m_loaded)
        return refuse("No program is loaded");
    if (m_state == State::Running)
        return refuse("The guest is running; pause it to change its state");
    if (auto sentence = change(m_loaded->edits))
        return refuse(*sentence);
    if (m_time)
        m_time->forgetWhatFollows(m_imports.pending().has_value());
    if (!m_current)
        return;
    m_current = captured(*m_current, m_before.get());
    m_outbox.post(Edited{m_current});
}

exec::Memory *Guest::memory(uint32_t index) const
{
    const bool there = m_loaded && index < m_loaded->instance->memories.size();
    return there ? m_loaded->instance->memories[index].get() : nullptr;
}

void Guest::readMemory(uint64_t ticket, uint32_t index, uint64_t address, uint64_t length)
{
    MemoryBytes answer{ticket, index, address, 0, {}, {}};
    if (const exec::Memory *read = memory(index)) {
        answer.size = read->size();
        answer.bytes = debug::readBytes(*read, address, std::min(length, maxMemoryRead));
        answer.changed = debug::MemoryChanges(*read).compare(address, answer.bytes);
    }
    m_outbox.post(std::move(answer));
}

void Guest::findInMemory(uint64_t ticket, uint32_t index, std::vector<uint8_t> pattern, uint64_t from)
{
    if (!memory(index)) {
        m_outbox.post(MemoryFound{ticket, std::nullopt});
        return;
    }
    m_searches.push_back({ticket, {m_loaded->instance->memories[index], std::move(pattern), from}});
}

void Guest::cancelFind(uint64_t ticket)
{
    const auto found = std::find_if(m_searches.begin(), m_searches.end(),
                                    [ticket](const Search &search) { return search.ticket == ticket; });
    if (found == m_searches.end())
        return;
    m_searches.erase(found);
    m_outbox.post(MemoryFound{ticket, std::nullopt, true});
}

void Guest::endSearches()
{
    while (!m_searches.empty())
        cancelFind(m_searches.front().ticket);
}

} // namespace watchglass::session
