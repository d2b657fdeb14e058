// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/lexer.h"

#include <algorithm>
#include <array>

namespace watchglass::wat {

namespace {

enum class Class : uint8_t { Stray, Space, Word, Paren, Quote };

constexpr auto classes = [] {
    std::array<Class, 256> table{};
    for (char c : std::string_view(" \t\r\n"))
        table[uint8_t(c)] = Class::Space;
    for (char c = 0x21; c < 0x7f; ++c)
        table[uint8_t(c)] = Class::Word;
    for (char c : std::string_view(",;[]{}"))
        table[uint8_t(c)] = Class::Stray;
    for (char c : std::string_view("()"))
        table[uint8_t(c)] = Class::Paren;
    table[uint8_t('"')] = Class::Quote;
    return table;
}();

Class classOf(char c)
{
    return classes[uint8_t(c)];
}

bool isHex(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/// Takes `digit { ['_'] digit }` off the front.
bool takeDigits(std::string_view &rest, bool hex)
{
    const auto digit = [&](size_t i) {
        return i < rest.size() && (hex ? isHex(rest[i]) : rest[i] >= '0' && rest[i] <= '9');
    };
    if (!digit(0))
        return false;
    size_t i = 1;
    while (digit(i) || (i < rest.size() && rest[i] == '_' && digit(i + 1)))
        ++i;
    rest.remove_prefix(i);
    return true;
}

bool take(std::string_view &rest, std::string_view what)
{
    if (!rest.starts_with(what))
        return false;
    rest.remove_prefix(what.size());
    return true;
}

/// Integers and floats of spec §6.3.1 and §6.3.2.
bool isNumber(std::string_view word)
{
    if (word.starts_with('+') || word.starts_with('-'))
        word.remove_prefix(1);
    if (word == "inf" || word == "nan")
        return true;
    if (take(word, "nan:0x"))
        return takeDigits(word, true) && word.empty();
    const bool hex = take(word, "0x");
    if (!takeDigits(word, hex))
        return false;
    if (take(word, "."))
        takeDigits(word, hex);
    if (!word.empty() && (word[0] | 0x20) == (hex ? 'p' : 'e')) {
        word.remove_prefix(1);
        if (word.starts_with('+') || word.starts_with('-'))
            word.remove_prefix(1);
        return takeDigits(word, false) && word.empty();
    }
    return word.empty();
}

/// The end of the string whose opening quote is at `begin`: behind its closing quote, or at the end of the line.
uint32_t stringEnd(std::string_view text, uint32_t begin, bool &closed)
{
    uint32_t at = begin + 1;
    for (; at < text.size() && text[at] != '\n' && text[at] != '\r'; ++at) {
        if (text[at] == '"') {
            closed = true;
            return at + 1;
        }
        if (text[at] == '\\' && at + 1 < text.size() && text[at + 1] != '\n' && text[at + 1] != '\r')
            ++at;
    }
    closed = false;
    return at;
}

} // namespace

Lexer::Lexer(std::string_view text, uint32_t begin, LexState state) : m_text(text), m_at(begin), m_state(state) {}

uint32_t Lexer::seen() const
{
    // A token ends where the next one or two bytes do not carry it on.
    return std::max(m_at + 2, m_lookedAt + 1);
}

bool Lexer::next(Token &out)
{
    if (m_at >= m_text.size())
        return false;
    const uint32_t begin = m_at;
    if (m_state) {
        out.kind = lexBlockComment(m_state);
    } else {
        switch (classOf(m_text[m_at])) {
        case Class::Space:
            while (m_at < m_text.size() && classOf(m_text[m_at]) == Class::Space)
                ++m_at;
            out.kind = TokenKind::Space;
            break;
        case Class::Paren:
            out.kind = lexParen();
            break;
        case Class::Quote:
            out.kind = lexString();
            break;
        case Class::Stray:
            out.kind = lexStray();
            break;
        case Class::Word:
            out.kind = m_text[m_at] == '$' ? lexId() : lexWord();
            break;
        }
    }
    out.range = {begin, m_at};
    return true;
}

TokenKind Lexer::lexParen()
{
    if (m_text[m_at] == ')')
        return lexRun(')');
    if (peek(1) == ';') {
        m_at += 2;
        return lexBlockComment(1);
    }
    if (peek(1) != '@')
        return lexRun('(');
    m_at += 2;
    if (peek(0) == '"') {
        bool closed = false;
        const uint32_t end = stringEnd(m_text, m_at, closed);
        m_lookedAt = std::max(m_lookedAt, end);
        if (closed)
            m_at = end;
    } else {
        while (m_at < m_text.size() && classOf(m_text[m_at]) == Class::Word)
            ++m_at;
    }
    return TokenKind::Annotation;
}

TokenKind Lexer::lexRun(char paren)
{
    if (m_at >= m_runEnd) {
        m_runEnd = uint32_t(std::min<size_t>(m_text.find_first_not_of(paren, m_at), m_text.size()));
        m_lookedAt = std::max(m_lookedAt, m_runEnd);
        if (m_runEnd - m_at > LongestParenRun) {
            m_at = m_runEnd;
            return TokenKind::Error;
        }
    }
    ++m_at;
    return paren == '(' ? TokenKind::LeftParen : TokenKind::RightParen;
}

TokenKind Lexer::lexBlockComment(LexState depth)
{
    while (depth && m_at < m_text.size()) {
        if (m_text[m_at] == '(' && peek(1) == ';') {
            ++depth;
            m_at += 2;
        } else if (m_text[m_at] == ';' && peek(1) == ')') {
            --depth;
            m_at += 2;
        } else {
            ++m_at;
        }
    }
    m_state = depth;
    return depth ? TokenKind::Error : TokenKind::BlockComment;
}

TokenKind Lexer::lexString()
{
    bool closed = false;
    m_at = stringEnd(m_text, m_at, closed);
    return closed ? TokenKind::String : TokenKind::Error;
}

TokenKind Lexer::lexId()
{
    ++m_at;
    if (peek(0) == '"')
        return lexString() == TokenKind::String ? TokenKind::Id : TokenKind::Error;
    while (m_at < m_text.size() && classOf(m_text[m_at]) == Class::Word)
        ++m_at;
    return TokenKind::Id;
}

TokenKind Lexer::lexStray()
{
    if (m_text[m_at] == ';' && peek(1) == ';') {
        m_at = uint32_t(std::min(m_text.find_first_of("\r\n", m_at), m_text.size()));
        return TokenKind::LineComment;
    }
    while (m_at < m_text.size() && classOf(m_text[m_at]) == Class::Stray && !(m_text[m_at] == ';' && peek(1) == ';'))
        ++m_at;
    return TokenKind::Error;
}

TokenKind Lexer::lexWord()
{
    const uint32_t begin = m_at;
    while (m_at < m_text.size() && classOf(m_text[m_at]) == Class::Word)
        ++m_at;
    const std::string_view word = m_text.substr(begin, m_at - begin);
    if (isNumber(word))
        return TokenKind::Number;
    return word[0] >= 'a' && word[0] <= 'z' ? TokenKind::Keyword : TokenKind::Error;
}

std::vector<Token> lex(std::string_view text)
{
    std::vector<Token> tokens;
    Lexer lexer(text);
    for (Token token; lexer.next(token);)
        tokens.push_back(token);
    return tokens;
}

} // namespace watchglass::wat
