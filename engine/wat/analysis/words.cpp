// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/analysis/words.h"

#include <algorithm>

namespace watchglass::wat::detail {

Words::Words(const SyntaxTree &tree, uint32_t end) : m_text(tree.text())
{
    m_words.reserve(std::min<size_t>(m_text.size(), end) / 6);
    for (const PlacedChunk &placed : tree.chunks())
        if (placed.begin < end)
            add(placed, end);
    while (!m_open.empty())
        close(missingEnd());
}

TextRange Words::missingEnd() const
{
    return {m_words.back().range.end, m_words.back().range.end};
}

void Words::close(TextRange range)
{
    m_words[m_open.back()].close = size();
    m_open.pop_back();
    m_words.push_back({TokenKind::RightParen, range, 0});
}

void Words::add(const PlacedChunk &placed, uint32_t end)
{
    const Chunk &chunk = *placed.chunk;
    while (!chunk.inModule && chunk.kind != ChunkKind::ModuleTail && !m_open.empty())
        close(missingEnd()); // a module that was never closed
    const size_t outside = m_open.size();
    uint32_t annotation = 0; // open parentheses inside an annotation, 0 = outside
    OutermostForms forms(chunk);
    for (uint32_t i = 0; i < chunk.tokens.size() && placed.begin + chunk.tokens[i].range.begin < end; ++i) {
        const Token &token = chunk.tokens[i];
        if (token.trivia())
            continue;
        if (forms.beginAt(i)) {
            annotation = 0;
            while (m_open.size() > outside)
                close(missingEnd());
        }
        const TextRange range{placed.begin + token.range.begin, placed.begin + token.range.end};
        if (annotation || token.kind == TokenKind::Annotation) {
            annotation += token.kind == TokenKind::LeftParen || token.kind == TokenKind::Annotation;
            annotation -= token.kind == TokenKind::RightParen;
        } else if (token.kind != TokenKind::RightParen) {
            if (token.kind == TokenKind::LeftParen)
                m_open.push_back(size());
            m_words.push_back({token.kind, range, 0});
        } else if (m_open.size() > outside) {
            close(range);
        } else if (!m_open.empty() && chunk.kind == ChunkKind::ModuleTail && &token == &chunk.tokens.back()) {
            close(range);
        }
    }
    while (chunk.kind != ChunkKind::ModuleHead && m_open.size() > outside)
        close(missingEnd());
}

uint32_t Words::at(uint32_t offset) const
{
    const auto found = std::lower_bound(m_words.begin(), m_words.end(), offset,
                                        [](const Word &word, uint32_t o) { return word.range.end <= o; });
    return uint32_t(found - m_words.begin());
}

namespace {

void appendUtf8(std::string &out, uint32_t code)
{
    if (code < 0x80) {
        out += char(code);
    } else if (code < 0x800) {
        out += char(0xc0 | code >> 6);
        out += char(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        out += char(0xe0 | code >> 12);
        out += char(0x80 | (code >> 6 & 0x3f));
        out += char(0x80 | (code & 0x3f));
    } else {
        out += char(0xf0 | (code >> 18 & 7));
        out += char(0x80 | (code >> 12 & 0x3f));
        out += char(0x80 | (code >> 6 & 0x3f));
        out += char(0x80 | (code & 0x3f));
    }
}

int hexDigit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/// Reads the escape after a backslash at `i`; returns where it ends.
size_t appendEscape(std::string &out, std::string_view text, size_t i)
{
    switch (text[i]) {
    case 't':
        out += '\t';
        return i + 1;
    case 'n':
        out += '\n';
        return i + 1;
    case 'r':
        out += '\r';
        return i + 1;
    case 'u': {
        uint32_t code = 0;
        for (i += 1; i < text.size() && text[i] != '}'; ++i)
            if (const int digit = hexDigit(text[i]); digit >= 0 && code < 0x110000)
                code = code * 16 + uint32_t(digit);
        appendUtf8(out, code);
        return i + 1;
    }
    default:
        break;
    }
    if (hexDigit(text[i]) >= 0 && i + 1 < text.size() && hexDigit(text[i + 1]) >= 0) {
        out += char(hexDigit(text[i]) * 16 + hexDigit(text[i + 1]));
        return i + 2;
    }
    out += text[i];
    return i + 1;
}

} // namespace

std::string unescaped(std::string_view literal)
{
    std::string out;
    if (literal.size() < 2)
        return out;
    const std::string_view text = literal.substr(1, literal.size() - 2);
    for (size_t i = 0; i < text.size();) {
        if (text[i] == '\\' && i + 1 < text.size())
            i = appendEscape(out, text, i + 1);
        else
            out += text[i++];
    }
    return out;
}

bool isUtf8(std::string_view bytes)
{
    for (size_t i = 0; i < bytes.size();) {
        const auto first = uint8_t(bytes[i++]);
        const unsigned tail = first < 0x80                    ? 0
                              : first >= 0xc2 && first < 0xe0 ? 1
                              : (first & 0xf0) == 0xe0        ? 2
                              : first >= 0xf0 && first < 0xf5 ? 3
                                                              : 4;
        if (tail == 4 || bytes.size() - i < tail)
            return false;
        uint32_t code = tail ? first & (0x3f >> tail) : first;
        for (unsigned k = 0; k < tail; ++k, ++i) {
            if ((bytes[i] & 0xc0) != 0x80)
                return false;
            code = code << 6 | (bytes[i] & 0x3f);
        }
        const bool overlong = (tail == 2 && code < 0x800) || (tail == 3 && code < 0x10000);
        if (overlong || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
            return false;
    }
    return true;
}

std::string canonicalName(std::string_view identifier)
{
    return identifier.starts_with("$\"") ? "$" + unescaped(identifier.substr(1)) : std::string(identifier);
}

} // namespace watchglass::wat::detail
