// SPDX-License-Identifier: Apache-2.0
/// The significant tokens of a tree with balanced parentheses: what the analysis reads instead of raw tokens.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/wat/syntax_tree.h"

namespace watchglass::wat::detail {

struct Word {
    TokenKind kind = TokenKind::Keyword;
    TextRange range;    ///< empty for a `)` that is missing in the text
    uint32_t close = 0; ///< of a `(`: the word that closes it
};

/// Trivia and annotations are left out, stray `)` too; a missing `)` stands where the tree ends the form. So every `(`
/// has its `)`, and whoever walks the words never has to look for the end.
class Words
{
public:
    /// Those that begin before `end`; the forms around it are closed there.
    explicit Words(const SyntaxTree &tree, uint32_t end = UINT32_MAX);

    uint32_t size() const { return uint32_t(m_words.size()); }
    const Word &operator[](uint32_t i) const { return m_words[i]; }
    std::string_view text(uint32_t i) const { return m_text.substr(m_words[i].range.begin, m_words[i].range.size()); }
    std::string_view text(TextRange range) const { return m_text.substr(range.begin, range.size()); }
    std::string_view all() const { return m_text; }
    bool is(uint32_t i, TokenKind kind) const { return i < size() && m_words[i].kind == kind; }
    bool isKeyword(uint32_t i, std::string_view word) const { return is(i, TokenKind::Keyword) && text(i) == word; }
    /// Whether a form with that keyword starts here: `(word`.
    bool opens(uint32_t i, std::string_view word) const
    {
        return is(i, TokenKind::LeftParen) && isKeyword(i + 1, word);
    }
    /// The keyword of the form that starts at `open`; "" when it has none.
    std::string_view formName(uint32_t open) const
    {
        return is(open + 1, TokenKind::Keyword) ? text(open + 1) : std::string_view{};
    }
    /// From the `(` to its `)`.
    TextRange form(uint32_t open) const { return {m_words[open].range.begin, m_words[m_words[open].close].range.end}; }
    /// The first word at or after an offset.
    uint32_t at(uint32_t offset) const;

private:
    void add(const PlacedChunk &placed, uint32_t end);
    void close(TextRange range);
    TextRange missingEnd() const;

    std::string_view m_text;
    std::vector<Word> m_words;
    std::vector<uint32_t> m_open; ///< each `(` without its `)` so far
};

/// The identifier that `$name` or `$"name"` means, with its `$` and without quotes, so that both spellings are one.
std::string canonicalName(std::string_view identifier);
/// The bytes a string literal stands for (its quotes included in `literal`).
std::string unescaped(std::string_view literal);
/// Whether bytes are UTF-8 as names must be (RFC 3629).
bool isUtf8(std::string_view bytes);

} // namespace watchglass::wat::detail
