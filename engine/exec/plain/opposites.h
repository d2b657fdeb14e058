// SPDX-License-Identifier: Apache-2.0
/// Comparisons that say the same in other words.
#pragma once

#include <optional>

#include "engine/wasm/instruction_table.h"

namespace watchglass::exec::plain {

using wasm::Op;

/// The comparison that holds when this one does not. Floats have none: NaN is neither less nor not less.
constexpr std::optional<Op> inverse(Op op)
{
    switch (op) {
#define WG_INVERSE(a, b)                                                                                               \
    case Op::a:                                                                                                        \
        return Op::b;                                                                                                  \
    case Op::b:                                                                                                        \
        return Op::a;
#define WG_INVERSES(T)                                                                                                 \
    WG_INVERSE(T##Eq, T##Ne)                                                                                           \
    WG_INVERSE(T##LtS, T##GeS) WG_INVERSE(T##LtU, T##GeU) WG_INVERSE(T##GtS, T##LeS) WG_INVERSE(T##GtU, T##LeU)
        WG_INVERSES(I32)
        WG_INVERSES(I64)
    default:
        return std::nullopt;
    }
}

/// The comparison that says the same of the operands in the other order.
constexpr std::optional<Op> mirror(Op op)
{
    switch (op) {
#define WG_SAME(a)                                                                                                     \
    case Op::a:                                                                                                        \
        return Op::a;
#define WG_MIRRORS(T)                                                                                                  \
    WG_SAME(T##Eq)                                                                                                     \
    WG_SAME(T##Ne)                                                                                                     \
    WG_INVERSE(T##LtS, T##GtS) WG_INVERSE(T##LtU, T##GtU) WG_INVERSE(T##GeS, T##LeS) WG_INVERSE(T##GeU, T##LeU)
        WG_MIRRORS(I32)
        WG_MIRRORS(I64)
#define WG_FLOAT_MIRRORS(T) WG_SAME(T##Eq) WG_SAME(T##Ne) WG_INVERSE(T##Lt, T##Gt) WG_INVERSE(T##Le, T##Ge)
        WG_FLOAT_MIRRORS(F32)
        WG_FLOAT_MIRRORS(F64)
#undef WG_INVERSE
#undef WG_INVERSES
#undef WG_SAME
#undef WG_MIRRORS
#undef WG_FLOAT_MIRRORS
    default:
        return std::nullopt;
    }
}

} // namespace watchglass::exec::plain
