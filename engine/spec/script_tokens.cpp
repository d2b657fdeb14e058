// SPDX-License-Identifier: Apache-2.0
#include "engine/spec/script_tokens.h"

#include "engine/wat/analysis/words.h"

namespace watchglass::spec {

using wat::TokenKind;

namespace {

/// Annotations mean nothing here, wherever they stand. Lines stay as they are.
std::string withoutAnnotations(std::string text)
{
    size_t depth = 0; // of parentheses within the annotation
    wat::Lexer lexer(text);
    std::vector<wat::TextRange> ranges;
    for (wat::Token token; lexer.next(token);) {
        const bool inside = depth > 0;
        if (token.kind == TokenKind::Annotation || (inside && token.kind == TokenKind::LeftParen))
            ++depth;
        else if (inside && token.kind == TokenKind::RightParen)
            --depth;
        if (inside || depth > 0)
            ranges.push_back(token.range);
    }
    for (const wat::TextRange &range : ranges)
        for (uint32_t at = range.begin; at < range.end; ++at)
            if (text[at] != '\n')
                text[at] = ' ';
    return text;
}

} // namespace

ScriptTokens::ScriptTokens(std::string text) : m_text(withoutAnnotations(std::move(text))), m_lines(m_text)
{
    std::vector<size_t> open;
    wat::Lexer lexer(m_text);
    for (wat::Token token; lexer.next(token);) {
        if (token.trivia())
            continue;
        const size_t index = m_tokens.size();
        m_tokens.push_back(token);
        m_close.push_back(0);
        if (token.kind == TokenKind::LeftParen) {
            open.push_back(index);
        } else if (token.kind == TokenKind::RightParen) {
            if (open.empty()) {
                m_problem = "line " + std::to_string(m_lines.at(token.range.begin).line) + " closes nothing";
                return;
            }
            m_close[open.back()] = index;
            open.pop_back();
        }
    }
    if (!open.empty())
        m_problem = "the parenthesis in line " + std::to_string(m_lines.at(m_tokens[open.front()].range.begin).line) +
                    " is never closed";
}

std::optional<ScriptTokens::Form> ScriptTokens::formAt(size_t token) const
{
    if (token >= m_tokens.size() || m_tokens[token].kind != TokenKind::LeftParen)
        return {};
    return Form{token, m_close[token] + 1};
}

bool ScriptTokens::nextForm(size_t from, Form &form) const
{
    while (from < m_tokens.size() && m_tokens[from].kind != TokenKind::LeftParen)
        from = m_close[from] ? m_close[from] + 1 : from + 1;
    const auto found = formAt(from);
    form = found.value_or(form);
    return found.has_value();
}

std::string_view ScriptTokens::word(size_t token) const
{
    if (token >= m_tokens.size())
        return {};
    const wat::TextRange range = m_tokens[token].range;
    return std::string_view(m_text).substr(range.begin, range.size());
}

std::string_view ScriptTokens::text(size_t begin, size_t end) const
{
    if (begin >= end || end > m_tokens.size())
        return {};
    const uint32_t from = m_tokens[begin].range.begin;
    return std::string_view(m_text).substr(from, m_tokens[end - 1].range.end - from);
}

bool ScriptTokens::isString(size_t token) const
{
    return token < m_tokens.size() && m_tokens[token].kind == TokenKind::String;
}

std::string ScriptTokens::string(size_t &token) const
{
    return wat::detail::unescaped(word(token++));
}

std::string ScriptTokens::identifier(size_t &token) const
{
    if (token >= m_tokens.size() || m_tokens[token].kind != TokenKind::Id)
        return {};
    return wat::detail::canonicalName(word(token++));
}

} // namespace watchglass::spec
