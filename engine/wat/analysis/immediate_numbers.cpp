// SPDX-License-Identifier: Apache-2.0
/// Constants, lanes and counts behind an instruction.
#include "engine/wat/analysis/immediates.h"
#include "engine/wat/analysis/literals.h"

namespace watchglass::wat::detail {

template <typename Parse>
void ImmediateReader::number(std::string_view kind, Parse parse)
{
    if (!m.words.is(*m_at, TokenKind::Number) &&
        !(m.words.is(*m_at, TokenKind::Keyword) && m.words.text(*m_at).starts_with("nan:")))
        return missing("a number");
    const std::string_view text = m.words.text(*m_at);
    const LiteralError error = parse(text);
    if (error == LiteralError::IllFormed)
        fail(m.words[*m_at].range, std::string(text) + " is not " + std::string(kind));
    else if (error == LiteralError::OutOfRange)
        fail(m.words[*m_at].range, std::string(text) + " does not fit into " + std::string(kind));
    ++*m_at;
}

void ImmediateReader::f32(uint64_t &out)
{
    number("an f32", [&out](std::string_view text) {
        uint32_t bits = 0;
        const LiteralError error = parseF32(text, bits);
        out = bits;
        return error;
    });
}

void ImmediateReader::f64(uint64_t &out)
{
    number("an f64", [&out](std::string_view text) { return parseF64(text, out); });
}

void ImmediateReader::integer(unsigned bits, uint64_t &out)
{
    const std::string kind = bits == 8 ? "an i8" : "an i" + std::to_string(bits);
    number(kind, [&](std::string_view text) { return parseInteger(text, bits, out); });
}

void ImmediateReader::unsignedNumber(unsigned bits, std::string_view what, uint64_t &out)
{
    if (!m.words.is(*m_at, TokenKind::Number))
        return missing(what);
    const std::string_view text = m.words.text(*m_at);
    if (parseUnsigned(text, bits, out) != LiteralError::None)
        fail(m.words[*m_at].range, std::string(text) + " is not " + std::string(what));
    ++*m_at;
}

void ImmediateReader::vector()
{
    struct Shape {
        std::string_view name;
        unsigned lanes;
        bool isFloat;
    };
    constexpr Shape shapes[] = {{"i8x16", 16, false}, {"i16x8", 8, false}, {"i32x4", 4, false},
                                {"i64x2", 2, false},  {"f32x4", 4, true},  {"f64x2", 2, true}};
    const Shape *shape = nullptr;
    for (const Shape &candidate : shapes)
        if (m.words.isKeyword(*m_at, candidate.name))
            shape = &candidate;
    if (!shape)
        return missing("a shape and its numbers, such as i32x4 0 0 0 0");
    ++*m_at;
    const unsigned bytes = 16 / shape->lanes;
    for (unsigned lane = 0; lane < shape->lanes && !m_lowered->broken; ++lane) {
        if (!m.words.is(*m_at, TokenKind::Number))
            return missing(std::to_string(shape->lanes) + " numbers for " + std::string(shape->name) +
                           ", and here are " + std::to_string(lane));
        uint64_t value = 0;
        shape->isFloat ? bytes == 8 ? f64(value) : f32(value) : integer(bytes * 8, value);
        for (unsigned byte = 0; byte < bytes; ++byte)
            m_lowered->instruction.v128[lane * bytes + byte] = uint8_t(value >> (8 * byte));
    }
}

void ImmediateReader::shuffle()
{
    for (unsigned lane = 0; lane < 16 && !m_lowered->broken; ++lane) {
        uint64_t value = 0;
        unsignedNumber(8, "sixteen lane numbers", value);
        m_lowered->instruction.v128[lane] = uint8_t(value);
    }
}

} // namespace watchglass::wat::detail
