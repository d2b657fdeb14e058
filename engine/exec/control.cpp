// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/control.h"

#include "engine/exec/calls.h"
#include "engine/exec/evaluate.h"
#include "engine/exec/plain/change_over.h"

namespace watchglass::exec {

namespace {

template <bool Threaded>
WG_HANDLER void nop(WG_PARAMETERS)
{
    WG_NEXT(1);
}

/// Watched code that nobody watches any more goes on in plain code here.
template <bool Threaded>
WG_HANDLER void loop(WG_PARAMETERS)
{
    if (!ctx->watchedOnly) {
        if (!pc[1]) [[unlikely]] {
            ctx->save(pc, fp, mem);
            plain::connectLoops(ctx->instance, pc);
        }
        if (pc[1] != plain::noPlainLoop) {
            loadPins(pc[2], fp, l0, fl0);
            pc = reinterpret_cast<const Cell *>(pc[1]);
            WG_DISPATCH;
        }
    }
    WG_NEXT(3);
}

template <bool Threaded>
WG_HANDLER void unreachable(WG_PARAMETERS)
{
    WG_LEAVE(trapAt<TrapKind::Unreachable>);
}

template <class T, bool Threaded>
WG_HANDLER void move(WG_PARAMETERS)
{
    put(fp, highHalf(pc[1]), get<T>(fp, lowHalf(pc[1])));
    WG_NEXT(2);
}

template <class T, bool Threaded>
WG_HANDLER void constant(WG_PARAMETERS)
{
    std::memcpy(fp + highHalf(pc[1]), pc + 2, sizeof(T));
    WG_NEXT(2 + sizeof(T) / sizeof(Slot));
}

template <class T, bool Threaded>
WG_HANDLER void globalGet(WG_PARAMETERS)
{
    std::memcpy(fp + highHalf(pc[1]), reinterpret_cast<const void *>(pc[2]), sizeof(T));
    WG_NEXT(3);
}
template <class T, bool Threaded>
WG_HANDLER void globalSet(WG_PARAMETERS)
{
    std::memcpy(reinterpret_cast<void *>(pc[2]), fp + highHalf(pc[1]), sizeof(T));
    WG_NEXT(3);
}

template <class T, bool Threaded>
WG_HANDLER void select(WG_PARAMETERS)
{
    const uint32_t first = lowHalf(pc[1]), second = first + sizeof(T) / sizeof(Slot);
    if (!get<uint32_t>(fp, second + sizeof(T) / sizeof(Slot)))
        put(fp, first, get<T>(fp, second));
    WG_NEXT(2);
}

template <Condition condition>
inline bool holds(const Cell *pc, const Slot *fp)
{
    const uint32_t slot = lowHalf(pc[1]);
    switch (condition) {
    case Condition::Always:
        return true;
    case Condition::IfTrue:
        return get<uint32_t>(fp, slot) != 0;
    case Condition::IfFalse:
        return get<uint32_t>(fp, slot) == 0;
    case Condition::IfNull:
        return fp[slot] == 0;
    case Condition::IfNonNull:
        return fp[slot] != 0;
    }
}

template <Condition condition, bool Back, bool Moves, bool Threaded>
WG_HANDLER void branch(WG_PARAMETERS)
{
    if (!holds<condition>(pc, fp))
        WG_NEXT(branchWords(Moves));
    if constexpr (Back) {
        if (ctx->wanted()) [[unlikely]]
            WG_LEAVE(pauseAt);
    }
    if constexpr (Moves)
        moveSlots(fp, highHalf(pc[2]), lowHalf(pc[2]), lowHalf(pc[3]));
    WG_NEXT(int32_t(highHalf(pc[1])));
}

template <bool Threaded>
WG_HANDLER void branchTable(WG_PARAMETERS)
{
    const uint32_t index = get<uint32_t>(fp, lowHalf(pc[1])), last = highHalf(pc[1]) - 1;
    const Cell *arm = pc + 2 + 2 * size_t(index < last ? index : last);
    const int32_t distance = int32_t(lowHalf(arm[0]));
    if (distance < 0 && ctx->wanted()) [[unlikely]]
        WG_LEAVE(pauseAt);
    moveSlots(fp, highHalf(arm[1]), lowHalf(arm[1]), highHalf(arm[0]));
    WG_NEXT(distance);
}

template <bool Threaded>
WG_HANDLER void nonNull(WG_PARAMETERS)
{
    if (!fp[lowHalf(pc[1])]) [[unlikely]]
        WG_LEAVE(trapAt<TrapKind::NullReference>);
    WG_NEXT(2);
}

template <bool Threaded>
WG_HANDLER void exitRun(WG_PARAMETERS)
{
    ctx->save(pc, fp, mem);
    ctx->halt(StopKind::Finished);
}

template <Condition condition>
HandlerPair branchPair(bool back, bool moves)
{
    if (back)
        return moves ? WG_HANDLERS(branch, condition, true, true) : WG_HANDLERS(branch, condition, true, false);
    return moves ? WG_HANDLERS(branch, condition, false, true) : WG_HANDLERS(branch, condition, false, false);
}

} // namespace

WG_HANDLER void trapAsNoted(WG_PARAMETERS)
{
    ctx->saveAll(WG_REGISTERS);
    ctx->halt(StopKind::Trapped);
}

WG_HANDLER void pauseAt(WG_PARAMETERS)
{
    ctx->saveAll(WG_REGISTERS);
    ctx->halt(ctx->attention.load() & Context::Cancel ? StopKind::Cancelled : StopKind::Paused);
}

HandlerPair nopHandlers()
{
    return WG_HANDLERS(nop);
}
HandlerPair loopHandlers()
{
    return WG_HANDLERS(loop);
}
HandlerPair unreachableHandlers()
{
    return WG_HANDLERS(unreachable);
}
HandlerPair moveHandlers(bool wide)
{
    return wide ? WG_HANDLERS(move, V128) : WG_HANDLERS(move, Slot);
}
HandlerPair constantHandlers(bool wide)
{
    return wide ? WG_HANDLERS(constant, V128) : WG_HANDLERS(constant, Slot);
}
HandlerPair globalGetHandlers(bool wide)
{
    return wide ? WG_HANDLERS(globalGet, V128) : WG_HANDLERS(globalGet, Slot);
}
HandlerPair globalSetHandlers(bool wide)
{
    return wide ? WG_HANDLERS(globalSet, V128) : WG_HANDLERS(globalSet, Slot);
}
HandlerPair selectHandlers(bool wide)
{
    return wide ? WG_HANDLERS(select, V128) : WG_HANDLERS(select, Slot);
}
HandlerPair branchTableHandlers()
{
    return WG_HANDLERS(branchTable);
}
HandlerPair nonNullHandlers()
{
    return WG_HANDLERS(nonNull);
}
HandlerPair exitHandlers()
{
    return WG_HANDLERS(exitRun);
}

HandlerPair branchHandlers(Condition condition, bool back, bool moves)
{
    switch (condition) {
    case Condition::Always:
        return branchPair<Condition::Always>(back, moves);
    case Condition::IfTrue:
        return branchPair<Condition::IfTrue>(back, moves);
    case Condition::IfFalse:
        return branchPair<Condition::IfFalse>(back, moves);
    case Condition::IfNull:
        return branchPair<Condition::IfNull>(back, moves);
    case Condition::IfNonNull:
        return branchPair<Condition::IfNonNull>(back, moves);
    }
    return {};
}

} // namespace watchglass::exec
