// SPDX-License-Identifier: Apache-2.0
/// Bulk memory, tables and sizes (spec §4.4.6, §4.4.7).
#include "engine/exec/ranges.h"

namespace watchglass::exec {

namespace {

using wasm::Op;

uint64_t index(bool is64, Slot slot)
{
    return is64 ? slot : uint32_t(slot);
}
bool is64(const Memory &memory)
{
    return memory.type().limits.is64;
}
bool is64(const Table &table)
{
    return table.type.limits.is64;
}

/// Three operands – destination, source or value, count – as they shrink from slice to slice.
struct Work {
    Slot *slots;
    uint64_t to, from, count;
    bool backwards = false;

    Work(Slot *s, bool wideTo, bool wideFrom, bool wideCount)
        : slots(s), to(index(wideTo, s[0])), from(index(wideFrom, s[1])), count(index(wideCount, s[2]))
    {
    }
    /// Calls `slice(to, from, count)` for one part after the other. Backwards, only the count shrinks.
    template <class F>
    Outcome run(Context *ctx, uint64_t most, bool fromMoves, F slice)
    {
        return inSlices(
            ctx, count, most, backwards, [&](uint64_t skip, uint64_t now) { slice(to + skip, from + skip, now); },
            [&](uint64_t done) {
                slots[2] = count - done;
                if (backwards)
                    return;
                slots[0] = to + done;
                if (fromMoves)
                    slots[1] = from + done;
            });
    }
};

Outcome memorySize(const Cell *pc, Slot *fp, Context *)
{
    *operands(pc, fp) = object<Memory>(pc).pages();
    return Outcome::Next;
}

Outcome memoryGrow(const Cell *pc, Slot *fp, Context *)
{
    Memory &memory = object<Memory>(pc);
    Slot &slot = *operands(pc, fp);
    slot = index(is64(memory), Slot(memory.grow(index(is64(memory), slot))));
    return Outcome::Next;
}

Outcome memoryFill(const Cell *pc, Slot *fp, Context *ctx)
{
    Memory &memory = object<Memory>(pc);
    Work work(operands(pc, fp), is64(memory), false, is64(memory));
    if (!inside(work.to, work.count, memory.size()))
        return trap(ctx, TrapKind::MemoryOutOfBounds);
    return work.run(ctx, sliceBytes, false, [&](uint64_t to, uint64_t, uint64_t count) {
        ctx->accessed |= ctx->willWrite(memory, pc, to, count);
        std::memset(memory.base() + to, int(uint8_t(work.slots[1])), count);
    });
}

Outcome memoryCopy(const Cell *pc, Slot *fp, Context *ctx)
{
    Memory &target = object<Memory>(pc, 0), &source = object<Memory>(pc, 1);
    Work work(operands(pc, fp), is64(target), is64(source), is64(target) && is64(source));
    if (!inside(work.to, work.count, target.size()) || !inside(work.from, work.count, source.size()))
        return trap(ctx, TrapKind::MemoryOutOfBounds);
    work.backwards = &target == &source && work.to > work.from;
    return work.run(ctx, sliceBytes, true, [&](uint64_t to, uint64_t from, uint64_t count) {
        ctx->accessed |= ctx->willWrite(target, pc, to, count);
        std::memmove(target.base() + to, source.base() + from, count);
    });
}

Outcome memoryInit(const Cell *pc, Slot *fp, Context *ctx)
{
    Memory &memory = object<Memory>(pc);
    const auto segment = uint32_t(pc[3]);
    const wasm::Module &module = *ctx->instance->module;
    const wasm::Range bytes = ctx->instance->droppedData[segment] ? wasm::Range{} : module.data[segment].bytes;
    Work work(operands(pc, fp), is64(memory), false, false);
    if (!inside(work.to, work.count, memory.size()) || !inside(work.from, work.count, bytes.size()))
        return trap(ctx, TrapKind::MemoryOutOfBounds);
    return work.run(ctx, sliceBytes, true, [&](uint64_t to, uint64_t from, uint64_t count) {
        ctx->accessed |= ctx->willWrite(memory, pc, to, count);
        std::memcpy(memory.base() + to, module.bytes->data() + bytes.begin + from, count);
    });
}

Outcome dataDrop(const Cell *pc, Slot *, Context *ctx)
{
    ctx->instance->droppedData[pc[2]] = true;
    return Outcome::Next;
}

Outcome tableGet(const Cell *pc, Slot *fp, Context *ctx)
{
    const Table &table = object<Table>(pc);
    Slot &slot = *operands(pc, fp);
    const uint64_t at = index(is64(table), slot);
    if (at >= table.elements.size())
        return trap(ctx, TrapKind::TableOutOfBounds);
    slot = table.elements[at];
    return Outcome::Next;
}

Outcome tableSet(const Cell *pc, Slot *fp, Context *ctx)
{
    Table &table = object<Table>(pc);
    const Slot *slots = operands(pc, fp);
    const uint64_t at = index(is64(table), slots[0]);
    if (at >= table.elements.size())
        return trap(ctx, TrapKind::TableOutOfBounds);
    table.elements[at] = slots[1];
    return Outcome::Next;
}

Outcome tableSize(const Cell *pc, Slot *fp, Context *)
{
    *operands(pc, fp) = object<Table>(pc).elements.size();
    return Outcome::Next;
}

Outcome tableGrow(const Cell *pc, Slot *fp, Context *)
{
    Table &table = object<Table>(pc);
    Slot *slots = operands(pc, fp);
    const uint64_t delta = index(is64(table), slots[1]), old = table.elements.size();
    if (delta > table.maxElements - old) {
        slots[0] = index(is64(table), ~Slot(0));
        return Outcome::Next;
    }
    table.elements.resize(old + delta, slots[0]);
    slots[0] = old;
    return Outcome::Next;
}

Outcome tableFill(const Cell *pc, Slot *fp, Context *ctx)
{
    Table &table = object<Table>(pc);
    Work work(operands(pc, fp), is64(table), true, is64(table));
    if (!inside(work.to, work.count, table.elements.size()))
        return trap(ctx, TrapKind::TableOutOfBounds);
    return work.run(ctx, sliceElements, false, [&](uint64_t to, uint64_t, uint64_t count) {
        std::fill_n(table.elements.begin() + ptrdiff_t(to), count, work.slots[1]);
    });
}

Outcome tableCopy(const Cell *pc, Slot *fp, Context *ctx)
{
    Table &target = object<Table>(pc, 0), &source = object<Table>(pc, 1);
    Work work(operands(pc, fp), is64(target), is64(source), is64(target) && is64(source));
    if (!inside(work.to, work.count, target.elements.size()) || !inside(work.from, work.count, source.elements.size()))
        return trap(ctx, TrapKind::TableOutOfBounds);
    work.backwards = &target == &source && work.to > work.from;
    return work.run(ctx, sliceElements, true, [&](uint64_t to, uint64_t from, uint64_t count) {
        std::memmove(target.elements.data() + to, source.elements.data() + from, count * sizeof(uint64_t));
    });
}

Outcome tableInit(const Cell *pc, Slot *fp, Context *ctx)
{
    Table &table = object<Table>(pc);
    const std::vector<uint64_t> &segment = ctx->instance->runtime->elements[pc[3]];
    Work work(operands(pc, fp), is64(table), false, false);
    if (!inside(work.to, work.count, table.elements.size()) || !inside(work.from, work.count, segment.size()))
        return trap(ctx, TrapKind::TableOutOfBounds);
    return work.run(ctx, sliceElements, true, [&](uint64_t to, uint64_t from, uint64_t count) {
        std::copy_n(segment.begin() + ptrdiff_t(from), count, table.elements.begin() + ptrdiff_t(to));
    });
}

Outcome elemDrop(const Cell *pc, Slot *, Context *ctx)
{
    ctx->instance->droppedElements[pc[2]] = true;
    ctx->instance->runtime->elements[pc[2]] = {};
    return Outcome::Next;
}

} // namespace

HandlerPair rangeHandlers(Op op)
{
    switch (op) {
    case Op::MemorySize:
        return WG_HANDLERS(range, memorySize);
    case Op::MemoryGrow:
        return WG_HANDLERS(range, memoryGrow);
    case Op::MemoryFill:
        return WG_HANDLERS(range, memoryFill);
    case Op::MemoryCopy:
        return WG_HANDLERS(range, memoryCopy);
    case Op::MemoryInit:
        return WG_HANDLERS(range, memoryInit);
    case Op::DataDrop:
        return WG_HANDLERS(range, dataDrop);
    case Op::TableGet:
        return WG_HANDLERS(range, tableGet);
    case Op::TableSet:
        return WG_HANDLERS(range, tableSet);
    case Op::TableSize:
        return WG_HANDLERS(range, tableSize);
    case Op::TableGrow:
        return WG_HANDLERS(range, tableGrow);
    case Op::TableFill:
        return WG_HANDLERS(range, tableFill);
    case Op::TableCopy:
        return WG_HANDLERS(range, tableCopy);
    case Op::TableInit:
        return WG_HANDLERS(range, tableInit);
    case Op::ElemDrop:
        return WG_HANDLERS(range, elemDrop);
    default:
        return {};
    }
}

} // namespace watchglass::exec
