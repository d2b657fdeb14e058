// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/disassemble/literal_text.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

namespace watchglass::wat {

namespace {

constexpr char hexDigits[] = "0123456789abcdef";

void appendHex(std::string &out, uint64_t value)
{
    char buffer[16];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, 16).ptr;
    out += "0x";
    out.append(buffer, end);
}

template <class Float, class Bits>
void appendFloat(std::string &out, Bits bits, unsigned fractionBits)
{
    const Bits fraction = bits & ((Bits(1) << fractionBits) - 1);
    const Float value = std::bit_cast<Float>(bits);
    if (!std::isnan(value)) {
        char buffer[64];
        out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr); // "inf" is the same in both
        return;
    }
    out += bits >> (sizeof(Bits) * 8 - 1) ? "-nan" : "nan";
    if (fraction != Bits(1) << (fractionBits - 1)) {
        out += ':';
        appendHex(out, fraction);
    }
}

void appendEscaped(std::string &out, uint8_t byte)
{
    out += '\\';
    if (byte == '"' || byte == '\\') {
        out += char(byte);
        return;
    }
    out += hexDigits[byte >> 4];
    out += hexDigits[byte & 15];
}

} // namespace

void appendF32(std::string &out, uint32_t bits)
{
    appendFloat<float>(out, bits, 23);
}

void appendF64(std::string &out, uint64_t bits)
{
    appendFloat<double>(out, bits, 52);
}

void appendV128(std::string &out, const std::array<uint8_t, 16> &bytes)
{
    out += "i32x4";
    for (size_t lane = 0; lane < 4; ++lane) {
        uint32_t value = 0;
        for (size_t i = 4; i-- > 0;)
            value = value << 8 | bytes[lane * 4 + i];
        out += ' ';
        appendHex(out, value);
    }
}

void appendNumber(std::string &out, uint64_t value)
{
    char buffer[24];
    out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

void appendSigned(std::string &out, int64_t value)
{
    char buffer[24];
    out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

void appendBytes(std::string &out, std::string_view bytes)
{
    out += '"';
    for (const char c : bytes) {
        if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\')
            appendEscaped(out, uint8_t(c));
        else
            out += c;
    }
    out += '"';
}

void appendName(std::string &out, std::string_view name)
{
    out += '"';
    for (const char c : name) {
        if (uint8_t(c) < 0x20 || c == 0x7f || c == '"' || c == '\\')
            appendEscaped(out, uint8_t(c));
        else
            out += c;
    }
    out += '"';
}

void appendComment(std::string &out, std::string_view name)
{
    out += " (; ";
    for (const char c : name)
        out += uint8_t(c) < 0x20 || c == 0x7f ? '?' : c == ';' ? ',' : c; // `;` could open or close a comment
    out += " ;)";
}

bool isIdentifier(std::string_view name)
{
    return !name.empty() && std::all_of(name.begin(), name.end(),
                                        [](char c) { return c > 0x20 && c < 0x7f && !std::strchr("\"(),;[]{}", c); });
}

} // namespace watchglass::wat
