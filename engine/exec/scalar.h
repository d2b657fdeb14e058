// SPDX-License-Identifier: Apache-2.0
/// What instructions on numbers compute: comparison, arithmetic, conversion (spec §4.3). Signed arithmetic happens in
/// unsigned types, where it wraps.
#pragma once

#include "engine/exec/evaluate.h"
#include "engine/exec/numeric.h"
#include "engine/exec/reference.h"

namespace watchglass::exec {

namespace scalar {

using u32 = uint32_t;
using u64 = uint64_t;
using s32 = int32_t;
using s64 = int64_t;
using f32 = float;
using f64 = double;

template <class U>
Checked<U> divideSigned(U a, U b)
{
    using S = std::make_signed_t<U>;
    if (b == 0)
        return TrapKind::IntegerDivideByZero;
    if (S(a) == std::numeric_limits<S>::min() && S(b) == -1)
        return TrapKind::IntegerOverflow;
    return U(S(a) / S(b));
}
template <class U>
Checked<U> divideUnsigned(U a, U b)
{
    if (b == 0)
        return TrapKind::IntegerDivideByZero;
    return U(a / b);
}
template <class U>
Checked<U> remainderSigned(U a, U b)
{
    using S = std::make_signed_t<U>;
    if (b == 0)
        return TrapKind::IntegerDivideByZero;
    return S(b) == -1 ? U(0) : U(S(a) % S(b));
}
template <class U>
Checked<U> remainderUnsigned(U a, U b)
{
    if (b == 0)
        return TrapKind::IntegerDivideByZero;
    return U(a % b);
}
template <class I, class F>
Checked<I> truncate(F x)
{
    if (x != x)
        return TrapKind::InvalidConversion;
    const F whole = std::trunc(x);
    if (!fits<I>(whole))
        return TrapKind::IntegerOverflow;
    return I(whole);
}

} // namespace scalar

using namespace scalar; // for the short names; included by sources only

#define WG_INTEGER(T, U, S, bits)                                                                                      \
    WG_EVALUATE(T##Eqz, u32, (U a), a == 0)                                                                            \
    WG_EVALUATE(T##Eq, u32, (U a, U b), a == b)                                                                        \
    WG_EVALUATE(T##Ne, u32, (U a, U b), a != b)                                                                        \
    WG_EVALUATE(T##LtS, u32, (S a, S b), a < b)                                                                        \
    WG_EVALUATE(T##LtU, u32, (U a, U b), a < b)                                                                        \
    WG_EVALUATE(T##GtS, u32, (S a, S b), a > b)                                                                        \
    WG_EVALUATE(T##GtU, u32, (U a, U b), a > b)                                                                        \
    WG_EVALUATE(T##LeS, u32, (S a, S b), a <= b)                                                                       \
    WG_EVALUATE(T##LeU, u32, (U a, U b), a <= b)                                                                       \
    WG_EVALUATE(T##GeS, u32, (S a, S b), a >= b)                                                                       \
    WG_EVALUATE(T##GeU, u32, (U a, U b), a >= b)                                                                       \
    WG_EVALUATE(T##Clz, U, (U a), U(std::countl_zero(a)))                                                              \
    WG_EVALUATE(T##Ctz, U, (U a), U(std::countr_zero(a)))                                                              \
    WG_EVALUATE(T##Popcnt, U, (U a), U(std::popcount(a)))                                                              \
    WG_EVALUATE(T##Add, U, (U a, U b), a + b)                                                                          \
    WG_EVALUATE(T##Sub, U, (U a, U b), a - b)                                                                          \
    WG_EVALUATE(T##Mul, U, (U a, U b), a *b)                                                                           \
    WG_EVALUATE(T##DivS, Checked<U>, (U a, U b), divideSigned(a, b))                                                   \
    WG_EVALUATE(T##DivU, Checked<U>, (U a, U b), divideUnsigned(a, b))                                                 \
    WG_EVALUATE(T##RemS, Checked<U>, (U a, U b), remainderSigned(a, b))                                                \
    WG_EVALUATE(T##RemU, Checked<U>, (U a, U b), remainderUnsigned(a, b))                                              \
    WG_EVALUATE(T##And, U, (U a, U b), a &b)                                                                           \
    WG_EVALUATE(T##Or, U, (U a, U b), a | b)                                                                           \
    WG_EVALUATE(T##Xor, U, (U a, U b), a ^ b)                                                                          \
    WG_EVALUATE(T##Shl, U, (U a, U b), a << (b & (bits - 1)))                                                          \
    WG_EVALUATE(T##ShrS, U, (S a, U b), U(a >> (b & (bits - 1))))                                                      \
    WG_EVALUATE(T##ShrU, U, (U a, U b), a >> (b & (bits - 1)))                                                         \
    WG_EVALUATE(T##Rotl, U, (U a, U b), std::rotl(a, int(b & (bits - 1))))                                             \
    WG_EVALUATE(T##Rotr, U, (U a, U b), std::rotr(a, int(b & (bits - 1))))                                             \
    WG_EVALUATE(T##Extend8S, U, (int8_t a), U(S(a)))                                                                   \
    WG_EVALUATE(T##Extend16S, U, (int16_t a), U(S(a)))

WG_INTEGER(I32, u32, s32, 32)
WG_INTEGER(I64, u64, s64, 64)
WG_EVALUATE(I64Extend32S, s64, (s32 a), a)

// abs, neg and copysign work on bits, so that every NaN keeps its payload.
#define WG_FLOAT(T, F, Bits)                                                                                           \
    WG_EVALUATE(T##Eq, u32, (F a, F b), a == b)                                                                        \
    WG_EVALUATE(T##Ne, u32, (F a, F b), a != b)                                                                        \
    WG_EVALUATE(T##Lt, u32, (F a, F b), a < b)                                                                         \
    WG_EVALUATE(T##Gt, u32, (F a, F b), a > b)                                                                         \
    WG_EVALUATE(T##Le, u32, (F a, F b), a <= b)                                                                        \
    WG_EVALUATE(T##Ge, u32, (F a, F b), a >= b)                                                                        \
    WG_EVALUATE(T##Abs, Bits, (Bits a), a & ~(Bits(1) << (sizeof(Bits) * 8 - 1)))                                      \
    WG_EVALUATE(T##Neg, Bits, (Bits a), a ^ Bits(1) << (sizeof(Bits) * 8 - 1))                                         \
    WG_EVALUATE(T##Copysign, Bits, (Bits a, Bits b),                                                                   \
                (a & ~(Bits(1) << (sizeof(Bits) * 8 - 1))) | (b & Bits(1) << (sizeof(Bits) * 8 - 1)))                  \
    WG_EVALUATE(T##Ceil, F, (F a), roundUp(a))                                                                         \
    WG_EVALUATE(T##Floor, F, (F a), roundDown(a))                                                                      \
    WG_EVALUATE(T##Trunc, F, (F a), roundToZero(a))                                                                    \
    WG_EVALUATE(T##Nearest, F, (F a), roundToNearest(a))                                                               \
    WG_EVALUATE(T##Sqrt, F, (F a), std::sqrt(a))                                                                       \
    WG_EVALUATE(T##Add, F, (F a, F b), a + b)                                                                          \
    WG_EVALUATE(T##Sub, F, (F a, F b), a - b)                                                                          \
    WG_EVALUATE(T##Mul, F, (F a, F b), a *b)                                                                           \
    WG_EVALUATE(T##Div, F, (F a, F b), a / b)                                                                          \
    WG_EVALUATE(T##Min, F, (F a, F b), minimum(a, b))                                                                  \
    WG_EVALUATE(T##Max, F, (F a, F b), maximum(a, b))                                                                  \
    WG_EVALUATE(I32Trunc##T##S, Checked<s32>, (F a), truncate<s32>(a))                                                 \
    WG_EVALUATE(I32Trunc##T##U, Checked<u32>, (F a), truncate<u32>(a))                                                 \
    WG_EVALUATE(I64Trunc##T##S, Checked<s64>, (F a), truncate<s64>(a))                                                 \
    WG_EVALUATE(I64Trunc##T##U, Checked<u64>, (F a), truncate<u64>(a))                                                 \
    WG_EVALUATE(I32TruncSat##T##S, s32, (F a), truncateSaturating<s32>(a))                                             \
    WG_EVALUATE(I32TruncSat##T##U, u32, (F a), truncateSaturating<u32>(a))                                             \
    WG_EVALUATE(I64TruncSat##T##S, s64, (F a), truncateSaturating<s64>(a))                                             \
    WG_EVALUATE(I64TruncSat##T##U, u64, (F a), truncateSaturating<u64>(a))                                             \
    WG_EVALUATE(T##ConvertI32S, F, (s32 a), F(a))                                                                      \
    WG_EVALUATE(T##ConvertI32U, F, (u32 a), F(a))                                                                      \
    WG_EVALUATE(T##ConvertI64S, F, (s64 a), F(a))                                                                      \
    WG_EVALUATE(T##ConvertI64U, F, (u64 a), F(a))

WG_FLOAT(F32, f32, u32)
WG_FLOAT(F64, f64, u64)

WG_EVALUATE(I32WrapI64, u32, (u64 a), u32(a))
WG_EVALUATE(I64ExtendI32S, s64, (s32 a), a)
WG_EVALUATE(I64ExtendI32U, u64, (u32 a), a)
WG_EVALUATE(F32DemoteF64, f32, (f64 a), f32(a))
WG_EVALUATE(F64PromoteF32, f64, (f32 a), a)
WG_EVALUATE(I32ReinterpretF32, u32, (u32 a), a)
WG_EVALUATE(I64ReinterpretF64, u64, (u64 a), a)
WG_EVALUATE(F32ReinterpretI32, u32, (u32 a), a)
WG_EVALUATE(F64ReinterpretI64, u64, (u64 a), a)
WG_EVALUATE(RefIsNull, u32, (u64 a), a == 0)
WG_EVALUATE(RefEq, u32, (u64 a, u64 b), a == b)
WG_EVALUATE(I31GetS, Checked<s32>, (u64 a), a ? Checked<s32>(i31Signed(a)) : TrapKind::NullReference)
WG_EVALUATE(I31GetU, Checked<u32>, (u64 a), a ? Checked<u32>(i31Unsigned(a)) : TrapKind::NullReference)
WG_EVALUATE(ArrayLen, Checked<u32>, (u64 a), a ? Checked<u32>(objectOf(a)->length) : TrapKind::NullReference)

#undef WG_INTEGER
#undef WG_FLOAT

} // namespace watchglass::exec
