// SPDX-License-Identifier: Apache-2.0
#include "engine/wat/assemble/text_check.h"

#include <cstdio>
#include <optional>

#include "engine/wat/syntax_tree.h"

namespace watchglass::wat {

namespace {

constexpr size_t largestText = size_t(1) << 30;
/// Up to here the whole tree is built to find the best places to complain about.
constexpr size_t largestTree = size_t(8) << 20;

Diagnostic problem(TextRange range, std::string message)
{
    return {Severity::Error, DiagnosticSource::Syntax, range, std::move(message), {}, {}};
}

/// Bytes of the well-formed UTF-8 sequence at the front (Unicode 15, table 3-7), 0 when there is none.
size_t sequenceLength(std::string_view text)
{
    const uint8_t first = uint8_t(text[0]);
    if (first < 0x80)
        return 1;
    const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length)
        return 0;
    const uint8_t second = uint8_t(text[1]);
    const uint8_t low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const uint8_t high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (second < low || second > high)
        return 0;
    for (size_t i = 2; i < length; ++i)
        if ((uint8_t(text[i]) & 0xc0) != 0x80)
            return 0;
    return length;
}

std::optional<Diagnostic> badBytes(std::string_view text)
{
    for (size_t at = 0; at < text.size();) {
        const TextRange here{uint32_t(at), uint32_t(at + 1)};
        if (text[at] == '\0')
            return problem(here, "a NUL byte cannot stand in a text: this may be a binary file");
        const size_t length = sequenceLength(text.substr(at));
        if (length == 0) {
            char message[80];
            std::snprintf(message, sizeof message, "the byte 0x%02x is not UTF-8 here; save the text as UTF-8",
                          uint8_t(text[at]));
            return problem(here, message);
        }
        at += length;
    }
    return std::nullopt;
}

/// What is wrong with an error token that wabt must not see: it mistakes some of them for the end of the text. Nothing
/// for those that it can judge itself.
const char *grossError(std::string_view token)
{
    const uint8_t first = uint8_t(token[0]);
    if (first == '"')
        return "this string is never closed";
    if (token.starts_with("(;"))
        return "this comment is never closed";
    if (first == '(' || first == ')')
        return "more than a million parentheses in a row";
    return first < 0x20 || first >= 0x80 ? "this character cannot stand here" : nullptr;
}

std::optional<Diagnostic> badTokens(std::string_view text)
{
    uint32_t depth = 0;
    TextRange outermost;
    Lexer lexer(text);
    for (Token token; lexer.next(token);) {
        if (token.kind == TokenKind::Error)
            if (const char *message = grossError(text.substr(token.range.begin, token.range.size())))
                return problem(token.range, message);
        if (token.kind == TokenKind::LeftParen || token.kind == TokenKind::Annotation) {
            if (depth++ == 0)
                outermost = token.range;
        } else if (token.kind == TokenKind::RightParen && depth-- == 0) {
            return problem(token.range, "this parenthesis closes nothing");
        }
    }
    if (depth == 0)
        return std::nullopt;
    return problem(outermost,
                   depth == 1 ? "this parenthesis is never closed"
                              : "this parenthesis and " + std::to_string(depth - 1) + " inside it are never closed");
}

} // namespace

std::vector<Diagnostic> grossProblems(std::string_view text)
{
    if (text.size() > largestText)
        return {problem({}, "the text is larger than 1 GiB")};
    if (auto bad = badBytes(text))
        return {std::move(*bad)};
    auto bad = badTokens(text);
    if (!bad)
        return {};
    std::vector<Diagnostic> told;
    if (text.size() <= largestTree)
        told = SyntaxTree::parse(std::string(text)).diagnostics();
    return told.empty() ? std::vector{std::move(*bad)} : told;
}

} // namespace watchglass::wat
