// SPDX-License-Identifier: Apache-2.0
/// A typed value as people and hosts handle it; running code uses bare 8-byte slots.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/wasm/types.h"

namespace watchglass::exec {

struct Referent; ///< roots.h

/// What the bits of a reference mean says reference.h. A reference to an object of a heap keeps the object alive when
/// it comes from a machine; one that is to be read on another thread is described first (reference_text.h).
struct Value {
    wasm::ValType type = wasm::I32;
    std::array<uint64_t, 2> bits{}; ///< low word first; i32 and f32 use the low 32 bits; v128 uses both

    std::shared_ptr<const Referent> referent{}; ///< of a reference: what it keeps alive, how it was shown

    bool operator==(const Value &other) const { return type == other.type && bits == other.bits; }
    static Value i32(int32_t v);
    static Value i64(int64_t v);
    static Value f32(float v);
    static Value f64(double v);
    static Value i31(int32_t v);        ///< (ref i31)
    static Value host(uint64_t number); ///< an externref: any number below 2^62
    /// The default value of a type (zero, null).
    static Value zero(wasm::ValType type);
    int32_t asI32() const;
    int64_t asI64() const;
    float asF32() const;
    double asF64() const;
};

/// "4", "-3", "2.5", "nan:0x400001", "ref.null", "func 3", "i32x4 1 2 3 4": what `wglass run` prints. Floats: shortest
/// decimal that reads back to the same bits.
std::string toString(const Value &value);
/// "0x00000004", "0x7fc00000"; both halves for v128.
std::string toHex(const Value &value);
/// Reads what people type: decimal (signed or unsigned range), 0x…, _ separators, hex floats, inf, nan, nan:0x…,
/// "i32x4 1 2 3 4", "null", "extern 5", "i31 5". Nothing when it is not a value of the type or out of range.
std::optional<Value> parseValue(std::string_view text, wasm::ValType type);

} // namespace watchglass::exec
