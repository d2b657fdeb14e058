// SPDX-License-Identifier: Apache-2.0
/// Vectors as arrays of lanes, and the few ways in which vector instructions go over them (spec §4.3.6).
#pragma once

#include "engine/exec/evaluate.h"
#include "engine/exec/numeric.h"

namespace watchglass::exec {

template <class T>
using LanesOf = std::array<T, 16 / sizeof(T)>;

template <class T>
inline LanesOf<T> lanes(V128 v)
{
    return std::bit_cast<LanesOf<T>>(v);
}
template <class T, size_t n>
inline V128 vector(const std::array<T, n> &lanes)
{
    return std::bit_cast<V128>(lanes);
}

template <class T>
inline V128 splat(T value)
{
    LanesOf<T> all;
    all.fill(value);
    return vector(all);
}
template <class T>
inline T extractLane(V128 v, Lane lane)
{
    return lanes<T>(v)[lane.index];
}
template <class T>
inline V128 replaceLane(V128 v, Lane lane, T value)
{
    auto all = lanes<T>(v);
    all[lane.index] = value;
    return vector(all);
}

template <class T, class F>
inline V128 mapLanes(V128 a, F f)
{
    auto all = lanes<T>(a);
    for (T &lane : all)
        lane = T(f(lane));
    return vector(all);
}
template <class T, class F>
inline V128 mapLanes(V128 a, V128 b, F f)
{
    auto all = lanes<T>(a);
    const auto other = lanes<T>(b);
    for (size_t i = 0; i < all.size(); ++i)
        all[i] = T(f(all[i], other[i]));
    return vector(all);
}
template <class T, class F>
inline V128 mapLanes(V128 a, V128 b, V128 c, F f)
{
    auto all = lanes<T>(a);
    const auto second = lanes<T>(b), third = lanes<T>(c);
    for (size_t i = 0; i < all.size(); ++i)
        all[i] = T(f(all[i], second[i], third[i]));
    return vector(all);
}
/// A comparison: all bits of a lane are set where it holds.
template <class T, class F>
inline V128 compareLanes(V128 a, V128 b, F f)
{
    using Mask = std::conditional_t<
        sizeof(T) == 1, uint8_t,
        std::conditional_t<sizeof(T) == 2, uint16_t, BitsOf<std::conditional_t<sizeof(T) == 4, float, double>>>>;
    const auto left = lanes<T>(a), right = lanes<T>(b);
    LanesOf<Mask> result;
    for (size_t i = 0; i < result.size(); ++i)
        result[i] = f(left[i], right[i]) ? Mask(~Mask(0)) : Mask(0);
    return vector(result);
}
/// The lanes of To from as many lanes of From, from lane `first` on; further ones are 0.
template <class To, class From, class F>
inline V128 convertLanes(V128 a, size_t first, F f)
{
    const auto from = lanes<From>(a);
    LanesOf<To> result{};
    for (size_t i = 0; i < result.size() && first + i < from.size(); ++i)
        result[i] = To(f(from[first + i]));
    return vector(result);
}
inline V128 select(V128 a, V128 b, V128 mask)
{
    return mapLanes<uint64_t>(a, b, mask, [](uint64_t x, uint64_t y, uint64_t m) { return (x & m) | (y & ~m); });
}

} // namespace watchglass::exec
