// SPDX-License-Identifier: Apache-2.0
/// Where probes stand: placing and removing them.
#include "engine/exec/probes.h"

#include <algorithm>

#include "engine/exec/plain/change_over.h"

namespace watchglass::exec {

using Kind = ProbePoint::Kind;

namespace {

bool isMemoryKind(Kind kind)
{
    return kind == Kind::Load || kind == Kind::Store;
}
bool hasSites(Kind kind)
{
    return kind != Kind::Store && kind != Kind::HostCall && kind != Kind::HostReturn && kind != Kind::Unwind;
}
bool isWide(const ProbePoint &point)
{
    return hasSites(point.kind) && (point.function == ProbePoint::any || point.kind == Kind::Load);
}

/// Whether an instruction starts at the offset: dead ones have no cell.
bool isInstruction(const wasm::Module &module, uint32_t function, uint32_t offset)
{
    wasm::InstructionReader reader(*module.bytes, module.functions[function].code);
    wasm::Instruction i;
    while (reader.next(i) && i.offset < offset) {
    }
    return i.offset == offset;
}

void insert(std::vector<std::shared_ptr<ProbeEntry>> &list, const std::shared_ptr<ProbeEntry> &entry)
{
    const auto next =
        std::lower_bound(list.begin(), list.end(), entry, [](const auto &a, const auto &b) { return a->id < b->id; });
    if (next == list.end() || *next != entry)
        list.insert(next, entry);
}

} // namespace

Probes::~Probes()
{
    for (const auto &[memory, watched] : m_memories)
        const_cast<Memory *>(memory)->watch(*this, {}, {});
}

uint64_t Probes::add(const ProbePoint &point, std::shared_ptr<Probe> probe)
{
    if (!isThere(point))
        return 0;
    const Entry entry = std::make_shared<ProbeEntry>();
    entry->id = ++m_lastId;
    entry->point = point;
    if (point.kind == Kind::Instruction)
        entry->point.function = *m_instance.module->functionAt(point.offset);
    entry->probe = std::move(probe);
    m_entries.emplace(entry->id, entry);
    if (m_calling)
        m_added.push_back(entry);
    else
        install(entry);
    return entry->id;
}

void Probes::remove(uint64_t id)
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end())
        return;
    const Entry entry = found->second;
    m_entries.erase(found);
    entry->removed = true;
    if (!m_calling)
        uninstall(entry);
    else if (!std::erase(m_added, entry))
        m_gone.push_back(entry);
}

bool Probes::isThere(const ProbePoint &point) const
{
    const wasm::Module &module = *m_instance.module;
    const bool isBody = point.function < module.functions.size() && !module.functions[point.function].imported;
    switch (point.kind) {
    case Kind::Instruction: {
        const auto function = module.functionAt(point.offset);
        return function && isInstruction(module, *function, point.offset);
    }
    case Kind::HostCall:
    case Kind::HostReturn:
        return point.function == ProbePoint::any || point.function < module.functions.size();
    case Kind::Load:
    case Kind::Store:
        return point.index < m_instance.memories.size();
    case Kind::GlobalGet:
    case Kind::GlobalSet:
        return point.index < m_instance.globals.size() && (isBody || point.function == ProbePoint::any);
    case Kind::TableGet:
    case Kind::TableSet:
        return point.index < m_instance.tables.size() && (isBody || point.function == ProbePoint::any);
    case Kind::LocalSet:
        return isBody && point.index < module.localTypes(point.function).size();
    default:
        return isBody || point.function == ProbePoint::any;
    }
}

void Probes::install(const Entry &entry)
{
    const ProbePoint &point = entry->point;
    if (isMemoryKind(point.kind))
        watchMemory(point.index);
    if (!hasSites(point.kind)) {
        if (point.kind != Kind::Store)
            insert(point.kind == Kind::Unwind ? m_unwinds : m_hostCalls, entry);
    } else if (isWide(point)) {
        ++m_wide;
        for (const auto &function : m_instance.functions)
            if (function->instance == &m_instance && (function->code || function->plain || function->counted) &&
                installIn(*function, entry))
                plain::placeProbes(*function);
    } else {
        Function &function = *m_instance.functions[point.function];
        codeOf(function);
        installIn(function, entry);
        plain::placeProbes(function);
    }
}

/// Whether there is a place for it.
bool Probes::installIn(Function &function, const Entry &entry)
{
    const Kind kind = entry->point.kind;
    bool any = false;
    for (const uint32_t offset : offsetsOf(entry->point, *m_instance.module, function.index)) {
        codeOf(function);
        Site *site = siteAt(function, offset);
        if (!site)
            continue; // no way leads there
        any = true;
        const bool after = comesAfter(entry->point, *m_instance.module, function.index, offset);
        if (kind == Kind::Load)
            site->reads = true;
        else
            insert(after ? site->then : site->first, entry);
        if (!after && (kind != Kind::Instruction || entry->point.operands))
            site->onlyLocals = false;
    }
    return any;
}

void Probes::uninstall(const Entry &entry)
{
    const ProbePoint &point = entry->point;
    if (isMemoryKind(point.kind))
        watchMemory(point.index);
    if (!hasSites(point.kind)) {
        std::erase(m_hostCalls, entry);
        std::erase(m_unwinds, entry);
        return;
    }
    const bool wide = isWide(point);
    m_wide -= wide;
    const bool last =
        point.kind == Kind::Load && std::none_of(m_entries.begin(), m_entries.end(), [&](const auto &other) {
            return other.second->point.kind == Kind::Load && other.second->point.index == point.index;
        });
    for (const auto &function : m_instance.functions) {
        if (function->instance != &m_instance || !function->code || (!wide && function->index != point.function))
            continue;
        bool changed = false;
        for (const uint32_t offset : offsetsOf(point, *m_instance.module, function->index)) {
            Cell *cell = function->code->cellAt(offset);
            Site *site = cell ? at(cell) : nullptr;
            if (!site)
                continue;
            changed = true;
            if (last)
                site->reads = false;
            std::erase(site->first, entry);
            std::erase(site->then, entry);
            site->onlyLocals = std::all_of(site->first.begin(), site->first.end(), [](const Entry &other) {
                return other->point.kind == Kind::Instruction && !other->point.operands;
            });
        }
        if (changed)
            clean(*function);
    }
}

/// Makes the place a site.
Site *Probes::siteAt(Function &function, uint32_t offset)
{
    Code &code = *function.code;
    Cell *cell = code.cellAt(offset);
    if (!cell)
        return nullptr;
    std::unique_ptr<Site> &site = m_sites[cell];
    if (!site) {
        site = std::make_unique<Site>();
        site->own = *cell;
        site->function = &function;
        const wasm::Module &module = *m_instance.module;
        wasm::InstructionReader reader(*module.bytes, {offset, module.functions[function.index].code.end});
        reader.next(site->instruction);
        site->instruction.labels = {};
        site->instruction.types = {};
        site->instruction.catches = {};
        const auto word = uint32_t(cell - code.words.data());
        const auto next = std::upper_bound(code.places.begin(), code.places.end(), word,
                                           [](uint32_t at, const Code::Place &place) { return at < place.word; });
        site->words = (next == code.places.end() ? uint32_t(code.words.size()) : next->word) - word;
        *cell = probeHandlers().cell();
    }
    return site.get();
}

/// Sites that nobody needs become ordinary cells again.
void Probes::clean(Function &function)
{
    for (Site *site : sitesOf(function)) {
        if (!site->isIdle())
            continue;
        Cell *cell = function.code->cellAt(site->instruction.offset);
        *cell = site->own;
        m_sites.erase(cell);
    }
    plain::placeProbes(function);
}

std::vector<Site *> Probes::sitesOf(Function &function)
{
    std::vector<Site *> sites;
    if (m_wide && !function.code)
        for (const auto &[id, entry] : m_entries)
            if (isWide(entry->point) && !offsetsOf(entry->point, *m_instance.module, function.index).empty()) {
                codeOf(function);
                break;
            }
    if (m_sites.empty() || !function.code)
        return sites;
    for (const Code::Place &place : function.code->places)
        if (function.code->words[place.word] == probeHandlers().cell())
            if (Site *site = at(&function.code->words[place.word]); sites.empty() || sites.back() != site)
                sites.push_back(site);
    return sites;
}

void Probes::made(Function &function)
{
    for (const auto &[id, entry] : m_entries)
        if (isWide(entry->point) && std::find(m_added.begin(), m_added.end(), entry) == m_added.end())
            installIn(function, entry);
}

bool Probes::setBreakpoint(uint32_t offset)
{
    const auto index = m_instance.module->functionAt(offset);
    if (!index)
        return false;
    Function &function = *m_instance.functions[*index];
    codeOf(function);
    Site *site = siteAt(function, offset);
    if (!site)
        return isInstruction(*m_instance.module, *index, offset);
    site->breakpoint = true;
    plain::placeProbes(function);
    return true;
}

void Probes::clearBreakpoint(uint32_t offset)
{
    const auto index = m_instance.module->functionAt(offset);
    if (!index || !m_instance.functions[*index]->code)
        return;
    Cell *cell = m_instance.functions[*index]->code->cellAt(offset);
    Site *site = cell ? at(cell) : nullptr;
    if (!site)
        return;
    site->breakpoint = false;
    clean(*m_instance.functions[*index]);
}

/// Tells the memory what of it is watched.
void Probes::watchMemory(uint32_t index)
{
    Memory *memory = m_instance.memories[index].get();
    std::vector<ProbeEntry *> loads, stores;
    std::vector<AddressSet::Range> read, written;
    for (const auto &[id, entry] : m_entries) {
        const ProbePoint &point = entry->point;
        if (!isMemoryKind(point.kind) || m_instance.memories[point.index].get() != memory ||
            std::find(m_added.begin(), m_added.end(), entry) != m_added.end())
            continue;
        const bool load = point.kind == Kind::Load;
        (load ? loads : stores).push_back(entry.get());
        (load ? read : written).push_back({point.begin, point.end});
    }
    memory->watch(*this, AddressSet(std::move(read)), AddressSet(std::move(written)));
    if (loads.empty() && stores.empty()) {
        m_memories.erase(memory);
    } else {
        m_memories[memory].loads.set(std::move(loads));
        m_memories[memory].stores.set(std::move(stores));
    }
    plain::matchRecording(m_instance);
}

void Probes::Ranges::set(std::vector<ProbeEntry *> all)
{
    entries = std::move(all);
    std::sort(entries.begin(), entries.end(),
              [](const ProbeEntry *a, const ProbeEntry *b) { return a->point.begin < b->point.begin; });
    reach.clear();
    for (const ProbeEntry *entry : entries)
        reach.push_back(std::max(entry->point.end, reach.empty() ? 0 : reach.back()));
}

std::vector<ProbeEntry *> Probes::Ranges::touched(uint64_t begin, uint64_t end) const
{
    std::vector<ProbeEntry *> found;
    if (entries.empty() || end <= entries.front()->point.begin || begin >= reach.back())
        return found;
    auto i = size_t(std::partition_point(entries.begin(), entries.end(),
                                         [end](const ProbeEntry *entry) { return entry->point.begin < end; }) -
                    entries.begin());
    for (; i-- > 0 && reach[i] > begin;)
        if (entries[i]->point.end > begin)
            found.push_back(entries[i]);
    std::sort(found.begin(), found.end(), [](const ProbeEntry *a, const ProbeEntry *b) { return a->id < b->id; });
    return found;
}

uint64_t addProbe(Instance &instance, const ProbePoint &point, std::shared_ptr<Probe> probe)
{
    return instance.runtime->probes->add(point, std::move(probe));
}

void removeProbe(Instance &instance, uint64_t id)
{
    instance.runtime->probes->remove(id);
}

} // namespace watchglass::exec
