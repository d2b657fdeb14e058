// SPDX-License-Identifier: Apache-2.0
/// The signature column of the instruction table, parsed at compile time: what validation needs of an instruction whose
/// types are fixed, without looking at text.
#pragma once

#include <array>
#include <string_view>

#include "engine/wasm/instruction_table.h"
#include "engine/wasm/types.h"

namespace watchglass::wasm::detail {

/// The types that stand in signatures. The numbers of the first five are those of TypeKind.
enum class SigType : uint8_t { I32, I64, F32, F64, V128, Addr, EqRef, I31Ref, ArrayRef, None };

/// Which part of the checker handles an instruction.
enum class Topic : uint8_t { Control, CallsAndVariables, Memory, Objects };

struct Signature {
    std::array<SigType, 3> params{SigType::None, SigType::None, SigType::None};
    uint8_t paramCount = 0;
    SigType result = SigType::None;
    bool fixed = false; ///< false: depends on immediates or context, and the rest means nothing
    bool plain = false; ///< fixed, only numbers and vectors, and nothing about the immediates to check
    Topic topic = Topic::Control;
    uint8_t lanes = 0; ///< of a vector instruction that names a lane
};

constexpr Topic topicOf(std::string_view name)
{
    const auto starts = [name](auto... words) { return (name.starts_with(words) || ...); };
    if (starts("local.", "global.", "call", "return_call", "throw"))
        return Topic::CallsAndVariables;
    if (name.find('.') == std::string_view::npos)
        return Topic::Control;
    return starts("ref.", "struct.", "array.", "i31.", "any.", "extern.") ? Topic::Objects : Topic::Memory;
}

/// "i8x16.extract_lane_s" has 16 lanes, "v128.load32_lane" has 4.
constexpr uint8_t lanesOf(std::string_view name, Immediate immediate)
{
    unsigned number = 0;
    size_t at = 0;
    if (immediate == Immediate::Lane)
        at = name.find('x') + 1;
    else if (immediate == Immediate::MemArgLane)
        at = name.find_first_of("0123456789", 4);
    else
        return 0;
    for (; at < name.size() && name[at] >= '0' && name[at] <= '9'; ++at)
        number = number * 10 + unsigned(name[at] - '0');
    return uint8_t(immediate == Immediate::Lane ? number : 128 / number);
}

constexpr SigType sigType(std::string_view word)
{
    constexpr std::string_view names[] = {"i32", "i64", "f32", "f64", "v128", "addr", "eqref", "i31ref", "arrayref"};
    for (uint8_t i = 0; i < std::size(names); ++i)
        if (word == names[i])
            return SigType(i);
    throw "a signature names an unknown type"; // in a constant expression: stops the build
}

constexpr Signature parseSignature(std::string_view name, std::string_view text, Immediate immediate)
{
    Signature result;
    result.topic = topicOf(name);
    result.lanes = lanesOf(name, immediate);
    if (text.starts_with('*'))
        return result;
    result.fixed = true;
    bool plain = immediate == Immediate::None || immediate == Immediate::I32 || immediate == Immediate::I64 ||
                 immediate == Immediate::F32 || immediate == Immediate::F64 || immediate == Immediate::V128 ||
                 immediate == Immediate::Fence;
    bool arrow = false;
    while (!text.empty()) {
        const size_t space = text.find(' ');
        const std::string_view word = text.substr(0, space);
        text = space == std::string_view::npos ? std::string_view{} : text.substr(space + 1);
        if (word == "->") {
            arrow = true;
            continue;
        }
        const SigType type = sigType(word);
        plain = plain && type < SigType::Addr;
        (arrow ? result.result : result.params[result.paramCount++]) = type;
    }
    result.plain = plain;
    return result;
}

extern const std::array<Signature, OpCount> signatures;

} // namespace watchglass::wasm::detail
