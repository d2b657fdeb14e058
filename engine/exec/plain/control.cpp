// SPDX-License-Identifier: Apache-2.0
/// Moves, globals, select, calls and returns in plain code.
#include "engine/exec/calls.h"
#include "engine/exec/plain/access_forms.h"
#include "engine/exec/plain/change_over.h"

namespace watchglass::exec::plain {

namespace {

template <Bank bank, From from, bool wide, To to, unsigned copy>
WG_HANDLER void move(WG_PARAMETERS)
{
    using T =
        std::conditional_t<bank == Bank::F64 || wide || (bank == Bank::Int && from != From::Const), uint64_t, uint32_t>;
    const T value = WG_OPERAND(from, bank, T, 0);
    constexpr uint32_t words = from == From::Const && sizeof(T) == 8 ? 3 : 2;
    if constexpr (to == To::Slot) { // what the accumulator holds stays of use
        fp[fieldD(pc)] = value;
        WG_FAST_NEXT(words);
    } else {
        WG_GIVE(to, bank, value);
        WG_FAST_NEXT(words);
    }
}

template <size_t count, unsigned copy>
WG_HANDLER void moves(WG_PARAMETERS)
{
    fp[field(pc[1], 16)] = fp[field(pc[1], 0)];
    fp[field(pc[1], 48)] = fp[field(pc[1], 32)];
    if constexpr (count > 2)
        fp[field(pc[2], 16)] = fp[field(pc[2], 0)];
    if constexpr (count > 3)
        fp[field(pc[2], 48)] = fp[field(pc[2], 32)];
    WG_FAST_NEXT(count > 2 ? 3 : 2);
}

template <Bank bank, To to>
WG_HANDLER void globalGet(WG_PARAMETERS)
{
    using T = std::conditional_t<bank == Bank::F32, uint32_t, uint64_t>;
    WG_GIVE(to, bank, *reinterpret_cast<const T *>(pc[2]));
    WG_FAST_NEXT(3);
}
template <Bank bank, From from>
WG_HANDLER void globalSet(WG_PARAMETERS)
{
    auto &global = *reinterpret_cast<uint64_t *>(pc[2]);
    if constexpr (bank == Bank::F32 || from == From::Const)
        global = WG_OPERAND(from, bank, uint32_t, 0);
    else
        global = WG_OPERAND(from, bank, uint64_t, 0);
    WG_FAST_NEXT(3);
}

template <Bank bank, From condition, bool constants, To to>
WG_HANDLER void selectPlain(WG_PARAMETERS)
{
    using T = std::conditional_t<bank == Bank::F32 || constants, uint32_t, uint64_t>;
    const bool first = WG_OPERAND(condition, Bank::Int, uint32_t, 48) != 0;
    if constexpr (constants) {
        WG_GIVE(to, bank, first ? lowHalf(pc[2]) : highHalf(pc[2]));
        WG_FAST_NEXT(3);
    } else {
        const uint32_t slot = first ? fieldA(pc) : field(pc[1], 32);
        WG_GIVE(to, bank, get<T>(fp, slot));
        WG_FAST_NEXT(2);
    }
}

/// What a return of one value leaves at the start of the frame, where the link may be too.
template <Bank bank, From from, bool wide>
using Returned =
    std::conditional_t<bank == Bank::F64 || wide || (bank == Bank::Int && from != From::Const), uint64_t, uint32_t>;

/// The rare ways of returning, by themselves so that the others need no frame on the processor's stack.
template <Bank bank, From from, bool wide>
WG_HANDLER __attribute__((noinline, cold)) void returnValueByTags(WG_PARAMETERS)
{
    const Slot link = fp[fieldA(pc)];
    using T = Returned<bank, from, wide>;
    fp[0] = WG_OPERAND(from, bank, T, 16);
    returnThrough(link, pc, fp, mem, ctx, acc, l0, fl0);
    WG_FAST_DISPATCH;
}
WG_HANDLER __attribute__((noinline, cold)) void returnNothingByTags(WG_PARAMETERS)
{
    returnThrough(fp[fieldA(pc)], pc, fp, mem, ctx, acc, l0, fl0);
    WG_FAST_DISPATCH;
}

template <Bank bank, From from, bool wide>
WG_HANDLER void returnValue(WG_PARAMETERS)
{
    const Slot link = fp[fieldA(pc)];
    if (link & linkTags) [[unlikely]]
        WG_LEAVE(returnValueByTags<bank, from, wide>);
    using T = Returned<bank, from, wide>;
    fp[0] = WG_OPERAND(from, bank, T, 16);
    returnTo(reinterpret_cast<const Cell *>(link), pc, fp, ctx, acc, l0, fl0);
    WG_FAST_DISPATCH;
}
WG_HANDLER void returnNothing(WG_PARAMETERS)
{
    const Slot link = fp[fieldA(pc)];
    if (link & linkTags) [[unlikely]]
        WG_LEAVE(returnNothingByTags);
    returnTo(reinterpret_cast<const Cell *>(link), pc, fp, ctx, acc, l0, fl0);
    WG_FAST_DISPATCH;
}

template <bool locals>
WG_HANDLER void callDirect(WG_PARAMETERS)
{
    if (ctx->wanted()) [[unlikely]]
        WG_LEAVE(pauseAt);
    Slot *frame = fp + lowHalf(pc[1]);
    if (size_t(ctx->stackEnd - frame) < highHalf(pc[7]) || ctx->depth >= ctx->maxDepth) [[unlikely]] {
        ctx->callee = reinterpret_cast<Function *>(pc[2]);
        WG_LEAVE(trapAt<TrapKind::StackOverflow>);
    }
    const uint32_t link = field(pc[7], 0);
    if constexpr (locals) {
        for (uint32_t i = field(pc[7], 16); i < link; ++i) {
            frame[i] = 0;
            asm volatile(""); // as in moveSlots
        }
    }
    frame[link] = reinterpret_cast<Slot>(pc);
    ++ctx->depth;
    l0 = frame[field(pc[4], 0)];
    fl0 = std::bit_cast<double>(frame[field(pc[4], 16)]);
    const auto *const entry = reinterpret_cast<const Cell *>(pc[6]);
    holdFrame(pc, fp);
    fp = frame;
    pc = entry;
    WG_FAST_DISPATCH;
}

WG_RARE void translateCallee(const Cell *pc)
{
    resolveCall(const_cast<Cell *>(pc), *reinterpret_cast<Function *>(pc[2]));
}
WG_HANDLER void callFirst(WG_PARAMETERS)
{
    ctx->save(pc, fp, mem);
    translateCallee(pc);
    WG_FAST_DISPATCH;
}

WG_RARE void changeOverHere(Context *ctx)
{
    changeOver(*ctx);
}
WG_HANDLER void leaveForWatched(WG_PARAMETERS)
{
    ctx->saveAll(WG_REGISTERS);
    changeOverHere(ctx);
    if (ctx->counting)
        return;
    pc = ctx->pc;
    WG_FAST_DISPATCH;
}

template <Bank bank, From from, bool wide, unsigned copy>
Handler moveTo(To to)
{
    if (to == To::Slot)
        return &move<bank, from, wide, To::Slot, copy>;
    if constexpr (bank != Bank::F32)
        if (to == To::Pin)
            return &move<bank, from, wide, To::Pin, copy>;
    return nullptr;
}
template <unsigned copy>
Handler moveForm(Bank bank, From from, bool wide, To to)
{
    if (from == From::Const)
        return bank == Bank::F64 ? moveTo<Bank::F64, From::Const, true, copy>(to)
               : wide            ? moveTo<Bank::Int, From::Const, true, copy>(to)
                                 : moveTo<Bank::Int, From::Const, false, copy>(to);
    if (from == From::Slot)
        return bank == Bank::F64 ? moveTo<Bank::F64, From::Slot, false, copy>(to)
                                 : moveTo<Bank::Int, From::Slot, false, copy>(to);
    switch (bank) {
    case Bank::Int:
        return from == From::Acc ? moveTo<Bank::Int, From::Acc, false, copy>(to)
                                 : moveTo<Bank::Int, From::Pin, false, copy>(to);
    case Bank::F64:
        return from == From::Acc ? moveTo<Bank::F64, From::Acc, false, copy>(to)
                                 : moveTo<Bank::F64, From::Pin, false, copy>(to);
    case Bank::F32:
        return from == From::Acc ? moveTo<Bank::F32, From::Acc, false, copy>(to) : nullptr;
    case Bank::Other:
        break;
    }
    return nullptr;
}

template <Bank bank>
Handler globalGetForm(To to)
{
    if (to == To::Acc)
        return &globalGet<bank, To::Acc>;
    if (to == To::Slot)
        return &globalGet<bank, To::Slot>;
    if constexpr (bank != Bank::F32)
        return &globalGet<bank, To::Pin>;
    return nullptr;
}

template <Bank bank, From condition, bool constants>
Handler selectForm(To to)
{
    if (to == To::Acc)
        return &selectPlain<bank, condition, constants, To::Acc>;
    if (to == To::Slot)
        return &selectPlain<bank, condition, constants, To::Slot>;
    if constexpr (bank != Bank::F32)
        return &selectPlain<bank, condition, constants, To::Pin>;
    return nullptr;
}
template <Bank bank, bool constants>
Handler selectForm(From condition, To to)
{
    switch (condition) {
    case From::Slot:
        return selectForm<bank, From::Slot, constants>(to);
    case From::Acc:
        return selectForm<bank, From::Acc, constants>(to);
    case From::Pin:
        return selectForm<bank, From::Pin, constants>(to);
    case From::Const:
        break;
    }
    return nullptr;
}

} // namespace

Handler moveHandler(Bank bank, From from, bool wide, To to, unsigned copy)
{
    return inCopy(copy, [&]<unsigned number> { return moveForm<number>(bank, from, wide, to); });
}

Handler movesHandler(size_t count, unsigned copy)
{
    return inCopy(copy, [&]<unsigned number>() -> Handler {
        return count == 2   ? &moves<2, number>
               : count == 3 ? &moves<3, number>
               : count == 4 ? &moves<4, number>
                            : nullptr;
    });
}

Handler globalGetHandler(Bank bank, To to)
{
    switch (bank) {
    case Bank::Int:
        return globalGetForm<Bank::Int>(to);
    case Bank::F64:
        return globalGetForm<Bank::F64>(to);
    case Bank::F32:
        return globalGetForm<Bank::F32>(to);
    case Bank::Other:
        break;
    }
    return nullptr;
}

Handler globalSetHandler(Bank bank, From from)
{
    if (from == From::Slot)
        return bank == Bank::F32 ? &globalSet<Bank::F32, From::Slot> : &globalSet<Bank::Int, From::Slot>;
    switch (bank) {
    case Bank::Int:
        return from == From::Acc   ? &globalSet<Bank::Int, From::Acc>
               : from == From::Pin ? &globalSet<Bank::Int, From::Pin>
                                   : &globalSet<Bank::Int, From::Const>;
    case Bank::F64:
        return from == From::Acc   ? &globalSet<Bank::F64, From::Acc>
               : from == From::Pin ? &globalSet<Bank::F64, From::Pin>
                                   : nullptr;
    case Bank::F32:
        return from == From::Acc ? &globalSet<Bank::F32, From::Acc> : nullptr;
    case Bank::Other:
        break;
    }
    return nullptr;
}

Handler selectHandler(Bank bank, From condition, bool constants, To to)
{
    switch (bank) {
    case Bank::Int:
        return constants ? selectForm<Bank::Int, true>(condition, to) : selectForm<Bank::Int, false>(condition, to);
    case Bank::F64:
        return constants ? nullptr : selectForm<Bank::F64, false>(condition, to);
    case Bank::F32:
        return constants ? nullptr : selectForm<Bank::F32, false>(condition, to);
    case Bank::Other:
        break;
    }
    return nullptr;
}

Handler returnHandler(Bank bank, From from, bool wide)
{
    switch (from) {
    case From::Slot:
        return &returnValue<Bank::Int, From::Slot, false>;
    case From::Const:
        return wide ? &returnValue<Bank::Int, From::Const, true> : &returnValue<Bank::Int, From::Const, false>;
    case From::Acc:
        return bank == Bank::F64   ? &returnValue<Bank::F64, From::Acc, false>
               : bank == Bank::F32 ? &returnValue<Bank::F32, From::Acc, false>
                                   : &returnValue<Bank::Int, From::Acc, false>;
    case From::Pin:
        return bank == Bank::F64 ? &returnValue<Bank::F64, From::Pin, false>
                                 : &returnValue<Bank::Int, From::Pin, false>;
    }
    return nullptr;
}

Handler returnNothingHandler()
{
    return &returnNothing;
}
Handler callDirectHandler(bool locals)
{
    return locals ? &callDirect<true> : &callDirect<false>;
}
Handler callFirstHandler()
{
    return &callFirst;
}
Handler leaveForWatchedHandler()
{
    return &leaveForWatched;
}

} // namespace watchglass::exec::plain
