// SPDX-License-Identifier: Apache-2.0
/// Instructions that make whole arrays or work through ranges of them (spec §4.4.5). Cells as other ranges have them;
/// the first object is the array's type, the second one a segment or a number of operands.
#include <span>

#include "engine/exec/objects.h"
#include "engine/exec/ranges.h"

namespace watchglass::exec {

namespace {

using wasm::Op;

const RuntimeType &typeOf(const Cell *pc)
{
    return runtimeType(lowHalf(pc[2]));
}

/// The array that the instruction makes, of that many elements; a large one may be half filled when the instruction
/// goes on after a pause. Null when there is no room.
Object *make(const Cell *pc, Slot *fp, Context *ctx, uint32_t count, uint64_t &done)
{
    done = 0;
    if (ctx->unfinished.pc == pc && ctx->unfinished.fp == fp) {
        done = ctx->unfinished.done;
        return ctx->unfinished.object;
    }
    ctx->pc = pc; // a collection looks at frames
    ctx->fp = fp;
    const uint64_t bytes = arrayBytes(typeOf(pc), count);
    Object *object = nullptr;
    if (bytes <= Heap::largestSmall) {
        const uint32_t sizeClass = Heap::classOf(uint32_t(bytes));
        object = ctx->heap->bump(sizeClass, Heap::classBytes(sizeClass));
    }
    if (!object)
        object = makeRoom(ctx, bytes);
    if (object)
        *object = {lowHalf(pc[2]), count};
    return object;
}

Outcome noRoomFor(Context *ctx)
{
    return ctx->heap->isFull() ? trap(ctx, TrapKind::OutOfMemory) : Outcome::Wait;
}

uint8_t *elements(Object *array)
{
    return array->bytes() + objectHeader;
}

template <class T>
void fillWith(uint8_t *to, const Slot *value, uint64_t count)
{
    T element;
    std::memcpy(&element, value, sizeof element);
    for (uint64_t i = 0; i < count; ++i)
        std::memcpy(to + i * sizeof element, &element, sizeof element);
}
void fillElements(uint8_t *to, const Slot *value, uint32_t width, uint64_t count)
{
    switch (width) {
    case 1:
        return fillWith<uint8_t>(to, value, count);
    case 2:
        return fillWith<uint16_t>(to, value, count);
    case 4:
        return fillWith<uint32_t>(to, value, count);
    case 16:
        return fillWith<std::array<uint64_t, 2>>(to, value, count);
    default:
        return fillWith<uint64_t>(to, value, count);
    }
}

/// Makes an array and lets `fill(elements, skip, count)` write it, part by part; the reference goes to the first
/// operand.
template <class Fill>
Outcome makeFilled(const Cell *pc, Slot *fp, Context *ctx, uint32_t count, Fill fill)
{
    uint64_t done = 0;
    Object *array = make(pc, fp, ctx, count, done);
    if (!array)
        return noRoomFor(ctx);
    const uint32_t width = typeOf(pc).fields[0].width;
    const uint64_t before = done; // what is not yet filled of a large one is zero, so that a collection may look at it
    const Outcome outcome = inSlices(
        ctx, array->length - before, sliceBytes / width, false,
        [&](uint64_t skip, uint64_t now) { fill(elements(array) + (before + skip) * width, before + skip, now); },
        [&](uint64_t now) { done = before + now; });
    ctx->unfinished = {};
    if (outcome == Outcome::Wait)
        ctx->unfinished = {pc, fp, array, done};
    else
        *operands(pc, fp) = referenceTo(array);
    return outcome;
}

Outcome arrayNew(const Cell *pc, Slot *fp, Context *ctx)
{
    const Slot *value = operands(pc, fp);
    const uint32_t width = typeOf(pc).fields[0].width, count = uint32_t(value[width == 16 ? 2 : 1]);
    return makeFilled(pc, fp, ctx, count,
                      [&](uint8_t *to, uint64_t, uint64_t now) { fillElements(to, value, width, now); });
}

Outcome arrayNewDefault(const Cell *pc, Slot *fp, Context *ctx)
{
    const auto count = uint32_t(*operands(pc, fp));
    const uint64_t width = typeOf(pc).fields[0].width;
    const bool isClear = arrayBytes(typeOf(pc), count) > Heap::largestSmall;
    return makeFilled(pc, fp, ctx, count, [&](uint8_t *to, uint64_t, uint64_t now) {
        if (!isClear)
            std::memset(to, 0, now * width);
    });
}

Outcome arrayNewFixed(const Cell *pc, Slot *fp, Context *ctx)
{
    const Slot *values = operands(pc, fp);
    const uint32_t width = typeOf(pc).fields[0].width, slots = width == 16 ? 2 : 1;
    return makeFilled(pc, fp, ctx, uint32_t(pc[3]), [&](uint8_t *to, uint64_t skip, uint64_t now) {
        for (uint64_t i = 0; i < now; ++i)
            std::memcpy(to + i * width, values + (skip + i) * slots, width);
    });
}

std::span<const uint8_t> dataBytes(const Cell *pc, const Context *ctx)
{
    const wasm::Module &module = *ctx->instance->module;
    const wasm::Range range = ctx->instance->droppedData[pc[3]] ? wasm::Range{} : module.data[pc[3]].bytes;
    return {module.bytes->data() + range.begin, range.size()};
}
const std::vector<uint64_t> &segment(const Cell *pc, const Context *ctx)
{
    return ctx->instance->runtime->elements[pc[3]];
}

Outcome arrayNewData(const Cell *pc, Slot *fp, Context *ctx)
{
    const Slot *slots = operands(pc, fp);
    const uint64_t width = typeOf(pc).fields[0].width, from = uint32_t(slots[0]), count = uint32_t(slots[1]);
    const std::span<const uint8_t> bytes = dataBytes(pc, ctx);
    if (!inside(from, count * width, bytes.size()))
        return trap(ctx, TrapKind::MemoryOutOfBounds);
    return makeFilled(pc, fp, ctx, uint32_t(count), [&](uint8_t *to, uint64_t skip, uint64_t now) {
        std::memcpy(to, bytes.data() + from + skip * width, now * width);
    });
}

Outcome arrayNewElem(const Cell *pc, Slot *fp, Context *ctx)
{
    const Slot *slots = operands(pc, fp);
    const uint64_t from = uint32_t(slots[0]), count = uint32_t(slots[1]);
    if (!inside(from, count, segment(pc, ctx).size()))
        return trap(ctx, TrapKind::TableOutOfBounds);
    return makeFilled(pc, fp, ctx, uint32_t(count), [&](uint8_t *to, uint64_t skip, uint64_t now) {
        std::memcpy(to, segment(pc, ctx).data() + from + skip, now * sizeof(uint64_t));
    });
}

/// The array at the operand and the index after it; null, with the trap noted, when `count` elements are not there.
Object *target(const Slot *slots, uint64_t count, Context *ctx)
{
    if (!slots[0]) {
        ctx->trap = TrapKind::NullReference;
        return nullptr;
    }
    Object *array = objectOf(slots[0]);
    if (inside(uint32_t(slots[1]), count, array->length))
        return array;
    ctx->trap = TrapKind::ArrayOutOfBounds;
    return nullptr;
}

Outcome arrayFill(const Cell *pc, Slot *fp, Context *ctx)
{
    Slot *slots = operands(pc, fp);
    const uint32_t width = typeOf(pc).fields[0].width;
    Slot *left = slots + (width == 16 ? 4 : 3);
    const uint64_t at = uint32_t(slots[1]), count = uint32_t(*left);
    Object *array = target(slots, count, ctx);
    if (!array)
        return Outcome::Trap;
    return inSlices(
        ctx, count, sliceBytes / width, false,
        [&](uint64_t skip, uint64_t now) {
            fillElements(elements(array) + (at + skip) * width, slots + 2, width, now);
        },
        [&](uint64_t done) { slots[1] = at + done, *left = count - done; });
}

/// Elements into the array and index at `slots`; `from` has place in the source and count.
template <class Slice>
Outcome copyInto(Context *ctx, Slot *slots, Slot *from, uint32_t width, bool backwards, Slice slice)
{
    const uint64_t to = uint32_t(slots[1]), first = uint32_t(from[0]), count = uint32_t(from[1]);
    return inSlices(
        ctx, count, sliceBytes / width, backwards,
        [&](uint64_t skip, uint64_t now) {
            slice(elements(objectOf(slots[0])) + (to + skip) * width, first + skip, now);
        },
        [&](uint64_t done) {
            from[1] = count - done;
            if (!backwards)
                slots[1] = to + done, from[0] = first + done;
        });
}

Outcome arrayCopy(const Cell *pc, Slot *fp, Context *ctx)
{
    Slot *slots = operands(pc, fp);
    const uint64_t width = typeOf(pc).fields[0].width;
    if (!slots[0] || !slots[2])
        return trap(ctx, TrapKind::NullReference);
    if (!target(slots, uint32_t(slots[4]), ctx) || !target(slots + 2, uint32_t(slots[4]), ctx))
        return Outcome::Trap;
    const uint8_t *source = elements(objectOf(slots[2]));
    const bool backwards = slots[0] == slots[2] && uint32_t(slots[1]) > uint32_t(slots[3]);
    return copyInto(ctx, slots, slots + 3, uint32_t(width), backwards, [&](uint8_t *to, uint64_t from, uint64_t now) {
        std::memmove(to, source + from * width, now * width);
    });
}

Outcome arrayInitData(const Cell *pc, Slot *fp, Context *ctx)
{
    Slot *slots = operands(pc, fp);
    const uint64_t width = typeOf(pc).fields[0].width, at = uint32_t(slots[2]), count = uint32_t(slots[3]);
    const std::span<const uint8_t> bytes = dataBytes(pc, ctx);
    if (!target(slots, count, ctx))
        return Outcome::Trap;
    if (!inside(at, count * width, bytes.size()))
        return trap(ctx, TrapKind::MemoryOutOfBounds);
    const uint64_t to = uint32_t(slots[1]);
    Object *array = objectOf(slots[0]);
    return inSlices(
        ctx, count, sliceBytes / width, false,
        [&](uint64_t skip, uint64_t now) {
            std::memcpy(elements(array) + (to + skip) * width, bytes.data() + at + skip * width, now * width);
        },
        [&](uint64_t done) { slots[1] = to + done, slots[2] = at + done * width, slots[3] = count - done; });
}

Outcome arrayInitElem(const Cell *pc, Slot *fp, Context *ctx)
{
    Slot *slots = operands(pc, fp);
    const std::vector<uint64_t> &values = segment(pc, ctx);
    if (!target(slots, uint32_t(slots[3]), ctx))
        return Outcome::Trap;
    if (!inside(uint32_t(slots[2]), uint32_t(slots[3]), values.size()))
        return trap(ctx, TrapKind::TableOutOfBounds);
    return copyInto(ctx, slots, slots + 2, sizeof(uint64_t), false, [&](uint8_t *to, uint64_t from, uint64_t now) {
        std::memcpy(to, values.data() + from, now * sizeof(uint64_t));
    });
}

} // namespace

HandlerPair arrayRangeHandlers(Op op)
{
    switch (op) {
    case Op::ArrayNew:
        return WG_HANDLERS(range, arrayNew);
    case Op::ArrayNewDefault:
        return WG_HANDLERS(range, arrayNewDefault);
    case Op::ArrayNewFixed:
        return WG_HANDLERS(range, arrayNewFixed);
    case Op::ArrayNewData:
        return WG_HANDLERS(range, arrayNewData);
    case Op::ArrayNewElem:
        return WG_HANDLERS(range, arrayNewElem);
    case Op::ArrayFill:
        return WG_HANDLERS(range, arrayFill);
    case Op::ArrayCopy:
        return WG_HANDLERS(range, arrayCopy);
    case Op::ArrayInitData:
        return WG_HANDLERS(range, arrayInitData);
    case Op::ArrayInitElem:
        return WG_HANDLERS(range, arrayInitElem);
    default:
        return {};
    }
}

} // namespace watchglass::exec
