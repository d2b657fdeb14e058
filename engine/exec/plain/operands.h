// SPDX-License-Identifier: Apache-2.0
/// Reading operands and giving results in plain handlers (forms.h has the layout of cells).
#pragma once

#include <bit>
#include <cstring>
#include <type_traits>

#include "engine/exec/plain/forms.h"

#define WG_FAST_DISPATCH                                                                                               \
    do {                                                                                                               \
        WG_KEEP_PLACE;                                                                                                 \
        WG_MUSTTAIL return reinterpret_cast<Handler>(*pc)(WG_REGISTERS);                                               \
    } while (0)
#define WG_FAST_NEXT(words)                                                                                            \
    do {                                                                                                               \
        pc += (words);                                                                                                 \
        WG_FAST_DISPATCH;                                                                                              \
    } while (0)

namespace watchglass::exec::plain {

inline uint32_t field(Cell word, unsigned from)
{
    return uint16_t(word >> from);
}
inline uint32_t fieldA(const Cell *pc)
{
    return uint16_t(pc[1]);
}
inline uint32_t fieldD(const Cell *pc)
{
    return field(pc[1], 16);
}

template <class T, class V>
inline T bitsAs(V value)
{
    if constexpr (std::is_same_v<T, V>) {
        return value;
    } else if constexpr (std::is_integral_v<T> && std::is_integral_v<V>) {
        return T(value);
    } else if constexpr (std::is_integral_v<V> && sizeof(V) > sizeof(T)) {
        return std::bit_cast<T>(uint32_t(value));
    } else {
        return std::bit_cast<T>(value);
    }
}

/// The operand whose slot, if it has one, stands at bit `at` of the cell's first word.
template <From from, Bank bank, class T, unsigned at>
inline T operand(const Cell *pc, const Slot *fp, uint64_t acc, uint64_t l0, double facc, float sacc, double fl0)
{
    if constexpr (from == From::Slot) {
        return get<T>(fp, field(pc[1], at));
    } else if constexpr (from == From::Const) {
        if constexpr (sizeof(T) < 8)
            return bitsAs<T>(uint32_t(pc[1] >> 32));
        else
            return bitsAs<T>(pc[2]);
    } else if constexpr (bank == Bank::F64) {
        return bitsAs<T>(from == From::Acc ? facc : fl0);
    } else if constexpr (bank == Bank::F32) {
        return bitsAs<T>(sacc);
    } else {
        return bitsAs<T>(from == From::Acc ? acc : l0);
    }
}
#define WG_OPERAND(from, bank, T, at) operand<from, bank, T, at>(pc, fp, acc, l0, facc, sacc, fl0)

/// As it stands in a slot: narrow values zero-extended.
template <class R>
inline uint64_t widened(R value)
{
    if constexpr (sizeof(R) == 8)
        return std::bit_cast<uint64_t>(value);
    else
        return std::bit_cast<uint32_t>(value);
}

/// Every result is left in its bank's accumulator.
template <To to, Bank bank, class R>
inline void give(R value, uint32_t slot, Slot *fp, uint64_t &acc, uint64_t &l0, double &facc, float &sacc, double &fl0)
{
    if constexpr (bank == Bank::F64) {
        facc = std::bit_cast<double>(value);
        if constexpr (to != To::Acc)
            std::memcpy(fp + slot, &facc, sizeof facc);
        if constexpr (to == To::Pin)
            fl0 = facc;
    } else if constexpr (bank == Bank::F32) {
        sacc = std::bit_cast<float>(value);
        if constexpr (to != To::Acc)
            fp[slot] = std::bit_cast<uint32_t>(sacc);
    } else if constexpr (sizeof(R) > sizeof(Slot)) {
        put(fp, slot, value);
    } else {
        acc = widened(value);
        if constexpr (to != To::Acc)
            fp[slot] = acc;
        if constexpr (to == To::Pin)
            l0 = acc;
    }
}
#define WG_GIVE(to, bank, value) give<to, bank>(value, fieldD(pc), fp, acc, l0, facc, sacc, fl0)

/// Of two orders of operands that compute the same, the one with the lower rank first has a form.
constexpr int rankOf(From from)
{
    return from == From::Acc ? 0 : from == From::Pin ? 1 : from == From::Slot ? 2 : 3;
}

} // namespace watchglass::exec::plain
