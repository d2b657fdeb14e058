// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/assemble/token_index.h"

#include <algorithm>

namespace watchglass::wat {

TokenIndex::TokenIndex(std::string_view text) : m_text(text)
{
    std::vector<uint32_t> open;
    Lexer lexer(text);
    for (Token token; lexer.next(token);) {
        if (token.trivia())
            continue;
        const uint32_t index = uint32_t(m_tokens.size());
        m_tokens.push_back(token);
        m_partners.push_back(index);
        if (opens(index)) {
            open.push_back(index);
        } else if (token.kind == TokenKind::RightParen && !open.empty()) {
            m_partners[index] = open.back();
            m_partners[open.back()] = index;
            open.pop_back();
        }
    }
}

std::string_view TokenIndex::text(uint32_t token) const
{
    const TextRange range = m_tokens[token].range;
    return m_text.substr(range.begin, range.size());
}

std::optional<uint32_t> TokenIndex::at(uint32_t offset) const
{
    const auto found = std::partition_point(m_tokens.begin(), m_tokens.end(),
                                            [&](const Token &token) { return token.range.end <= offset; });
    if (found == m_tokens.end() || !found->range.contains(offset))
        return std::nullopt;
    return uint32_t(found - m_tokens.begin());
}

bool TokenIndex::opens(uint32_t token) const
{
    return m_tokens[token].kind == TokenKind::LeftParen || m_tokens[token].kind == TokenKind::Annotation;
}

std::optional<uint32_t> TokenIndex::formOf(uint32_t keyword) const
{
    if (keyword == 0 || !opens(keyword - 1))
        return std::nullopt;
    return keyword - 1;
}

} // namespace watchglass::wat
