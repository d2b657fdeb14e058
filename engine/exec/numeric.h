// SPDX-License-Identifier: Apache-2.0
/// Arithmetic of single numbers where C++ and WebAssembly differ (spec §4.3); shared by scalar and vector instructions.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace watchglass::exec {

template <class F>
using BitsOf = std::conditional_t<sizeof(F) == 4, uint32_t, uint64_t>;

/// NaN when either is NaN; -0 is below +0.
template <class F>
inline F minimum(F a, F b)
{
    if (a != a || b != b)
        return a + b;
    if (a == b)
        return std::bit_cast<F>(std::bit_cast<BitsOf<F>>(a) | std::bit_cast<BitsOf<F>>(b));
    return a < b ? a : b;
}
template <class F>
inline F maximum(F a, F b)
{
    if (a != a || b != b)
        return a + b;
    if (a == b)
        return std::bit_cast<F>(std::bit_cast<BitsOf<F>>(a) & std::bit_cast<BitsOf<F>>(b));
    return a > b ? a : b;
}

/// A signalling NaN comes out quiet: the library's rounding functions need not see to that.
template <class F>
inline F quiet(F x)
{
    return x != x ? x + x : x;
}
template <class F>
inline F roundUp(F x)
{
    return quiet(std::ceil(x));
}
template <class F>
inline F roundDown(F x)
{
    return quiet(std::floor(x));
}
template <class F>
inline F roundToZero(F x)
{
    return quiet(std::trunc(x));
}
/// Ties to even; the rounding mode is never changed.
template <class F>
inline F roundToNearest(F x)
{
    return quiet(std::nearbyint(x));
}

/// 2 to the number of value bits: the first number above the type.
template <class I, class F>
inline constexpr F firstAbove = F(I(1) << (std::numeric_limits<I>::digits - 1)) * F(2);

/// Whether the whole part of a number that is not NaN is a value of the type.
template <class I, class F>
inline bool fits(F whole)
{
    return whole >= F(std::numeric_limits<I>::min()) && whole < firstAbove<I, F>;
}
/// NaN gives 0, what is too large the nearest limit.
template <class I, class F>
inline I truncateSaturating(F x)
{
    if (x != x)
        return 0;
    const F whole = std::trunc(x);
    if (fits<I>(whole))
        return I(whole);
    return x < 0 ? std::numeric_limits<I>::min() : std::numeric_limits<I>::max();
}

} // namespace watchglass::exec
