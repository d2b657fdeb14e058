// SPDX-License-Identifier: Apache-2.0
/// Vectors of integers, and bits and lanes of any vector.
#include <algorithm>
#include <functional>

#include "engine/exec/plain/vector_forms.h"
#include "engine/exec/vector.h"

namespace watchglass::exec {

namespace {

using s8 = int8_t;
using u8 = uint8_t;
using s16 = int16_t;
using u16 = uint16_t;
using s32 = int32_t;
using u32 = uint32_t;
using s64 = int64_t;
using u64 = uint64_t;

V128 shuffle(V128 a, V128 b, Lanes from)
{
    const auto left = lanes<u8>(a), right = lanes<u8>(b);
    LanesOf<u8> result;
    for (size_t i = 0; i < 16; ++i)
        result[i] = from.index[i] < 16 ? left[from.index[i]] : right[from.index[i] - 16];
    return vector(result);
}

V128 swizzle(V128 a, V128 from)
{
    const auto bytes = lanes<u8>(a);
    return mapLanes<u8>(from, [&](u8 i) { return i < 16 ? bytes[i] : u8(0); });
}

/// The nearest value of T; operations are done in int, where 8 and 16 bits cannot overflow.
template <class T>
T saturate(int value)
{
    return T(std::clamp<int>(value, std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
}

template <class T>
u32 allTrue(V128 a)
{
    for (const T lane : lanes<T>(a))
        if (!lane)
            return 0;
    return 1;
}
template <class T>
u32 bitmask(V128 a)
{
    u32 mask = 0;
    const auto all = lanes<T>(a);
    for (size_t i = 0; i < all.size(); ++i)
        mask |= u32(all[i] < 0) << i;
    return mask;
}

template <class To, class From>
V128 narrow(V128 a, V128 b)
{
    LanesOf<To> result;
    const auto low = lanes<From>(a), high = lanes<From>(b);
    for (size_t i = 0; i < low.size(); ++i) {
        result[i] = saturate<To>(low[i]);
        result[low.size() + i] = saturate<To>(high[i]);
    }
    return vector(result);
}

template <class To, class From>
V128 extend(V128 a, bool high)
{
    return convertLanes<To, From>(a, high ? 16 / sizeof(To) : 0, [](From lane) { return lane; });
}
/// In unsigned arithmetic of the wide type, which wraps as wanted.
template <class To, class From>
V128 multiplyExtended(V128 a, V128 b, bool high)
{
    using Wide = std::make_unsigned_t<To>;
    return mapLanes<To>(extend<To, From>(a, high), extend<To, From>(b, high),
                        [](To x, To y) { return To(u64(Wide(x)) * u64(Wide(y))); });
}
template <class To, class From>
V128 addPairs(V128 a)
{
    const auto from = lanes<From>(a);
    LanesOf<To> result;
    for (size_t i = 0; i < result.size(); ++i)
        result[i] = To(from[2 * i] + from[2 * i + 1]);
    return vector(result);
}

V128 multiplyQ15(V128 a, V128 b)
{
    return mapLanes<s16>(a, b, [](s16 x, s16 y) { return saturate<s16>((int(x) * y + 0x4000) >> 15); });
}
template <class From, class To>
V128 dot(V128 a, V128 b)
{
    const auto left = lanes<From>(a), right = lanes<From>(b);
    LanesOf<To> result;
    for (size_t i = 0; i < result.size(); ++i)
        result[i] = To(u32(int(left[2 * i]) * right[2 * i]) + u32(int(left[2 * i + 1]) * right[2 * i + 1]));
    return vector(result);
}
V128 dotAdd(V128 a, V128 b, V128 c)
{
    return mapLanes<u32>(addPairs<s32, s16>(dot<s8, s16>(a, b)), c, std::plus<u32>());
}

} // namespace

WG_EVALUATE(V128Not, V128, (V128 a), mapLanes<u64>(a, std::bit_not<u64>()))
WG_EVALUATE(V128And, V128, (V128 a, V128 b), mapLanes<u64>(a, b, std::bit_and<u64>()))
WG_EVALUATE(V128Andnot, V128, (V128 a, V128 b), mapLanes<u64>(a, b, [](u64 x, u64 y) { return x & ~y; }))
WG_EVALUATE(V128Or, V128, (V128 a, V128 b), mapLanes<u64>(a, b, std::bit_or<u64>()))
WG_EVALUATE(V128Xor, V128, (V128 a, V128 b), mapLanes<u64>(a, b, std::bit_xor<u64>()))
WG_EVALUATE(V128Bitselect, V128, (V128 a, V128 b, V128 mask), select(a, b, mask))
WG_EVALUATE(V128AnyTrue, u32, (V128 a), (a.words[0] | a.words[1]) != 0)
WG_EVALUATE(I8x16Shuffle, V128, (V128 a, V128 b, Lanes from), shuffle(a, b, from))
WG_EVALUATE(I8x16Swizzle, V128, (V128 a, V128 from), swizzle(a, from))
WG_EVALUATE(I8x16RelaxedSwizzle, V128, (V128 a, V128 from), swizzle(a, from))
WG_EVALUATE(I8x16RelaxedLaneselect, V128, (V128 a, V128 b, V128 mask), select(a, b, mask))
WG_EVALUATE(I16x8RelaxedLaneselect, V128, (V128 a, V128 b, V128 mask), select(a, b, mask))
WG_EVALUATE(I32x4RelaxedLaneselect, V128, (V128 a, V128 b, V128 mask), select(a, b, mask))
WG_EVALUATE(I64x2RelaxedLaneselect, V128, (V128 a, V128 b, V128 mask), select(a, b, mask))

#define WG_COMPARE(Id, T, Operation) WG_EVALUATE(Id, V128, (V128 a, V128 b), compareLanes<T>(a, b, Operation<T>()))
#define WG_MAP2(Id, T, ...)                                                                                            \
    WG_EVALUATE(Id, V128, (V128 a, V128 b), mapLanes<T>(a, b, [](T x, T y) { return __VA_ARGS__; }))
#define WG_MAP1(Id, T, ...) WG_EVALUATE(Id, V128, (V128 a), mapLanes<T>(a, [](T x) { return __VA_ARGS__; }))

// What all four shapes have. Products are made in 64 bits: two u16 would be multiplied as int.
#define WG_SHAPE(X, S, U, Scalar)                                                                                      \
    WG_EVALUATE(X##Splat, V128, (Scalar value), splat<U>(U(value)))                                                    \
    WG_EVALUATE(X##ReplaceLane, V128, (V128 a, Scalar value, Lane lane), replaceLane<U>(a, lane, U(value)))            \
    WG_COMPARE(X##Eq, U, std::equal_to)                                                                                \
    WG_COMPARE(X##Ne, U, std::not_equal_to)                                                                            \
    WG_COMPARE(X##LtS, S, std::less)                                                                                   \
    WG_COMPARE(X##GtS, S, std::greater)                                                                                \
    WG_COMPARE(X##LeS, S, std::less_equal)                                                                             \
    WG_COMPARE(X##GeS, S, std::greater_equal)                                                                          \
    WG_MAP1(X##Abs, U, S(x) < 0 ? U(0) - x : x)                                                                        \
    WG_MAP1(X##Neg, U, U(0) - x)                                                                                       \
    WG_EVALUATE(X##AllTrue, u32, (V128 a), allTrue<U>(a))                                                              \
    WG_EVALUATE(X##Bitmask, u32, (V128 a), bitmask<S>(a))                                                              \
    WG_EVALUATE(X##Shl, V128, (V128 a, u32 by), mapLanes<U>(a, [by](U x) { return x << (by % (sizeof(U) * 8)); }))     \
    WG_EVALUATE(X##ShrS, V128, (V128 a, u32 by), mapLanes<S>(a, [by](S x) { return x >> (by % (sizeof(S) * 8)); }))    \
    WG_EVALUATE(X##ShrU, V128, (V128 a, u32 by), mapLanes<U>(a, [by](U x) { return x >> (by % (sizeof(U) * 8)); }))    \
    WG_MAP2(X##Add, U, x + y)                                                                                          \
    WG_MAP2(X##Sub, U, x - y)
WG_SHAPE(I8x16, s8, u8, u32)
WG_SHAPE(I16x8, s16, u16, u32)
WG_SHAPE(I32x4, s32, u32, u32)
WG_SHAPE(I64x2, s64, u64, u64)

#define WG_SHAPE_TO_32(X, S, U)                                                                                        \
    WG_COMPARE(X##LtU, U, std::less)                                                                                   \
    WG_COMPARE(X##GtU, U, std::greater)                                                                                \
    WG_COMPARE(X##LeU, U, std::less_equal)                                                                             \
    WG_COMPARE(X##GeU, U, std::greater_equal)                                                                          \
    WG_MAP2(X##MinS, S, std::min(x, y))                                                                                \
    WG_MAP2(X##MinU, U, std::min(x, y))                                                                                \
    WG_MAP2(X##MaxS, S, std::max(x, y))                                                                                \
    WG_MAP2(X##MaxU, U, std::max(x, y))
WG_SHAPE_TO_32(I8x16, s8, u8)
WG_SHAPE_TO_32(I16x8, s16, u16)
WG_SHAPE_TO_32(I32x4, s32, u32)

#define WG_SHAPE_TO_16(X, S, U)                                                                                        \
    WG_EVALUATE(X##ExtractLaneS, s32, (V128 a, Lane lane), extractLane<S>(a, lane))                                    \
    WG_EVALUATE(X##ExtractLaneU, u32, (V128 a, Lane lane), extractLane<U>(a, lane))                                    \
    WG_MAP2(X##AddSatS, S, saturate<S>(x + y))                                                                         \
    WG_MAP2(X##AddSatU, U, saturate<U>(x + y))                                                                         \
    WG_MAP2(X##SubSatS, S, saturate<S>(x - y))                                                                         \
    WG_MAP2(X##SubSatU, U, saturate<U>(x - y))                                                                         \
    WG_MAP2(X##AvgrU, U, (x + y + 1) / 2)
WG_SHAPE_TO_16(I8x16, s8, u8)
WG_SHAPE_TO_16(I16x8, s16, u16)

#define WG_WIDER(X, Narrow, Signed, Unsigned, NarrowS, NarrowU)                                                        \
    WG_MAP2(X##Mul, Unsigned, u64(x) * u64(y))                                                                         \
    WG_EVALUATE(X##ExtendLow##Narrow##S, V128, (V128 a), extend<Signed, NarrowS>(a, false))                            \
    WG_EVALUATE(X##ExtendHigh##Narrow##S, V128, (V128 a), extend<Signed, NarrowS>(a, true))                            \
    WG_EVALUATE(X##ExtendLow##Narrow##U, V128, (V128 a), extend<Unsigned, NarrowU>(a, false))                          \
    WG_EVALUATE(X##ExtendHigh##Narrow##U, V128, (V128 a), extend<Unsigned, NarrowU>(a, true))                          \
    WG_EVALUATE(X##ExtmulLow##Narrow##S, V128, (V128 a, V128 b), multiplyExtended<Signed, NarrowS>(a, b, false))       \
    WG_EVALUATE(X##ExtmulHigh##Narrow##S, V128, (V128 a, V128 b), multiplyExtended<Signed, NarrowS>(a, b, true))       \
    WG_EVALUATE(X##ExtmulLow##Narrow##U, V128, (V128 a, V128 b), multiplyExtended<Unsigned, NarrowU>(a, b, false))     \
    WG_EVALUATE(X##ExtmulHigh##Narrow##U, V128, (V128 a, V128 b), multiplyExtended<Unsigned, NarrowU>(a, b, true))
#define WG_NARROWER(X, Wide, Signed, Unsigned, WideS)                                                                  \
    WG_EVALUATE(X##Narrow##Wide##S, V128, (V128 a, V128 b), narrow<Signed, WideS>(a, b))                               \
    WG_EVALUATE(X##Narrow##Wide##U, V128, (V128 a, V128 b), narrow<Unsigned, WideS>(a, b))                             \
    WG_EVALUATE(Wide##ExtaddPairwise##X##S, V128, (V128 a), addPairs<WideS, Signed>(a))                                \
    WG_EVALUATE(Wide##ExtaddPairwise##X##U, V128, (V128 a), addPairs<WideS, Unsigned>(a))
WG_WIDER(I16x8, I8x16, s16, u16, s8, u8)
WG_WIDER(I32x4, I16x8, s32, u32, s16, u16)
WG_WIDER(I64x2, I32x4, s64, u64, s32, u32)
WG_NARROWER(I8x16, I16x8, s8, u8, s16)
WG_NARROWER(I16x8, I32x4, s16, u16, s32)

WG_MAP1(I8x16Popcnt, u8, std::popcount(x))
WG_EVALUATE(I32x4ExtractLane, u32, (V128 a, Lane lane), extractLane<u32>(a, lane))
WG_EVALUATE(I64x2ExtractLane, u64, (V128 a, Lane lane), extractLane<u64>(a, lane))
WG_EVALUATE(I16x8Q15mulrSatS, V128, (V128 a, V128 b), multiplyQ15(a, b))
WG_EVALUATE(I16x8RelaxedQ15mulrS, V128, (V128 a, V128 b), multiplyQ15(a, b))
WG_EVALUATE(I32x4DotI16x8S, V128, (V128 a, V128 b), dot<s16, s32>(a, b))
WG_EVALUATE(I16x8RelaxedDotI8x16I7x16S, V128, (V128 a, V128 b), dot<s8, s16>(a, b))
WG_EVALUATE(I32x4RelaxedDotI8x16I7x16AddS, V128, (V128 a, V128 b, V128 c), dotAdd(a, b, c))

EvaluateForm simdIntegerForm(Op op)
{
    static const EvaluateForm forms[] = {
#define WG_INSTRUCTION(Id, ...) evaluateFormOf<Op::Id>(),
#include "engine/wasm/instructions.def"
#undef WG_INSTRUCTION
    };
    return forms[size_t(op)];
}

Handler plain::simdIntegerHandler(Op op)
{
    static const Handler handlers[] = {
#define WG_INSTRUCTION(Id, ...) plain::evaluateSlotsOf<Op::Id>(),
#include "engine/wasm/instructions.def"
#undef WG_INSTRUCTION
    };
    return handlers[size_t(op)];
}

} // namespace watchglass::exec
