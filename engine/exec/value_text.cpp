// SPDX-License-Identifier: Apache-2.0
/// Values as people write them; numbers follow the text format (spec §6.3).
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/exec/reference.h"
#include "engine/exec/reference_text.h"
#include "engine/exec/roots.h"

namespace watchglass::exec {

using wasm::HeapKind;
using wasm::TypeKind;

namespace {

template <class F>
using BitsOf = std::conditional_t<sizeof(F) == 4, uint32_t, uint64_t>;
template <class F>
constexpr BitsOf<F> payloadMask = (BitsOf<F>(1) << (std::numeric_limits<F>::digits - 1)) - 1;
template <class F>
constexpr BitsOf<F> quietBit = BitsOf<F>(1) << (std::numeric_limits<F>::digits - 2);
template <class F>
constexpr BitsOf<F> signBit = BitsOf<F>(1) << (sizeof(F) * 8 - 1);

template <class N>
std::string chars(N number, int base = 10)
{
    char buffer[64];
    if constexpr (std::is_floating_point_v<N>)
        return {buffer, std::to_chars(buffer, buffer + sizeof buffer, number).ptr};
    else
        return {buffer, std::to_chars(buffer, buffer + sizeof buffer, number, base).ptr};
}

template <class F>
std::string floatText(BitsOf<F> bits)
{
    const F number = std::bit_cast<F>(bits);
    if (number == number)
        return chars(number);
    const BitsOf<F> payload = bits & payloadMask<F>;
    return std::string(bits & signBit<F> ? "-" : "") + (payload == quietBit<F> ? "nan" : "nan:0x" + chars(payload, 16));
}

std::string referenceText(const Value &value)
{
    if (value.bits[0] == 0)
        return "ref.null";
    if (value.referent && !value.referent->text.empty())
        return value.referent->text;
    // A type of a module says nothing without it; but objects come with what keeps them alive.
    const bool isFunction = value.type.heap == HeapKind::Defined && !value.referent && isObject(value.bits[0]);
    const wasm::ValType any = wasm::ValType::ref(HeapKind::Any);
    return exec::referenceText(value.bits[0],
                               isFunction                             ? wasm::FuncRef
                               : value.type.heap == HeapKind::Defined ? any
                                                                      : value.type,
                               nullptr);
}

std::string padded(uint64_t bits, size_t digits)
{
    const std::string text = chars(bits, 16);
    return "0x" + std::string(digits - std::min(digits, text.size()), '0') + text;
}

} // namespace

std::string toString(const Value &value)
{
    const auto low = uint32_t(value.bits[0]);
    switch (value.type.kind) {
    case TypeKind::I32:
        return chars(int32_t(low));
    case TypeKind::I64:
        return chars(int64_t(value.bits[0]));
    case TypeKind::F32:
        return floatText<float>(low);
    case TypeKind::F64:
        return floatText<double>(value.bits[0]);
    case TypeKind::V128: {
        std::string text = "i32x4";
        for (const uint64_t word : value.bits)
            text += ' ' + chars(int32_t(uint32_t(word))) + ' ' + chars(int32_t(uint32_t(word >> 32)));
        return text;
    }
    case TypeKind::Ref:
        return referenceText(value);
    default:
        return "?";
    }
}

std::string toHex(const Value &value)
{
    switch (value.type.kind) {
    case TypeKind::I32:
    case TypeKind::F32:
        return padded(uint32_t(value.bits[0]), 8);
    case TypeKind::V128:
        return padded(value.bits[1], 16) + padded(value.bits[0], 16).substr(2);
    default:
        return padded(value.bits[0], 16);
    }
}

namespace {

/// Separators may stand between two digits only.
std::optional<std::string> withoutSeparators(std::string_view text)
{
    std::string plain;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '_') {
            plain += text[i];
            continue;
        }
        const auto digit = [&](size_t at) {
            return at < text.size() && isxdigit(static_cast<unsigned char>(text[at]));
        };
        if (i == 0 || !digit(i - 1) || !digit(i + 1))
            return {};
    }
    return plain;
}

/// A sign, then perhaps 0x; what is left is for from_chars, which takes neither.
struct Digits {
    bool negative = false, hex = false;
    std::string_view rest;
    explicit Digits(std::string_view text) : rest(text)
    {
        if (rest.starts_with('-') || rest.starts_with('+')) {
            negative = rest[0] == '-';
            rest.remove_prefix(1);
        }
        if (rest.starts_with("0x") || rest.starts_with("0X")) {
            hex = true;
            rest.remove_prefix(2);
        }
    }
};

template <class N, class Format>
bool wholeNumber(std::string_view text, N &number, Format format, std::errc &error)
{
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number, format);
    error = code;
    return !text.empty() && text[0] != '-' && text[0] != '+' && code != std::errc::invalid_argument &&
           end == text.data() + text.size();
}

/// Both ranges, -2^(n-1) … 2^n - 1.
std::optional<uint64_t> parseInteger(std::string_view text, unsigned bits)
{
    const Digits digits(text);
    uint64_t number = 0;
    std::errc error{};
    if (!wholeNumber(digits.rest, number, digits.hex ? 16 : 10, error) || error != std::errc{})
        return {};
    const uint64_t all = bits == 64 ? ~uint64_t(0) : (uint64_t(1) << bits) - 1;
    if (number > (digits.negative ? uint64_t(1) << (bits - 1) : all))
        return {};
    return (digits.negative ? 0 - number : number) & all;
}

template <class F>
std::optional<BitsOf<F>> parseNan(std::string_view text)
{
    if (text == "nan" || text == "nan:canonical" || text == "nan:arithmetic")
        return std::bit_cast<BitsOf<F>>(std::numeric_limits<F>::infinity()) | quietBit<F>;
    if (!text.starts_with("nan:0x"))
        return {};
    const auto payload = parseInteger(text.substr(4), 64);
    if (!payload || *payload == 0 || *payload > payloadMask<F>)
        return {};
    return std::bit_cast<BitsOf<F>>(std::numeric_limits<F>::infinity()) | BitsOf<F>(*payload);
}

template <class F>
std::optional<uint64_t> parseFloat(std::string_view text)
{
    const Digits digits(text);
    const BitsOf<F> sign = digits.negative ? signBit<F> : 0;
    if (const auto nan = parseNan<F>(digits.rest))
        return sign | *nan;
    if (digits.rest == "inf" || digits.rest == "infinity")
        return sign | std::bit_cast<BitsOf<F>>(std::numeric_limits<F>::infinity());
    F number = 0;
    std::errc error{};
    const auto format = digits.hex ? std::chars_format::hex : std::chars_format::general;
    const char first = digits.rest.empty() ? 'x' : digits.rest[0];
    if (!(digits.hex ? isxdigit(static_cast<unsigned char>(first)) : isdigit(static_cast<unsigned char>(first))) &&
        first != '.')
        return {};
    if (!wholeNumber(digits.rest, number, format, error))
        return {};
    if (error == std::errc::result_out_of_range) { // too small is 0, too large is refused
        if (digits.rest.find(digits.hex ? "p-" : "e-") == std::string_view::npos)
            return {};
        number = 0;
    }
    return sign | std::bit_cast<BitsOf<F>>(number);
}

std::optional<uint64_t> parseLane(std::string_view text, char kind, unsigned bits)
{
    if (kind == 'i')
        return parseInteger(text, bits);
    return bits == 32 ? parseFloat<float>(text) : parseFloat<double>(text);
}

/// "i32x4 1 2 3 4" and the other five shapes.
std::optional<Value> parseVector(std::string_view text)
{
    std::vector<std::string_view> words;
    for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find_first_of(" ,", at), text.size());
        if (end > at)
            words.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    struct LaneShape {
        std::string_view name;
        unsigned bits;
    };
    for (const LaneShape shape :
         {LaneShape{"i8x16", 8}, {"i16x8", 16}, {"i32x4", 32}, {"i64x2", 64}, {"f32x4", 32}, {"f64x2", 64}}) {
        if (words.empty() || words[0] != shape.name || words.size() != 1 + 128 / shape.bits)
            continue;
        Value value{wasm::V128, {}};
        for (unsigned lane = 0; lane < 128 / shape.bits; ++lane) {
            const auto bits = parseLane(words[lane + 1], shape.name[0], shape.bits);
            if (!bits)
                return {};
            value.bits[lane * shape.bits / 64] |= *bits << (lane * shape.bits % 64);
        }
        return value;
    }
    return {};
}

std::optional<uint64_t> parseReference(std::string_view text, HeapKind heap)
{
    if (text == "null" || text == "ref.null")
        return 0;
    const bool any = heap == HeapKind::Any || heap == HeapKind::Extern;
    if (text.starts_with("i31 ") && (any || heap == HeapKind::Eq || heap == HeapKind::I31)) {
        const auto number = parseInteger(text.substr(4), 31);
        return number ? std::optional(makeI31(uint32_t(*number))) : std::nullopt;
    }
    if (!any)
        return {};
    if (text.starts_with("extern "))
        text.remove_prefix(7);
    const auto number = parseInteger(text, 62);
    return number ? std::optional(makeHostReference(*number)) : std::nullopt;
}

} // namespace

std::optional<Value> parseValue(std::string_view text, wasm::ValType type)
{
    while (text.starts_with(' '))
        text.remove_prefix(1);
    while (text.ends_with(' '))
        text.remove_suffix(1);
    const auto plain = withoutSeparators(text);
    if (!plain)
        return {};
    std::optional<uint64_t> bits;
    switch (type.kind) {
    case TypeKind::I32:
        bits = parseInteger(*plain, 32);
        break;
    case TypeKind::I64:
        bits = parseInteger(*plain, 64);
        break;
    case TypeKind::F32:
        bits = parseFloat<float>(*plain);
        break;
    case TypeKind::F64:
        bits = parseFloat<double>(*plain);
        break;
    case TypeKind::V128:
        return parseVector(*plain);
    case TypeKind::Ref:
        bits = parseReference(*plain, type.heap);
        break;
    default:
        break;
    }
    if (!bits)
        return {};
    return Value{type, {*bits, 0}};
}

} // namespace watchglass::exec
