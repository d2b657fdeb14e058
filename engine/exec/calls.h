// SPDX-License-Identifier: Apache-2.0
/// Entering and leaving frames, shared by handlers and by the machine when it goes on after a host call.
#pragma once

#include <bit>
#include <span>

#include "engine/exec/context.h"
#include "engine/exec/handler.h"

namespace watchglass::exec {

inline Code *callerOf(const Cell *call)
{
    return reinterpret_cast<Code *>(call[3]);
}
inline const Cell *callOf(Slot link)
{
    return reinterpret_cast<const Cell *>(link & ~linkTags);
}

/// The copies that fast code keeps of its pinned locals; other code has pins of no meaning.
inline void loadPins(Cell pins, const Slot *fp, uint64_t &l0, double &fl0)
{
    l0 = fp[lowHalf(pins)];
    fl0 = std::bit_cast<double>(fp[highHalf(pins)]);
}

/// Whoever changes the frame keeps the registers of pc and fp until here, with all that has to be read and written
/// done: a sample (sampler.h) then finds the one frame or the other, never a mixture.
[[gnu::always_inline]] inline void holdFrame([[maybe_unused]] const Cell *pc, [[maybe_unused]] Slot *fp)
{
#if WG_PLACE_IN_REGISTERS
    register const Cell *heldPc asm("r12") = pc;
    register Slot *heldFp asm("r13") = fp;
    asm volatile("" : : "r"(heldPc), "r"(heldFp) : "memory");
#endif
}

/// Sets the registers to what follows the call that stands there. The results already lie at `fp`.
inline void returnTo(const Cell *call, const Cell *&pc, Slot *&fp, Context *ctx, uint64_t &acc, uint64_t &l0,
                     double &fl0)
{
    acc = fp[0];
    --ctx->depth;
    Slot *const frame = fp - lowHalf(call[1]);
    loadPins(call[5], frame, l0, fl0);
    holdFrame(pc, fp);
    fp = frame;
    pc = call + callWords;
}

/// The same for the call that `link` names, whatever its tags.
inline void returnThrough(Slot link, const Cell *&pc, Slot *&fp, uint8_t *&mem, Context *ctx, uint64_t &acc,
                          uint64_t &l0, double &fl0)
{
    const Cell *call = callOf(link);
    if (const Code *caller = callerOf(call); caller && (link & crossInstance)) {
        ctx->enterInstance(caller->instance);
        mem = ctx->mem;
    }
    returnTo(call, pc, fp, ctx, acc, l0, fl0);
    if (ctx->counting && (link & watchedCaller)) {
        ctx->resume = pc;
        pc = ctx->turn.data();
    }
}

/// Whether the frame fits; if so, enters it.
inline bool enterFrame(Code &code, Slot *frame, Slot link, const Cell *&pc, Slot *&fp, uint8_t *&mem, Context *ctx,
                       uint64_t &l0, double &fl0)
{
    if (size_t(ctx->stackEnd - frame) < code.frameSlots || ctx->depth >= ctx->maxDepth) [[unlikely]]
        return false;
    if (code.instance != ctx->instance) [[unlikely]] {
        ctx->enterInstance(code.instance);
        mem = ctx->mem;
        link |= crossInstance;
    }
    for (uint32_t i = code.paramSlots; i < code.linkSlot; ++i) {
        frame[i] = 0;
        asm volatile(""); // as in moveSlots
    }
    frame[code.linkSlot] = link;
    ++ctx->depth;
    loadPins(code.pins, frame, l0, fl0);
    const Cell *const entry = code.entry();
    holdFrame(pc, fp);
    fp = frame;
    pc = entry;
    return true;
}

/// Enters the callee of the call cell at `pc`, for a tail call in the place of the frame at `fp`. False, with nothing
/// changed, when the frame does not fit.
template <bool Tail>
inline bool enterCallee(Code &code, const Cell *&pc, Slot *&fp, uint8_t *&mem, Context *ctx, uint64_t &l0, double &fl0)
{
    if constexpr (!Tail)
        return enterFrame(code, fp + lowHalf(pc[1]), reinterpret_cast<Slot>(pc), pc, fp, mem, ctx, l0, fl0);
    if (size_t(ctx->stackEnd - fp) < code.frameSlots) [[unlikely]]
        return false;
    const Slot link = fp[highHalf(pc[4])]; // read first: the arguments may cover it
    moveSlots(fp, 0, lowHalf(pc[1]), code.paramSlots);
    --ctx->depth;
    return enterFrame(code, fp, link, pc, fp, mem, ctx, l0, fl0);
}

/// Slots that values of these types take.
uint32_t slotCount(std::span<const wasm::ValType> types);
/// Values ↔ slots, one after the other. Values keep the objects of the store (may be null) that they refer to.
std::vector<Value> readSlots(const Slot *slots, std::span<const wasm::ValType> types, Store *store = nullptr);
/// One value of a place that the collector knows, as readSlots makes it.
Value readValue(wasm::ValType type, std::array<uint64_t, 2> bits, Store *store);
void writeSlots(Slot *slots, std::span<const Value> values);

/// Calls the host function `ctx->callee` for the call cell at `ctx->pc`; false when that stopped the machine.
bool callHost(Context &ctx);
/// Puts the results where that call wants them and goes on behind it.
void finishHostCall(Context &ctx, std::span<const Value> results);

} // namespace watchglass::exec
