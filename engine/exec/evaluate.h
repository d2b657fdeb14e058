// SPDX-License-Identifier: Apache-2.0
/// From a plain function of values to the handlers of an instruction: `Evaluate<Op>::apply` says what an instruction
/// computes, its parameter types say where the operands are, and everything else is generated.
#pragma once

#include <array>
#include <utility>

#include "engine/exec/handler.h"
#include "engine/wasm/instruction_table.h"

namespace watchglass::exec {

using wasm::Op;

struct V128 {
    std::array<uint64_t, 2> words;
};
/// Immediates among the parameters: a lane number, the lanes of a shuffle.
struct Lane {
    uint32_t index;
};
struct Lanes {
    std::array<uint8_t, 16> index;
};

/// A result, or the kind of trap instead of one.
template <class T>
struct Checked {
    T value{};
    TrapKind trap{};
    bool ok = true;
    Checked(T v) : value(v) {}
    Checked(TrapKind kind) : trap(kind), ok(false) {}
};
template <class T>
inline constexpr bool isChecked = false;
template <class T>
inline constexpr bool isChecked<Checked<T>> = true;

/// Specialised for every instruction that computes one value from its operands and nothing else.
template <Op op>
struct Evaluate;
template <Op op>
concept Evaluated = requires
{
    &Evaluate<op>::apply;
};

#define WG_EVALUATE(Id, Result, parameters, ...)                                                                       \
    template <>                                                                                                        \
    struct Evaluate<Op::Id> {                                                                                          \
        static Result apply parameters { return __VA_ARGS__; }                                                         \
    };

template <class T>
inline constexpr bool isImmediate = false;
template <>
inline constexpr bool isImmediate<Lane> = true;
template <>
inline constexpr bool isImmediate<Lanes> = true;

template <class F>
struct Shape;
/// The cell: handler | slots a, b | [slot c] | [lane, or two words of lanes]. The result replaces operand a.
template <class R, class... A>
struct Shape<R (*)(A...)> {
    static constexpr uint32_t operands = (0 + ... + (isImmediate<A> ? 0 : 1));
    static constexpr uint32_t immediateAt = 2 + (operands > 2 ? 1 : 0);
    static constexpr uint32_t words = immediateAt + (0 + ... +
                                                     (std::is_same_v<A, Lane>    ? 1
                                                      : std::is_same_v<A, Lanes> ? 2
                                                                                 : 0));

    template <class T, size_t i>
    static T argument(const Cell *pc, const Slot *fp)
    {
        if constexpr (std::is_same_v<T, Lane>)
            return {lowHalf(pc[immediateAt])};
        else if constexpr (std::is_same_v<T, Lanes>)
            return std::bit_cast<Lanes>(std::array{pc[immediateAt], pc[immediateAt + 1]});
        else
            return get<T>(fp, i == 0 ? lowHalf(pc[1]) : i == 1 ? highHalf(pc[1]) : lowHalf(pc[2]));
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

template <Op op, bool Threaded>
WG_HANDLER void evaluate(WG_PARAMETERS)
{
    using Form = Shape<decltype(&Evaluate<op>::apply)>;
    const auto result = Form::template call<&Evaluate<op>::apply>(pc, fp);
    if constexpr (isChecked<std::remove_const_t<decltype(result)>>) {
        if (!result.ok) [[unlikely]] {
            ctx->trap = result.trap;
            WG_LEAVE(trapAsNoted);
        }
        put(fp, lowHalf(pc[1]), result.value);
    } else {
        put(fp, lowHalf(pc[1]), result);
    }
    WG_NEXT(Form::words);
}

struct EvaluateForm {
    HandlerPair handlers;
    uint32_t words = 0;
};
/// The handlers of an instruction with an `Evaluate`, or none. Static, because each file knows other specialisations.
template <Op op>
static EvaluateForm evaluateFormOf()
{
    if constexpr (Evaluated<op>)
        return {WG_HANDLERS(evaluate, op), Shape<decltype(&Evaluate<op>::apply)>::words};
    else
        return {};
}

/// Looks in the tables that scalar.cpp and the simd files generate from the instruction table.
EvaluateForm evaluateForm(Op op);
EvaluateForm simdIntegerForm(Op op);
EvaluateForm simdFloatForm(Op op);

} // namespace watchglass::exec
