// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/analysis/literals.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <limits>

namespace watchglass::wat::detail {

namespace {

int digitOf(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : 99;
}

bool takeSign(std::string_view &text)
{
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+'))
        text.remove_prefix(1);
    return negative;
}

/// Digits with single underscores between them; 64 bits at most.
LiteralError parseMagnitude(std::string_view text, uint64_t &out)
{
    const bool hex = text.starts_with("0x");
    if (hex)
        text.remove_prefix(2);
    const uint64_t base = hex ? 16 : 10;
    bool afterDigit = false, overflow = false;
    out = 0;
    for (const char c : text) {
        if (c == '_' && afterDigit) {
            afterDigit = false;
            continue;
        }
        const uint64_t digit = uint64_t(digitOf(c));
        if (digit >= base)
            return LiteralError::IllFormed;
        afterDigit = true;
        overflow = overflow || out > (UINT64_MAX - digit) / base;
        out = out * base + digit;
    }
    return !afterDigit ? LiteralError::IllFormed : overflow ? LiteralError::OutOfRange : LiteralError::None;
}

/// Digits and a point and an exponent as from_chars reads them; false when it is no float of the text format.
bool normaliseFloat(std::string_view text, bool hex, std::string &out)
{
    enum { Whole, Fraction, Exponent } part = Whole;
    bool afterDigit = false, any = false;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (digitOf(c) < (hex && part != Exponent ? 16 : 10)) {
            afterDigit = any = true;
        } else if (c == '_' && afterDigit && i + 1 < text.size() && digitOf(text[i + 1]) < 16) {
            afterDigit = false;
            continue;
        } else if (c == '.' && part == Whole && afterDigit) {
            part = Fraction;
            afterDigit = false;
        } else if ((hex ? c == 'p' || c == 'P' : c == 'e' || c == 'E') && part != Exponent && any &&
                   (afterDigit || text[i - 1] == '.')) {
            part = Exponent;
            afterDigit = false;
            out += c;
            if (i + 1 < text.size() && (text[i + 1] == '+' || text[i + 1] == '-')) {
                if (text[++i] == '-')
                    out += '-';
            }
            continue;
        } else {
            return false;
        }
        out += c;
    }
    return any && (afterDigit || (part == Fraction && text.ends_with('.')));
}

/// Whether a number that from_chars could not represent is too large rather than too small.
bool isHuge(std::string_view digits, bool hex)
{
    const size_t mark = digits.find_first_of(hex ? "pP" : "eE");
    int64_t exponent = 0;
    if (mark != std::string_view::npos) {
        const std::string_view text = digits.substr(mark + 1);
        if (std::from_chars(text.data(), text.data() + text.size(), exponent).ec != std::errc())
            return !text.starts_with('-');
    }
    std::string_view mantissa = digits.substr(0, mark);
    const size_t point = std::min(mantissa.find('.'), mantissa.size());
    const size_t first = std::min(mantissa.find_first_not_of("0."), mantissa.size());
    const int64_t places = first < point ? int64_t(point - first) : int64_t(point) - int64_t(first) + 1;
    return exponent + places * (hex ? 4 : 1) > 0;
}

template <typename Float, typename Bits, int MantissaBits>
LiteralError parseFloat(std::string_view text, Bits &bits)
{
    const bool negative = takeSign(text);
    const Bits sign = Bits(negative) << (sizeof(Bits) * 8 - 1);
    const Bits infinity = std::bit_cast<Bits>(std::numeric_limits<Float>::infinity());
    bits = sign | infinity;
    if (text == "inf")
        return LiteralError::None;
    if (text.starts_with("nan")) {
        uint64_t payload = uint64_t(1) << (MantissaBits - 1);
        if (text.size() > 3) {
            if (!text.starts_with("nan:0x"))
                return LiteralError::IllFormed;
            const LiteralError error = parseMagnitude(text.substr(4), payload);
            if (error != LiteralError::None)
                return error;
            if (payload == 0 || payload >> MantissaBits)
                return LiteralError::OutOfRange;
        }
        bits |= Bits(payload);
        return LiteralError::None;
    }
    const bool hex = text.starts_with("0x");
    std::string digits;
    if (!normaliseFloat(hex ? text.substr(2) : text, hex, digits))
        return LiteralError::IllFormed;
    Float value = 0;
    const auto format = hex ? std::chars_format::hex : std::chars_format::general;
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value, format);
    if (result.ec == std::errc::result_out_of_range) {
        if (isHuge(digits, hex))
            return LiteralError::OutOfRange;
        value = 0;
    }
    bits = sign | std::bit_cast<Bits>(value);
    return (bits & infinity) == infinity ? LiteralError::OutOfRange : LiteralError::None;
}

} // namespace

LiteralError parseUnsigned(std::string_view text, unsigned bits, uint64_t &out)
{
    const LiteralError error = parseMagnitude(text, out);
    if (error != LiteralError::None)
        return error;
    return bits < 64 && out >> bits ? LiteralError::OutOfRange : LiteralError::None;
}

LiteralError parseInteger(std::string_view text, unsigned bits, uint64_t &out)
{
    const bool negative = takeSign(text);
    const LiteralError error = parseUnsigned(text, bits, out);
    if (error != LiteralError::None)
        return error;
    if (negative && out > uint64_t(1) << (bits - 1))
        return LiteralError::OutOfRange;
    if (negative)
        out = (0 - out) & (bits == 64 ? UINT64_MAX : (uint64_t(1) << bits) - 1);
    return LiteralError::None;
}

LiteralError parseF32(std::string_view text, uint32_t &bits)
{
    return parseFloat<float, uint32_t, 23>(text, bits);
}

LiteralError parseF64(std::string_view text, uint64_t &bits)
{
    return parseFloat<double, uint64_t, 52>(text, bits);
}

} // namespace watchglass::wat::detail
