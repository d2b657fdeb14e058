// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/host_tape.h"

#include <algorithm>

#include "engine/exec/roots.h"

namespace watchglass::exec {

HostResult HostTape::call(const Function &function, HostCall &call)
{
    if (m_position < m_entries.size()) {
        const Entry &entry = m_entries[m_position++];
        for (const auto &[memory, pages] : entry.pages)
            memory->grow(pages - memory->pages());
        for (const Write &write : entry.writes)
            write.memory->write(write.address, write.bytes);
        call.results = entry.results;
        return entry.result;
    }
    const size_t count = call.caller ? call.caller->memories.size() : 0;
    std::vector<std::vector<Memory::Range>> written(count);
    std::vector<uint64_t> before(count);
    for (size_t i = 0; i < count; ++i) {
        before[i] = call.caller->memories[i]->pages();
        call.caller->memories[i]->observe(&written[i]);
    }
    HostResult result;
    try {
        result = function.host(call);
    } catch (...) {
        for (size_t i = 0; i < count; ++i)
            call.caller->memories[i]->observe(nullptr);
        throw;
    }
    for (size_t i = 0; i < count; ++i)
        call.caller->memories[i]->observe(nullptr);
    if (result.kind != HostResult::Kind::Again)
        record(call, result, written, before);
    return result;
}

void HostTape::record(HostCall &call, HostResult &result, const std::vector<std::vector<Memory::Range>> &written,
                      const std::vector<uint64_t> &before)
{
    Entry entry{result, call.results, {}, {}};
    noteObjects(call.results);
    if (result.kind == HostResult::Kind::Throw)
        noteObjects({&result.exception, 1});
    for (size_t i = 0; i < written.size(); ++i) {
        Memory *memory = call.caller->memories[i].get();
        if (memory->pages() != before[i])
            entry.pages.emplace_back(memory, memory->pages());
        for (const Memory::Range &range : written[i]) {
            Write write{memory, range.begin, std::vector<uint8_t>(range.end - range.begin)};
            memory->read(write.address, write.bytes);
            entry.writes.push_back(std::move(write));
        }
    }
    m_entries.push_back(std::move(entry));
    ++m_position;
}

void HostTape::noteObjects(std::span<const Value> values)
{
    for (const Value &value : values)
        m_holdsObjects = m_holdsObjects || (value.type.isRef() && value.referent && value.referent->root.store());
}

void HostTape::answered(std::span<const Value> results)
{
    if (m_position == 0 || m_entries[m_position - 1].result.kind != HostResult::Kind::Suspend)
        return;
    Entry &entry = m_entries[m_position - 1];
    entry.result = {};
    entry.results.assign(results.begin(), results.end());
    noteObjects(results);
}

void HostTape::forgetUnanswered()
{
    if (m_entries.empty() || m_entries.back().result.kind != HostResult::Kind::Suspend)
        return;
    m_entries.pop_back();
    m_position = std::min(m_position, m_entries.size());
}

} // namespace watchglass::exec
