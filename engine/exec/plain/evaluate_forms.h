// SPDX-License-Identifier: Apache-2.0
/// Plain forms of the instructions that have an `Evaluate`.
#pragma once

#include "engine/exec/plain/operands.h"
#include "engine/exec/scalar.h"

namespace watchglass::exec::plain {

template <class F>
struct Apply;
template <class R, class... P>
struct Apply<R (*)(P...)> {
    static constexpr size_t count = sizeof...(P);
    using First = std::tuple_element_t<0, std::tuple<P...>>;
    using Second = std::tuple_element_t<count - 1, std::tuple<P...>>;
};

constexpr uint32_t evaluateWords(Op op, From a, From b)
{
    return 2 + ((a == From::Const && signature(op).wide[0]) ||
                        (b == From::Const && signature(op).operands == 2 && signature(op).wide[1])
                    ? 1
                    : 0);
}

template <Op op, From a, From b, To to, unsigned copy>
WG_HANDLER void evaluatePlain(WG_PARAMETERS)
{
    using F = Apply<decltype(&Evaluate<op>::apply)>;
    constexpr Signature types = signature(op);
    const auto value = [&] {
        const auto first = WG_OPERAND(a, types.operand[0], typename F::First, 0);
        if constexpr (F::count == 1)
            return Evaluate<op>::apply(first);
        else
            return Evaluate<op>::apply(
                first, WG_OPERAND(b, types.operand[1], typename F::Second, (a == From::Const ? 0 : 32)));
    }();
    if constexpr (isChecked<std::remove_const_t<decltype(value)>>) {
        if (!value.ok) [[unlikely]] {
            ctx->trap = value.trap;
            WG_LEAVE(trapAsNoted);
        }
        WG_GIVE(to, types.result, value.value);
    } else {
        WG_GIVE(to, types.result, value);
    }
    WG_FAST_NEXT(evaluateWords(op, a, b));
}

/// The instructions whose every useful combination has its form.
constexpr bool isHot(Op op)
{
    switch (op) {
#define WG_HOT(T)                                                                                                      \
    case Op::T##Add:                                                                                                   \
    case Op::T##Sub:                                                                                                   \
    case Op::T##Mul:                                                                                                   \
    case Op::T##And:                                                                                                   \
    case Op::T##Or:                                                                                                    \
    case Op::T##Xor:                                                                                                   \
    case Op::T##Shl:                                                                                                   \
    case Op::T##ShrS:                                                                                                  \
    case Op::T##ShrU:                                                                                                  \
    case Op::T##Rotl:
        WG_HOT(I32)
        WG_HOT(I64)
#undef WG_HOT
    case Op::F64Add:
    case Op::F64Sub:
    case Op::F64Mul:
    case Op::F64Div:
    case Op::F32Add:
    case Op::F32Sub:
    case Op::F32Mul:
    case Op::F32Div:
        return true;
    default:
        return false;
    }
}
/// The operands may change places.
constexpr bool isCommutative(Op op)
{
    switch (op) {
#define WG_COMMUTATIVE(T)                                                                                              \
    case Op::T##Add:                                                                                                   \
    case Op::T##Mul:                                                                                                   \
    case Op::T##And:                                                                                                   \
    case Op::T##Or:                                                                                                    \
    case Op::T##Xor:                                                                                                   \
    case Op::T##Eq:                                                                                                    \
    case Op::T##Ne:
        WG_COMMUTATIVE(I32)
        WG_COMMUTATIVE(I64)
#undef WG_COMMUTATIVE
    // The sum of two NaN may carry either payload, but products and sums must not depend on how they were translated:
    // floats keep their order.
    default:
        return false;
    }
}
constexpr bool hasForm(Op op, From a, From b, To to)
{
    const Signature &types = signature(op);
    const bool pins = types.operand[0] == Bank::Int || types.operand[0] == Bank::F64;
    if (!types.scalar || types.results != 1 || (types.result == Bank::F32 && to == To::Pin))
        return false;
    if (types.operands == 1)
        return b == From::Slot && (a == From::Slot || a == From::Acc);
    if (types.operands != 2 || (a == From::Const && b == From::Const))
        return false;
    if (!pins && (a == From::Pin || b == From::Pin))
        return false;
    if (a == From::Acc && b == From::Acc)
        return isHot(op) && pins && types.result == Bank::F64;
    if (!isHot(op))
        return a != From::Const && a != From::Pin && b != From::Pin;
    if (isCommutative(op))
        return rankOf(a) <= rankOf(b) && a != From::Const;
    return true;
}

template <Op op, From a, From b, To to, unsigned copy>
constexpr Handler evaluateForm()
{
    if constexpr (hasForm(op, a, b, to))
        return &evaluatePlain<op, a, b, to, copy>;
    else
        return nullptr;
}

/// All forms of one instruction, by place of a, place of b, place of the result.
struct EvaluateForms {
    Handler handlers[fromCount * fromCount * toCount] = {};
    Handler at(From a, From b, To to) const
    {
        return handlers[(size_t(a) * fromCount + size_t(b)) * toCount + size_t(to)];
    }
};
template <Op op, unsigned copy, size_t... i>
constexpr EvaluateForms evaluateForms(std::index_sequence<i...>)
{
    return {
        {evaluateForm<op, From(i / toCount / fromCount), From(i / toCount % fromCount), To(i % toCount), copy>()...}};
}
template <Op op, unsigned copy>
EvaluateForms evaluateFormsOf()
{
    return evaluateForms<op, copy>(std::make_index_sequence<fromCount * fromCount * toCount>());
}

} // namespace watchglass::exec::plain
