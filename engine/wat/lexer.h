// SPDX-License-Identifier: Apache-2.0
/// Tokens of the text format (spec §6.3). Lossless: the tokens of a text, joined, are the text.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/wat/text.h"

namespace watchglass::wat {

enum class TokenKind : uint8_t {
    LeftParen,
    RightParen,
    Keyword, ///< instructions, types, form names, `offset=8`
    Id,      ///< `$name`, `$"quoted"`
    Number,  ///< integers, floats, `nan:0x…`, `inf`
    String,
    LineComment,  ///< `;; …` without its line end
    BlockComment, ///< `(; … ;)`, nested ones inside
    Annotation,   ///< the `(@name` of an annotation; opens a form
    Space,
    Error, ///< stray bytes, reserved words, an unclosed string or block comment, absurdly many parentheses
};

struct Token {
    TokenKind kind = TokenKind::Space;
    TextRange range;
    bool trivia() const
    {
        return kind == TokenKind::Space || kind == TokenKind::LineComment || kind == TokenKind::BlockComment;
    }
};

/// What a line starts inside of: the depth of nested block comments (0 = none). All state the lexer needs.
using LexState = uint32_t;

class Lexer
{
public:
    /// Lexes from `begin`, which must be a token boundary or the start of a line whose state is given.
    explicit Lexer(std::string_view text, uint32_t begin = 0, LexState state = 0);
    /// False at the end of the text.
    bool next(Token &out);
    /// State after the last token (non-zero inside an unclosed block comment).
    LexState state() const { return m_state; }
    /// Every byte that had a say in the tokens so far lies before this offset; when it lies past the end of the text,
    /// that end had a say too. What an incremental parse needs to know.
    uint32_t seen() const;

private:
    TokenKind lexParen();
    TokenKind lexRun(char paren);
    TokenKind lexBlockComment(LexState depth);
    TokenKind lexString();
    TokenKind lexId();
    TokenKind lexStray();
    TokenKind lexWord();
    char peek(uint32_t ahead) const { return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0'; }

    std::string_view m_text;
    uint32_t m_at;
    LexState m_state;
    uint32_t m_lookedAt = 0; ///< end of the farthest look past a token
    uint32_t m_runEnd = 0;   ///< parentheses before this offset are known to be no absurd run
};

/// A run of more equal parentheses than this is one Error token: no program has it, and a hostile file of 50 MB of `(`
/// then costs next to nothing.
inline constexpr uint32_t LongestParenRun = 1'000'000;

std::vector<Token> lex(std::string_view text);

/// What a token means, told from the tokens just before it – enough to paint it before any analysis is done.
enum class TokenRole : uint8_t {
    Plain,
    Punctuation,
    Instruction,
    OldInstruction,
    Type,
    Form,
    Attribute,
    Number,
    String,
    Comment,
    Error,
    Function,
    Local,
    Parameter,
    Label,
    Global,
    Memory,
    Table,
    TypeName,
    Other, ///< roles of identifiers
};
/// Roles of consecutive tokens (trivia included). `previous` are up to 8 significant tokens before the first.
std::vector<TokenRole> roles(std::string_view text, const std::vector<Token> &tokens,
                             const std::vector<Token> &previous = {});

} // namespace watchglass::wat
