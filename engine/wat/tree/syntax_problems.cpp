// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <tuple>

#include "engine/wat/tree/chunk_parser.h"

namespace watchglass::wat::detail {

namespace {

constexpr uint32_t NoByte = UINT32_MAX;

/// Length of the UTF-8 sequence at the front; 0 when there is none (RFC 3629: no surrogates, no overlong forms).
uint32_t sequenceLength(std::string_view text)
{
    const auto byte = [&](size_t i) { return i < text.size() ? uint8_t(text[i]) : uint8_t(0); };
    const auto tail = [&](size_t i) { return (byte(i) & 0xc0) == 0x80; };
    const uint8_t first = byte(0);
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first < 0xe0)
        return tail(1) ? 2 : 0;
    if (first >= 0xe0 && first < 0xf0) {
        const bool overlong = first == 0xe0 && byte(1) < 0xa0, surrogate = first == 0xed && byte(1) >= 0xa0;
        return tail(1) && tail(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (first >= 0xf0 && first < 0xf5) {
        const bool overlong = first == 0xf0 && byte(1) < 0x90, tooLarge = first == 0xf4 && byte(1) >= 0x90;
        return tail(1) && tail(2) && tail(3) && !overlong && !tooLarge ? 4 : 0;
    }
    return 0;
}

/// Offset of the first byte that is not UTF-8.
uint32_t firstBadByte(std::string_view text)
{
    for (uint32_t at = 0; at < text.size();) {
        const uint32_t length = sequenceLength(text.substr(at));
        if (!length)
            return at;
        at += length;
    }
    return NoByte;
}

bool isHex(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/// Length of the escape at the front of `text`, which starts with a backslash; 0 when it is none (spec §6.3.3).
uint32_t escapeLength(std::string_view text)
{
    if (text.size() < 2)
        return 0;
    if (std::string_view("tnr\"'\\").find(text[1]) != std::string_view::npos)
        return 2;
    if (text.size() > 2 && isHex(text[1]) && isHex(text[2]))
        return 3;
    if (text.substr(1, 2) != "u{" || text.size() < 5 || !isHex(text[3]))
        return 0;
    uint32_t code = 0, at = 3;
    for (; at < text.size() && (isHex(text[at]) || (text[at] == '_' && text[at - 1] != '_')); ++at)
        if (text[at] != '_' && code < 0x110000)
            code = code * 16 + uint32_t(text[at] <= '9' ? text[at] - '0' : (text[at] | 0x20) - 'a' + 10);
    const bool scalar = code < 0xd800 || (code >= 0xe000 && code < 0x110000);
    return scalar && text[at - 1] != '_' && at < text.size() && text[at] == '}' ? at + 1 : 0;
}

std::string quoted(std::string_view word)
{
    constexpr size_t most = 40;
    size_t length = std::min(word.size(), most);
    while (length < word.size() && length && (uint8_t(word[length]) & 0xc0) == 0x80)
        --length; // no half characters
    return "'" + std::string(word.substr(0, length)) + (length < word.size() ? "…'" : "'");
}

class Problems
{
public:
    Problems(std::string_view text, const Chunk &chunk, size_t most) : m_text(text), m_chunk(chunk), m_most(most) {}
    std::vector<Diagnostic> run();

private:
    void forms();
    void strayParens();
    void looseTokens();
    void tokens();
    void token(const Token &token);
    void errorToken(TextRange range, std::string_view word, bool inAnnotation);
    void unclosedString(TextRange range);
    void stringContent(TextRange range);
    Diagnostic &add(TextRange range, std::string message);
    bool enough() const { return m_found.size() >= m_limit; }
    std::string_view word(TextRange range) const { return m_text.substr(range.begin, range.size()); }

    std::string_view m_text;
    const Chunk &m_chunk;
    const size_t m_most;
    size_t m_limit = 0; ///< of the pass: its first `m_most` may be the first of all
    std::vector<Diagnostic> m_found;
};

Diagnostic &Problems::add(TextRange range, std::string message)
{
    Diagnostic problem;
    problem.range = range;
    problem.message = std::move(message);
    m_found.push_back(std::move(problem));
    return m_found.back();
}

std::vector<Diagnostic> Problems::run()
{
    for (void (Problems::*pass)() :
         {&Problems::forms, &Problems::strayParens, &Problems::looseTokens, &Problems::tokens}) {
        m_limit = m_found.size() + m_most;
        (this->*pass)();
    }
    std::sort(m_found.begin(), m_found.end(), [](const Diagnostic &a, const Diagnostic &b) {
        return std::tie(a.range.begin, a.range.end, a.message) < std::tie(b.range.begin, b.range.end, b.message);
    });
    if (m_found.size() > m_most)
        m_found.resize(m_most);
    return std::move(m_found);
}

void Problems::forms()
{
    if (m_chunk.tooDeep)
        add(m_chunk.tokens[m_chunk.tooDeep].range, "more than a million forms inside one another");
    for (const Node &node : m_chunk.nodes) {
        if (enough())
            return;
        if (!node.closed)
            m_found.push_back(
                neverClosed(m_chunk.tokens[node.firstToken].range, m_chunk.tokens[node.lastToken].range.end));
    }
}

/// Neighbours are one problem: after a paste there may be many.
void Problems::strayParens()
{
    const std::vector<uint32_t> &stray = m_chunk.stray;
    for (size_t i = 0, next; i < stray.size() && !enough(); i = next) {
        for (next = i + 1; next < stray.size() && stray[next] == stray[next - 1] + 1;)
            ++next;
        const TextRange range{m_chunk.tokens[stray[i]].range.begin, m_chunk.tokens[stray[next - 1]].range.end};
        add(range, "unexpected ')'").fixes.push_back({"Remove it", {{range, ""}}});
    }
}

/// Words between the fields of a module, or between modules.
void Problems::looseTokens()
{
    const std::vector<Token> &tokens = m_chunk.tokens;
    const auto loose = [](const Token &token) {
        return token.kind == TokenKind::Keyword || token.kind == TokenKind::Id || token.kind == TokenKind::Number ||
               token.kind == TokenKind::String;
    };
    Diagnostic *last = nullptr;
    uint32_t form = m_chunk.nodes[0].firstChild;
    for (size_t i = 0; i < tokens.size(); ++i) {
        if (form && m_chunk.nodes[form].firstToken == i) {
            last = nullptr;
            i = m_chunk.nodes[form].lastToken;
            form = m_chunk.nodes[form].nextSibling;
        } else if (loose(tokens[i])) {
            if (last)
                last->range.end = tokens[i].range.end;
            else if (enough())
                return;
            else
                last = &add(tokens[i].range, "expected '(' before this");
        } else if (!tokens[i].trivia()) {
            last = nullptr;
        }
    }
}

void Problems::tokens()
{
    const std::vector<Token> &tokens = m_chunk.tokens;
    const auto separate = [](TokenKind kind) {
        return kind == TokenKind::Keyword || kind == TokenKind::Id || kind == TokenKind::Number ||
               kind == TokenKind::String;
    };
    // Anything may stand in an annotation, even what would be an error elsewhere.
    uint32_t annotationEnd = 0;
    size_t node = 0;
    for (uint32_t i = 0; i < tokens.size() && !enough(); ++i) {
        const bool inAnnotation = i < annotationEnd;
        if (tokens[i].kind == TokenKind::Annotation && !inAnnotation) {
            while (node + 1 < m_chunk.nodes.size() && m_chunk.nodes[node + 1].firstToken <= i)
                ++node;
            annotationEnd = m_chunk.nodes[node].lastToken;
        }
        if (tokens[i].kind == TokenKind::Error)
            errorToken(tokens[i].range, word(tokens[i].range), inAnnotation);
        else if (tokens[i].kind != TokenKind::Annotation || !inAnnotation)
            token(tokens[i]);
        if (i && !inAnnotation && separate(tokens[i].kind) && separate(tokens[i - 1].kind))
            add({tokens[i - 1].range.begin, tokens[i].range.end}, "a space is missing between these words")
                .fixes.push_back({"Insert a space", {{{tokens[i].range.begin, tokens[i].range.begin}, " "}}});
    }
}

void Problems::token(const Token &token)
{
    const TextRange range = token.range;
    if (token.kind == TokenKind::String) {
        stringContent(range);
    } else if (token.kind == TokenKind::Id) {
        if (range.size() == 1 || word(range) == "$\"\"")
            add(range, "the name after '$' is missing");
        else if (word(range)[1] == '"')
            stringContent({range.begin + 1, range.end});
    } else if (token.kind == TokenKind::Annotation) {
        if (range.size() == 2 || word(range) == "(@\"\"")
            add(range, "the annotation has no name");
    }
}

void Problems::errorToken(TextRange range, std::string_view word, bool inAnnotation)
{
    if (word[0] == '"' || word.starts_with("$\"")) {
        unclosedString(range);
    } else if (word.starts_with("(;")) {
        add({range.begin, range.begin + 2}, "this block comment is never closed");
    } else if (word[0] == '(' || word[0] == ')') {
        add(range, "more than a million parentheses in a row");
    } else if (const uint32_t bad = firstBadByte(word); bad != NoByte) {
        add({range.begin + bad, range.end}, "these bytes are not UTF-8");
    } else if (uint8_t(word[0]) >= 0x80) {
        add(range, quoted(word) + " may stand only in strings and comments");
    } else if (uint8_t(word[0]) < 0x20 || word[0] == 0x7f) {
        add(range, "a control character has no place here");
    } else if (inAnnotation) {
        return;
    } else if ((word[0] >= '0' && word[0] <= '9') || word[0] == '+' || word[0] == '-') {
        add(range, quoted(word) + " is not a number");
    } else {
        add(range, "unexpected " + quoted(word));
    }
}

void Problems::unclosedString(TextRange range)
{
    // A backslash at the end would turn the quote into an escape.
    Diagnostic &problem = add(range, "the string is not closed on its line");
    if (m_text[range.end - 1] != '\\')
        problem.fixes.push_back({"Close the string here", {{{range.end, range.end}, "\""}}});
}

void Problems::stringContent(TextRange range)
{
    const std::string_view literal = word(range);
    if (const uint32_t bad = firstBadByte(literal); bad != NoByte)
        add({range.begin + bad, range.begin + bad + 1}, "this byte is not UTF-8; write it as an escape such as \\ff");
    for (size_t at = literal.find('\\'); at < literal.size(); at = literal.find('\\', at)) {
        const uint32_t length = escapeLength(literal.substr(at, literal.size() - 1 - at));
        const auto begin = uint32_t(range.begin + at);
        if (!length)
            add({begin, begin + 2}, quoted(literal.substr(at, 2)) + " is not an escape");
        at += length ? length : 2;
    }
}

} // namespace

Diagnostic neverClosed(TextRange opening, uint32_t end)
{
    Diagnostic problem;
    problem.range = opening;
    problem.message = "this '(' is never closed";
    problem.fixes.push_back({"Insert ')' at the end of the form", {{{end, end}, ")"}}});
    return problem;
}

std::vector<Diagnostic> syntaxProblems(std::string_view text, const Chunk &chunk, size_t most)
{
    return Problems(text, chunk, most).run();
}

} // namespace watchglass::wat::detail
