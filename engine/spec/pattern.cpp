// SPDX-License-Identifier: Apache-2.0
#include "engine/spec/pattern.h"

#include <algorithm>

namespace watchglass::spec {

using exec::Value;
using Kind = Pattern::Kind;

namespace {

uint64_t ones(unsigned width)
{
    return width == 64 ? ~uint64_t(0) : (uint64_t(1) << width) - 1;
}

unsigned laneWidth(const Pattern &pattern)
{
    if (pattern.type == wasm::V128)
        return 128 / unsigned(pattern.lanes.size());
    return pattern.type == wasm::I32 || pattern.type == wasm::F32 ? 32 : 64;
}

uint64_t laneOf(const Value &value, unsigned width, size_t index)
{
    return value.bits[index * width / 64] >> (index * width % 64) & ones(width);
}

bool laneMatches(uint64_t bits, unsigned width, const Lane &lane)
{
    if (lane.kind == Lane::Kind::Bits)
        return bits == lane.bits;
    const uint64_t infinity = width == 32 ? 0x7f800000 : 0x7ff0000000000000;
    const uint64_t quiet = width == 32 ? 0x400000 : 0x8000000000000;
    const uint64_t magnitude = bits & (ones(width) >> 1);
    return lane.kind == Lane::Kind::CanonicalNan ? magnitude == (infinity | quiet)
                                                 : (magnitude & (infinity | quiet)) == (infinity | quiet);
}

} // namespace

bool matches(const Value &value, const Pattern &pattern)
{
    switch (pattern.kind) {
    case Kind::Number:
        if (!(value.type == pattern.type))
            return false;
        for (size_t i = 0; i < pattern.lanes.size(); ++i)
            if (!laneMatches(laneOf(value, laneWidth(pattern), i), laneWidth(pattern), pattern.lanes[i]))
                return false;
        return true;
    case Kind::Null:
        return value.type.isRef() && value.bits[0] == 0;
    case Kind::NotNull:
        return value.type.isRef() && value.bits[0] != 0;
    case Kind::Host:
        return value.type.isRef() && value.bits[0] == hostReference(pattern.type.heap, pattern.lanes[0].bits).bits[0];
    case Kind::Either:
        return std::any_of(pattern.choices.begin(), pattern.choices.end(),
                           [&](const Pattern &choice) { return matches(value, choice); });
    }
    return false;
}

std::string toString(const Pattern &pattern)
{
    std::string text;
    switch (pattern.kind) {
    case Kind::Number:
        for (const Lane &lane : pattern.lanes) {
            text += text.empty() ? "" : " ";
            if (lane.kind == Lane::Kind::Bits) {
                const Value value{pattern.type == wasm::V128 ? wasm::I64 : pattern.type, {lane.bits, 0}};
                text += pattern.type == wasm::V128 ? toHex(value) : toString(value) + " (" + toHex(value) + ")";
            } else {
                text += lane.kind == Lane::Kind::CanonicalNan ? "nan:canonical" : "nan:arithmetic";
            }
        }
        return text;
    case Kind::Null:
        return "a null reference";
    case Kind::NotNull:
        return "a reference of " + toString(pattern.type);
    case Kind::Host:
        return toString(hostReference(pattern.type.heap, pattern.lanes[0].bits));
    case Kind::Either:
        for (const Pattern &choice : pattern.choices)
            text += (text.empty() ? "" : " or ") + toString(choice);
        return text;
    }
    return text;
}

Value hostReference(wasm::HeapKind heap, uint64_t number)
{
    return {wasm::ValType::ref(heap), Value::host(number).bits};
}

std::optional<Lane> parseLane(const std::string &text, wasm::ValType type)
{
    if (text == "nan:canonical" || text == "nan:arithmetic")
        return Lane{text == "nan:canonical" ? Lane::Kind::CanonicalNan : Lane::Kind::ArithmeticNan, 0};
    const auto value = exec::parseValue(text, type);
    return value ? std::optional(Lane{Lane::Kind::Bits, value->bits[0]}) : std::nullopt;
}

std::optional<Pattern> parseVector(const std::string &shape, const std::vector<std::string> &lanes)
{
    static constexpr std::pair<const char *, unsigned> shapes[] = {{"i8x16", 16}, {"i16x8", 8}, {"i32x4", 4},
                                                                   {"i64x2", 2},  {"f32x4", 4}, {"f64x2", 2}};
    const auto found =
        std::find_if(std::begin(shapes), std::end(shapes), [&](const auto &known) { return shape == known.first; });
    if (found == std::end(shapes) || lanes.size() != found->second)
        return {};
    Pattern pattern{Kind::Number, wasm::V128, {}, {}};
    const unsigned width = 128 / found->second;
    const wasm::ValType type = shape[0] == 'f' ? (width == 32 ? wasm::F32 : wasm::F64) : wasm::I64;
    for (const std::string &text : lanes) {
        auto lane = parseLane(text, type);
        if (!lane)
            return {};
        lane->bits &= ones(width);
        pattern.lanes.push_back(*lane);
    }
    return pattern;
}

Value valueOf(const Pattern &pattern)
{
    if (pattern.kind == Kind::Host)
        return hostReference(pattern.type.heap, pattern.lanes[0].bits);
    Value value{pattern.type, {}};
    for (size_t i = 0; i < pattern.lanes.size(); ++i) {
        const unsigned width = laneWidth(pattern);
        value.bits[i * width / 64] |= pattern.lanes[i].bits << (i * width % 64);
    }
    return value;
}

} // namespace watchglass::spec
