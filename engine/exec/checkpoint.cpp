// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/checkpoint.h"

#include <algorithm>
#include <cstring>
#include <map>

#include "engine/exec/heap_image.h"
#include "engine/exec/machine_impl.h"

namespace watchglass::exec {

namespace {

using Page = std::shared_ptr<const std::vector<uint8_t>>; ///< null: zeros

struct MemoryState {
    uint64_t size = 0;
    std::vector<Page> pages;
};
struct InstanceState {
    std::vector<bool> droppedElements, droppedData;
    std::vector<std::vector<uint64_t>> elements;
};

bool allZero(const uint8_t *bytes)
{
    return bytes[0] == 0 && std::memcmp(bytes, bytes + 1, wasmPageSize - 1) == 0;
}

/// The pages that were never touched are not read: that would make them exist.
MemoryState stateOf(const Memory &memory, const MemoryState *before, uint64_t &ownBytes)
{
    MemoryState state{memory.size(), std::vector<Page>(memory.pages())};
    for (uint64_t at = 0; at < memory.size();) {
        const Memory::Range touched = memory.nextTouched(at, memory.size());
        const uint64_t first = std::max(at, touched.begin) / wasmPageSize;
        const uint64_t last = (touched.end + wasmPageSize - 1) / wasmPageSize;
        if (touched.begin == touched.end)
            break;
        for (uint64_t n = first; n < last; ++n) {
            const uint8_t *bytes = memory.base() + n * wasmPageSize;
            const Page *known = before && n < before->pages.size() ? &before->pages[n] : nullptr;
            if (known && *known && std::memcmp((*known)->data(), bytes, wasmPageSize) == 0) {
                state.pages[n] = *known;
            } else if (!allZero(bytes)) {
                state.pages[n] = std::make_shared<const std::vector<uint8_t>>(bytes, bytes + wasmPageSize);
                ownBytes += wasmPageSize;
            }
        }
        at = last * wasmPageSize;
    }
    return state;
}

void restoreMemory(Memory &memory, const MemoryState &state)
{
    memory.resize(state.size / wasmPageSize);
    for (uint64_t n = 0; n < state.pages.size(); ++n) {
        const uint64_t address = n * wasmPageSize;
        const uint8_t *bytes = memory.base() + address;
        static const std::vector<uint8_t> zeros(wasmPageSize);
        const std::vector<uint8_t> &wanted = state.pages[n] ? *state.pages[n] : zeros;
        if (!state.pages[n]) {
            const Memory::Range touched = memory.nextTouched(address, address + wasmPageSize);
            if (touched.begin == touched.end)
                continue;
        }
        if (std::memcmp(bytes, wanted.data(), wasmPageSize) != 0)
            memory.write(address, wanted);
    }
}

} // namespace

struct Checkpoint::State {
    uint64_t clock = 0, ownBytes = 0;
    // The machine.
    std::vector<Slot> stack;
    const Cell *pc = nullptr;
    ptrdiff_t fp = 0;
    Instance *instance = nullptr;
    uint32_t depth = 0;
    bool tailCall = false, again = false;
    uint64_t exception = 0;
    decltype(Context::unfinished) unfinished;
    std::unordered_map<ptrdiff_t, uint64_t> activations;
    // The store.
    std::shared_ptr<const HeapImage> objects;
    std::map<Memory *, MemoryState> memories;
    std::map<Table *, std::vector<uint64_t>> tables;
    std::map<Global *, std::array<uint64_t, 2>> globals;
    std::map<Instance *, InstanceState> instances;
};

Checkpoint::Checkpoint(std::unique_ptr<State> state) : m(std::move(state)) {}
Checkpoint::~Checkpoint() = default;

uint64_t Checkpoint::clock() const
{
    return m->clock;
}
uint64_t Checkpoint::ownBytes() const
{
    return m->ownBytes;
}

uint64_t Checkpoint::heldBytes(std::unordered_set<const void *> &seen) const
{
    uint64_t bytes = m->stack.size() * sizeof(Slot) + m->objects->heldBytes(seen);
    for (const auto &[memory, state] : m->memories)
        for (const Page &page : state.pages)
            if (page && seen.insert(page.get()).second)
                bytes += page->size();
    return bytes;
}

std::variant<std::shared_ptr<const Checkpoint>, std::string>
Checkpoint::take(Machine &machine, const std::shared_ptr<const Checkpoint> &before)
{
    Machine::Impl &impl = *machine.m;
    const Context &ctx = impl.context;
    if (!ctx.counting)
        return "instructions are not counted";
    if (!impl.store || !ctx.pc || !ctx.instance || impl.suspended)
        return "nothing runs that could be returned to";
    const Machine::Impl::Frame *innermost = impl.frame(0);
    if (!innermost)
        return "nothing runs that could be returned to";
    auto state = std::make_unique<State>();
    state->clock = ctx.clock;
    state->stack.assign(ctx.stackBase, ctx.fp + innermost->code->frameSlots);
    state->pc = ctx.pc;
    state->fp = ctx.fp - ctx.stackBase;
    state->instance = ctx.instance;
    state->depth = ctx.depth;
    state->tailCall = ctx.tailCall;
    state->again = ctx.again;
    state->exception = ctx.exception;
    state->unfinished = ctx.unfinished;
    state->activations = impl.activations;
    state->ownBytes = state->stack.size() * sizeof(Slot);
    state->objects = HeapImage::of(impl.store->heap(), before ? before->m->objects.get() : nullptr, state->ownBytes);
    for (Instance *instance : impl.store->instances()) {
        for (const auto &memory : instance->memories) {
            const auto known = before ? before->m->memories.find(memory.get()) : state->memories.end();
            const bool isKnown = before && known != before->m->memories.end();
            if (!state->memories.contains(memory.get()))
                state->memories[memory.get()] = stateOf(*memory, isKnown ? &known->second : nullptr, state->ownBytes);
        }
        for (const auto &table : instance->tables)
            state->tables.try_emplace(table.get(), table->elements);
        for (const auto &global : instance->globals)
            state->globals.try_emplace(global.get(), global->value.bits);
        state->instances[instance] = {instance->droppedElements, instance->droppedData, instance->runtime->elements};
    }
    return std::shared_ptr<const Checkpoint>(new Checkpoint(std::move(state)));
}

void Checkpoint::restore(Machine &machine) const
{
    Machine::Impl &impl = *machine.m;
    Context &ctx = impl.context;
    impl.forgetProbes();
    std::copy(m->stack.begin(), m->stack.end(), ctx.stackBase);
    ctx.fp = ctx.stackBase + m->fp;
    ctx.depth = m->depth;
    ctx.tailCall = m->tailCall;
    ctx.again = m->again;
    ctx.exception = m->exception;
    ctx.unfinished = m->unfinished;
    ctx.clock = m->clock;
    impl.suspended = false;
    impl.frames.clear();
    impl.activations = m->activations;
    m->objects->restore(impl.store->heap());
    for (const auto &[memory, state] : m->memories)
        restoreMemory(*memory, state);
    for (const auto &[table, elements] : m->tables)
        table->elements = elements;
    for (const auto &[global, bits] : m->globals)
        global->value.bits = bits;
    for (const auto &[instance, state] : m->instances) {
        instance->droppedElements = state.droppedElements;
        instance->droppedData = state.droppedData;
        instance->runtime->elements = state.elements;
    }
    ctx.enterInstance(m->instance);
    ctx.pc = m->pc;
    impl.reported = nullptr;
}

} // namespace watchglass::exec
