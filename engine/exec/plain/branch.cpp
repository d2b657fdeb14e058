// SPDX-License-Identifier: Apache-2.0
/// Branches, alone and together with the comparison that decides them.
#include "engine/exec/plain/evaluate_forms.h"

namespace watchglass::exec::plain {

namespace {

/// A small constant stands sign-extended in b's field, a wide one in a word of its own.
template <From from, bool wide, Bank bank, class T>
inline T second(const Cell *pc, const Slot *fp, uint64_t acc, uint64_t l0, double facc, float sacc, double fl0)
{
    if constexpr (from == From::Const)
        return wide ? bitsAs<T>(pc[2]) : bitsAs<T>(uint64_t(int64_t(int16_t(field(pc[1], 16)))));
    else
        return WG_OPERAND(from, bank, T, 16);
}

#define WG_TAKE(back, distance)                                                                                        \
    do {                                                                                                               \
        if constexpr (back) {                                                                                          \
            if (ctx->wanted()) [[unlikely]]                                                                            \
                WG_LEAVE(pauseAt);                                                                                     \
        }                                                                                                              \
        WG_FAST_NEXT(distance);                                                                                        \
    } while (0)

template <Op op, bool sense, From a, From b, bool wide, bool back, unsigned copy>
WG_HANDLER void compareBranch(WG_PARAMETERS)
{
    using F = Apply<decltype(&Evaluate<op>::apply)>;
    constexpr Signature types = signature(op);
    const bool holds =
        Evaluate<op>::apply(WG_OPERAND(a, types.operand[0], typename F::First, 0),
                            second<b, wide, types.operand[1], typename F::Second>(pc, fp, acc, l0, facc, sacc, fl0));
    if (holds == sense)
        WG_TAKE(back, int32_t(highHalf(pc[1])));
    WG_FAST_NEXT(wide ? 3 : 2);
}

template <bool sense, From a, bool back, unsigned copy>
WG_HANDLER void branchIf(WG_PARAMETERS)
{
    if ((WG_OPERAND(a, Bank::Int, uint32_t, 0) != 0) == sense)
        WG_TAKE(back, int32_t(highHalf(pc[1])));
    WG_FAST_NEXT(2);
}

template <bool back, unsigned copy>
WG_HANDLER void branchAlways(WG_PARAMETERS)
{
    WG_TAKE(back, int32_t(highHalf(pc[1])));
}

template <From a>
WG_HANDLER void branchTablePlain(WG_PARAMETERS)
{
    const uint32_t index = WG_OPERAND(a, Bank::Int, uint32_t, 0), last = uint32_t(pc[1] >> 32) - 1;
    const auto distance = int32_t(pc[2 + size_t(index < last ? index : last)]);
    if (distance < 0 && ctx->wanted()) [[unlikely]]
        WG_LEAVE(pauseAt);
    WG_FAST_NEXT(distance);
}

constexpr bool isComparison(Op op)
{
    const Signature &types = signature(op);
    return types.scalar && types.operands == 2 && types.result == Bank::Int && op >= Op::I32Eq && op <= Op::F64Ge;
}

constexpr bool hasBranch(Op op, bool sense, From a, From b, bool wide)
{
    const Bank bank = signature(op).operand[0];
    if (bank == Bank::Int && !sense)
        return false; // the opposite comparison does it
    if (wide && b != From::Const)
        return false;
    if (bank != Bank::Int && b == From::Const && !wide)
        return false;
    if (a == From::Const || (a == From::Acc && b == From::Acc))
        return false;
    if (bank == Bank::F32 && (a == From::Pin || b == From::Pin))
        return false;
    return bank != Bank::Int || rankOf(a) <= rankOf(b); // the mirrored comparison does it
}

struct CompareForms {
    Handler handlers[2 * fromCount * fromCount * 2 * 2] = {};
};
template <Op op, bool sense, From a, From b, bool wide, bool back, unsigned copy>
constexpr Handler compareForm()
{
    if constexpr (hasBranch(op, sense, a, b, wide))
        return &compareBranch<op, sense, a, b, wide, back, copy>;
    else
        return nullptr;
}
template <Op op, unsigned copy, size_t... i>
CompareForms compareForms(std::index_sequence<i...>)
{
    return {
        {compareForm<op, (i / 64) != 0, From(i / 16 % 4), From(i / 4 % 4), (i / 2 % 2) != 0, (i % 2) != 0, copy>()...}};
}
template <Op op, unsigned copy>
const CompareForms *compareFormsOf()
{
    if constexpr (isComparison(op)) {
        static const CompareForms all = compareForms<op, copy>(std::make_index_sequence<128>());
        return &all;
    } else {
        return nullptr;
    }
}

template <bool sense, bool back, unsigned copy>
Handler branchIfForm(From from)
{
    switch (from) {
    case From::Slot:
        return &branchIf<sense, From::Slot, back, copy>;
    case From::Acc:
        return &branchIf<sense, From::Acc, back, copy>;
    case From::Pin:
        return &branchIf<sense, From::Pin, back, copy>;
    case From::Const:
        break;
    }
    return nullptr;
}

} // namespace

Handler compareBranchHandler(Op op, bool sense, From a, From b, bool wide, bool back, unsigned copy)
{
    return inCopy(copy, [&]<unsigned number> {
        static const CompareForms *const all[] = {
#define WG_INSTRUCTION(Id, ...) compareFormsOf<Op::Id, number>(),
#include "engine/wasm/instructions.def"
#undef WG_INSTRUCTION
        };
        const CompareForms *forms = all[size_t(op)];
        return forms ? forms->handlers[sense * 64 + size_t(a) * 16 + size_t(b) * 4 + wide * 2 + back] : nullptr;
    });
}

Handler branchIfHandler(bool sense, From from, bool back, unsigned copy)
{
    return inCopy(copy, [&]<unsigned number> {
        if (sense)
            return back ? branchIfForm<true, true, number>(from) : branchIfForm<true, false, number>(from);
        return back ? branchIfForm<false, true, number>(from) : branchIfForm<false, false, number>(from);
    });
}
Handler branchHandler(bool back, unsigned copy)
{
    return inCopy(copy, [&]<unsigned number> {
        return back ? Handler(&branchAlways<true, number>) : Handler(&branchAlways<false, number>);
    });
}
Handler branchTableHandler(From from)
{
    switch (from) {
    case From::Slot:
        return &branchTablePlain<From::Slot>;
    case From::Acc:
        return &branchTablePlain<From::Acc>;
    case From::Pin:
        return &branchTablePlain<From::Pin>;
    case From::Const:
        break;
    }
    return nullptr;
}

} // namespace watchglass::exec::plain
