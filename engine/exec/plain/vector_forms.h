// SPDX-License-Identifier: Apache-2.0
/// Plain forms of vector instructions: every operand in any slot, the result in any other. There is no accumulator for
/// vectors. Words: a:16 | d:16 | b:16 | c:16 | immediates as in watched cells.
#pragma once

#include "engine/exec/plain/operands.h"
#include "engine/exec/vector.h"

namespace watchglass::exec::plain {

template <class F>
struct Slots;
template <class R, class... A>
struct Slots<R (*)(A...)> {
    static constexpr uint32_t words = 2 + (0 + ... + (std::is_same_v<A, Lane> ? 1 : std::is_same_v<A, Lanes> ? 2 : 0));

    template <class T, size_t i>
    static T argument(const Cell *pc, const Slot *fp)
    {
        if constexpr (std::is_same_v<T, Lane>)
            return {lowHalf(pc[2])};
        else if constexpr (std::is_same_v<T, Lanes>)
            return std::bit_cast<Lanes>(std::array{pc[2], pc[3]});
        else
            return get<T>(fp, field(pc[1], i == 0 ? 0 : i == 1 ? 32 : 48));
    }
    template <R (*apply)(A...), size_t... i>
    static R call(const Cell *pc, const Slot *fp, std::index_sequence<i...>)
    {
        return apply(argument<A, i>(pc, fp)...);
    }
    template <R (*apply)(A...)>
    static R call(const Cell *pc, const Slot *fp)
    {
        return call<apply>(pc, fp, std::index_sequence_for<A...>{});
    }
};

template <Op op>
WG_HANDLER void evaluateSlots(WG_PARAMETERS)
{
    using Form = Slots<decltype(&Evaluate<op>::apply)>;
    put(fp, fieldD(pc), Form::template call<&Evaluate<op>::apply>(pc, fp));
    WG_FAST_NEXT(Form::words);
}

/// The handler of an instruction that has an `Evaluate` in this file, or null.
template <Op op>
static Handler evaluateSlotsOf()
{
    if constexpr (Evaluated<op>)
        return &evaluateSlots<op>;
    else
        return nullptr;
}

} // namespace watchglass::exec::plain
