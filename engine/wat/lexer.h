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
    Keyword,      ///< instructions, types, form names, `offset=8`
    Id,           ///< `$name`, `$"quoted"`
    Number,       ///< integers, floats, `nan:0x…`, `inf`
    String,
    LineComment,  ///< `;; …` without its line end
    BlockComment, ///< `(; … ;)`, nested ones inside
    Annotation,   ///< the `(@name` of an annotation
    Space,
    Error,        ///< stray bytes, an unclosed string or block comment
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

private:
    std::string_view m_text;
    uint32_t m_at;
    LexState m_state;
};

std::vector<Token> lex(std::string_view text);

/// What a token means, told from the tokens just before it – enough to paint it before any analysis is done.
enum class TokenRole : uint8_t {
    Plain, Punctuation, Instruction, OldInstruction, Type, Form, Attribute, Number, String, Comment, Error,
    Function, Local, Parameter, Label, Global, Memory, Table, TypeName, Other, ///< roles of identifiers
};
/// Roles of consecutive tokens (trivia included). `previous` are up to 8 significant tokens before the first.
std::vector<TokenRole> roles(std::string_view text, const std::vector<Token> &tokens, const std::vector<Token> &previous = {});

} // namespace watchglass::wat
