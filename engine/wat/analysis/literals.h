// SPDX-License-Identifier: Apache-2.0
/// Numbers of the text format (spec §6.3.1 – §6.3.2).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchglass::wat::detail {

/// How a literal failed: not a number of that kind at all, or one that does not fit.
enum class LiteralError : uint8_t { None, IllFormed, OutOfRange };

/// An unsigned integer of at most `bits` bits.
LiteralError parseUnsigned(std::string_view text, unsigned bits, uint64_t &out);
/// An integer of `bits` bits, signed or not, as its two's complement (zero-extended).
LiteralError parseInteger(std::string_view text, unsigned bits, uint64_t &out);
/// A float as its bits.
LiteralError parseF32(std::string_view text, uint32_t &bits);
LiteralError parseF64(std::string_view text, uint64_t &bits);

} // namespace watchglass::wat::detail
