// SPDX-License-Identifier: Apache-2.0
/// Vectors of floats. The relaxed forms compute what the exact ones do: products and sums are rounded separately.
#include <functional>

#include "engine/exec/plain/vector_forms.h"
#include "engine/exec/vector.h"

namespace watchglass::exec {

namespace {

using s32 = int32_t;
using u32 = uint32_t;
using u64 = uint64_t;
using f32 = float;
using f64 = double;

template <class To, class From>
V128 truncateLanes(V128 a)
{
    return convertLanes<To, From>(a, 0, [](From x) { return truncateSaturating<To>(x); });
}
template <class To, class From>
V128 lowLanes(V128 a)
{
    return convertLanes<To, From>(a, 0, [](From x) { return To(x); });
}

} // namespace

#define WG_MAP1(Id, T, ...) WG_EVALUATE(Id, V128, (V128 a), mapLanes<T>(a, [](T x) { return __VA_ARGS__; }))
#define WG_MAP2(Id, T, ...)                                                                                            \
    WG_EVALUATE(Id, V128, (V128 a, V128 b), mapLanes<T>(a, b, [](T x, T y) { return __VA_ARGS__; }))
#define WG_MAP3(Id, T, ...)                                                                                            \
    WG_EVALUATE(Id, V128, (V128 a, V128 b, V128 c), mapLanes<T>(a, b, c, [](T x, T y, T z) { return __VA_ARGS__; }))
#define WG_COMPARE(Id, T, Operation) WG_EVALUATE(Id, V128, (V128 a, V128 b), compareLanes<T>(a, b, Operation<T>()))

// Lanes that are only moved travel as bits (Scalar).
#define WG_SHAPE(X, F, Scalar)                                                                                         \
    WG_EVALUATE(X##Splat, V128, (Scalar value), splat<Scalar>(value))                                                  \
    WG_EVALUATE(X##ExtractLane, Scalar, (V128 a, Lane lane), extractLane<Scalar>(a, lane))                             \
    WG_EVALUATE(X##ReplaceLane, V128, (V128 a, Scalar value, Lane lane), replaceLane<Scalar>(a, lane, value))          \
    WG_COMPARE(X##Eq, F, std::equal_to)                                                                                \
    WG_COMPARE(X##Ne, F, std::not_equal_to)                                                                            \
    WG_COMPARE(X##Lt, F, std::less)                                                                                    \
    WG_COMPARE(X##Gt, F, std::greater)                                                                                 \
    WG_COMPARE(X##Le, F, std::less_equal)                                                                              \
    WG_COMPARE(X##Ge, F, std::greater_equal)                                                                           \
    WG_MAP1(X##Abs, Scalar, x & ~(Scalar(1) << (sizeof(Scalar) * 8 - 1)))                                              \
    WG_MAP1(X##Neg, Scalar, x ^ Scalar(1) << (sizeof(Scalar) * 8 - 1))                                                 \
    WG_MAP1(X##Ceil, F, roundUp(x))                                                                                    \
    WG_MAP1(X##Floor, F, roundDown(x))                                                                                 \
    WG_MAP1(X##Trunc, F, roundToZero(x))                                                                               \
    WG_MAP1(X##Nearest, F, roundToNearest(x))                                                                          \
    WG_MAP1(X##Sqrt, F, std::sqrt(x))                                                                                  \
    WG_MAP2(X##Add, F, x + y)                                                                                          \
    WG_MAP2(X##Sub, F, x - y)                                                                                          \
    WG_MAP2(X##Mul, F, x *y)                                                                                           \
    WG_MAP2(X##Div, F, x / y)                                                                                          \
    WG_MAP2(X##Min, F, minimum(x, y))                                                                                  \
    WG_MAP2(X##Max, F, maximum(x, y))                                                                                  \
    WG_MAP2(X##Pmin, F, y < x ? y : x)                                                                                 \
    WG_MAP2(X##Pmax, F, x < y ? y : x)                                                                                 \
    WG_MAP2(X##RelaxedMin, F, minimum(x, y))                                                                           \
    WG_MAP2(X##RelaxedMax, F, maximum(x, y))                                                                           \
    WG_MAP3(X##RelaxedMadd, F, x *y + z)                                                                               \
    WG_MAP3(X##RelaxedNmadd, F, -(x * y) + z)
WG_SHAPE(F32x4, f32, u32)
WG_SHAPE(F64x2, f64, u64)

WG_EVALUATE(F32x4DemoteF64x2Zero, V128, (V128 a), lowLanes<f32, f64>(a))
WG_EVALUATE(F64x2PromoteLowF32x4, V128, (V128 a), lowLanes<f64, f32>(a))
WG_EVALUATE(F32x4ConvertI32x4S, V128, (V128 a), lowLanes<f32, s32>(a))
WG_EVALUATE(F32x4ConvertI32x4U, V128, (V128 a), lowLanes<f32, u32>(a))
WG_EVALUATE(F64x2ConvertLowI32x4S, V128, (V128 a), lowLanes<f64, s32>(a))
WG_EVALUATE(F64x2ConvertLowI32x4U, V128, (V128 a), lowLanes<f64, u32>(a))
WG_EVALUATE(I32x4TruncSatF32x4S, V128, (V128 a), truncateLanes<s32, f32>(a))
WG_EVALUATE(I32x4TruncSatF32x4U, V128, (V128 a), truncateLanes<u32, f32>(a))
WG_EVALUATE(I32x4TruncSatF64x2SZero, V128, (V128 a), truncateLanes<s32, f64>(a))
WG_EVALUATE(I32x4TruncSatF64x2UZero, V128, (V128 a), truncateLanes<u32, f64>(a))
WG_EVALUATE(I32x4RelaxedTruncF32x4S, V128, (V128 a), truncateLanes<s32, f32>(a))
WG_EVALUATE(I32x4RelaxedTruncF32x4U, V128, (V128 a), truncateLanes<u32, f32>(a))
WG_EVALUATE(I32x4RelaxedTruncF64x2SZero, V128, (V128 a), truncateLanes<s32, f64>(a))
WG_EVALUATE(I32x4RelaxedTruncF64x2UZero, V128, (V128 a), truncateLanes<u32, f64>(a))

EvaluateForm simdFloatForm(Op op)
{
    static const EvaluateForm forms[] = {
#define WG_INSTRUCTION(Id, ...) evaluateFormOf<Op::Id>(),
#include "engine/wasm/instructions.def"
#undef WG_INSTRUCTION
    };
    return forms[size_t(op)];
}

Handler plain::simdFloatHandler(Op op)
{
    static const Handler handlers[] = {
#define WG_INSTRUCTION(Id, ...) plain::evaluateSlotsOf<Op::Id>(),
#include "engine/wasm/instructions.def"
#undef WG_INSTRUCTION
    };
    return handlers[size_t(op)];
}

} // namespace watchglass::exec
