// SPDX-License-Identifier: Apache-2.0
/// Numbers, strings and comments in the text format (spec §6.3), each so that reading it gives the same bits back.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace watchglass::wat {

/// The shortest decimal that reads back as these bits; "inf", "nan", "-nan:0x1".
void appendF32(std::string &out, uint32_t bits);
void appendF64(std::string &out, uint64_t bits);
/// "i32x4 0x… 0x… 0x… 0x…"
void appendV128(std::string &out, const std::array<uint8_t, 16> &bytes);
void appendNumber(std::string &out, uint64_t value);
void appendSigned(std::string &out, int64_t value);
/// A quoted string of any bytes.
void appendBytes(std::string &out, std::string_view bytes);
/// A quoted name, which is known to be UTF-8: only what must be escaped is.
void appendName(std::string &out, std::string_view name);
/// " (; … ;)" on one line, whatever the name holds.
void appendComment(std::string &out, std::string_view name);
/// Whether `$` and this make an identifier of the text format.
bool isIdentifier(std::string_view name);

} // namespace watchglass::wat
