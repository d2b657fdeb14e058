// SPDX-License-Identifier: Apache-2.0
/// What a script expects of a value (the reference interpreter's `result_pat`): bits, a class of NaNs, a kind of
/// reference, or one of several.
#pragma once

#include <string>
#include <vector>

#include "engine/exec/value.h"

namespace watchglass::spec {

/// A number, or one lane of a vector.
struct Lane {
    enum class Kind : uint8_t { Bits, CanonicalNan, ArithmeticNan } kind = Kind::Bits;
    uint64_t bits = 0;
};

struct Pattern {
    enum class Kind : uint8_t {
        Number,  ///< `lanes`: one, or those of a v128
        Null,    ///< a null reference of any type
        NotNull, ///< a reference to something of the heap type
        Host,    ///< the reference `lanes[0]`, as `hostReference` makes it
        Either,  ///< one of `choices`
    } kind = Kind::Number;
    wasm::ValType type = wasm::I32;
    std::vector<Lane> lanes;
    std::vector<Pattern> choices;
};

bool matches(const exec::Value &value, const Pattern &pattern);
/// "4 (0x00000004)", "f32x4 nan:canonical 1 2 3", "a null reference", …
std::string toString(const Pattern &pattern);

/// The reference that a script calls `(ref.extern n)` or `(ref.host n)`.
exec::Value hostReference(wasm::HeapKind heap, uint64_t number);

/// A number as scripts spell it: decimal, hexadecimal, `nan:canonical` and the like. Nothing when it is none.
std::optional<Lane> parseLane(const std::string &text, wasm::ValType type);
/// Lanes of a shape such as "i8x16", each as scripts spell it. Nothing when they do not fit the shape.
std::optional<Pattern> parseVector(const std::string &shape, const std::vector<std::string> &lanes);
/// The value that a pattern of exact bits stands for.
exec::Value valueOf(const Pattern &pattern);

} // namespace watchglass::spec
