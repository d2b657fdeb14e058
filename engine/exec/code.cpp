// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/code.h"

#include <algorithm>
#include <array>

#include "engine/exec/access.h"
#include "engine/exec/control.h"
#include "engine/exec/evaluate.h"
#include "engine/exec/exceptions.h"
#include "engine/exec/objects.h"
#include "engine/exec/plain/change_over.h"
#include "engine/exec/probes.h"
#include "engine/exec/roots.h"

namespace watchglass::exec {

Code::Code() : rootMaps(std::make_unique<RootMaps>()) {}
Code::~Code() = default;

Runtime::Runtime(Instance &instance) : owner(instance), probes(std::make_unique<Probes>(instance)) {}
Runtime::~Runtime() = default;

const Code::Place &Code::placeOf(const Cell *pc) const
{
    if (plain && places.empty())
        places = plain::placesOf(*this);
    const auto word = uint32_t(pc - entry());
    const auto next = std::upper_bound(places.begin(), places.end(), word,
                                       [](uint32_t at, const Place &place) { return at < place.word; });
    return *std::prev(next);
}

Cell *Code::cellAt(uint32_t offset)
{
    const size_t index = indexOf(offset);
    return index < places.size() && places[index].offset == offset ? &words[places[index].word] : nullptr;
}

size_t Code::indexOf(uint32_t offset) const
{
    const auto found = std::lower_bound(places.begin(), places.end(), offset,
                                        [](const Place &place, uint32_t at) { return place.offset < at; });
    return size_t(found - places.begin());
}

size_t Code::placeInBlock(const Block &block, uint32_t n) const
{
    return block.returns && n + 1 == block.count ? places.size() - 1 : indexOf(block.first) + n;
}

void Runtime::add(Code &code)
{
    codesChange.store(true, std::memory_order_relaxed);
    std::atomic_signal_fence(std::memory_order_seq_cst);
    codes[code.entry()] = &code;
    std::atomic_signal_fence(std::memory_order_seq_cst);
    codesChange.store(false, std::memory_order_relaxed);
}

Code *Runtime::codeAt(const Cell *pc) const
{
    const auto next = codes.upper_bound(pc);
    if (next == codes.begin())
        return nullptr;
    Code *code = std::prev(next)->second;
    return pc < code->entry() + code->words.size() ? code : nullptr;
}

void Runtime::markRoots(Heap &heap)
{
    const auto markAll = [&](const wasm::ValType &type, const std::vector<uint64_t> &references) {
        if (!isTraced(type))
            return;
        for (const uint64_t reference : references)
            heap.mark(reference);
    };
    for (size_t i = 0; i < elements.size(); ++i)
        markAll(processWide(owner.module->elements[i].type, typeIds), elements[i]);
    for (size_t i = 0; i < owner.tables.size(); ++i)
        if (!owner.module->tables[i].imported)
            markAll(owner.tables[i]->elementId, owner.tables[i]->elements);
    for (size_t i = 0; i < owner.globals.size(); ++i)
        if (!owner.module->globals[i].imported && isTraced(owner.globals[i]->typeId))
            heap.mark(owner.globals[i]->value.bits[0]);
}

/// Of what hosts made; instances know their own.
void Store::markRoots(Heap &heap)
{
    for (const Table *table : m_tables)
        for (size_t i = 0; isTraced(table->elementId) && i < table->elements.size(); ++i)
            heap.mark(table->elements[i]);
    for (const Global *global : m_globals)
        if (isTraced(global->typeId))
            heap.mark(global->value.bits[0]);
}

namespace {

using HandlerMap = std::unordered_map<Cell, Handler>;

void add(HandlerMap &map, const HandlerPair &pair)
{
    if (pair)
        map.emplace(pair.cell(), pair.single);
}

void addControl(HandlerMap &map)
{
    for (const HandlerPair &pair : {nopHandlers(), loopHandlers(), unreachableHandlers(), branchTableHandlers(),
                                    nonNullHandlers(), returnHandlers(), exitHandlers()})
        add(map, pair);
    for (const bool flag : {false, true}) {
        for (const auto handlers :
             {moveHandlers, constantHandlers, globalGetHandlers, globalSetHandlers, selectHandlers})
            add(map, handlers(flag));
        for (const Callee callee : {Callee::Direct, Callee::Table, Callee::Reference})
            add(map, callHandlers(callee, flag));
        for (const Condition condition :
             {Condition::Always, Condition::IfTrue, Condition::IfFalse, Condition::IfNull, Condition::IfNonNull})
            for (const bool moves : {false, true})
                add(map, branchHandlers(condition, flag, moves));
    }
}

HandlerMap allHandlers()
{
    HandlerMap map;
    add(map, probeHandlers());
    addControl(map);
    for (const HandlerPair &pair : allObjectHandlers())
        add(map, pair);
    for (const HandlerPair &pair : {throwHandlers(), throwRefHandlers()})
        add(map, pair);
    for (const wasm::InstructionInfo &row : wasm::allInstructions()) {
        add(map, evaluateForm(row.op).handlers);
        add(map, accessForm(row.op).near);
        add(map, accessForm(row.op).far);
        add(map, rangeHandlers(row.op));
    }
    return map;
}

} // namespace

Handler singleForm(Cell handler)
{
    if constexpr (!WG_THREADED)
        return reinterpret_cast<Handler>(handler);
    static const HandlerMap map = allHandlers();
    const auto found = map.find(handler);
    return found == map.end() ? nullptr : found->second;
}

} // namespace watchglass::exec
