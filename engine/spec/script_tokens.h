// SPDX-License-Identifier: Apache-2.0
/// The tokens of a script without its comments and annotations, and which parenthesis closes which.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/wat/lexer.h"

namespace watchglass::spec {

class ScriptTokens
{
public:
    /// Indices of tokens: `(` … past `)`.
    struct Form {
        size_t begin = 0, end = 0;
    };

    explicit ScriptTokens(std::string text);
    ScriptTokens(const ScriptTokens &) = delete;

    /// Parentheses without partner: then nothing else may be asked.
    std::optional<std::string> problem() const { return m_problem; }
    /// The first form at or after a token; loose tokens before it are passed over.
    bool nextForm(size_t from, Form &form) const;
    std::optional<Form> formAt(size_t token) const;
    /// Its first word.
    std::string_view head(const Form &form) const { return word(form.begin + 1); }
    /// From the first token to before the second, comments included.
    std::string_view text(size_t begin, size_t end) const;
    /// Empty past the end.
    std::string_view word(size_t token) const;
    uint32_t line(const Form &form) const { return m_lines.at(m_tokens[form.begin].range.begin).line; }

    bool isString(size_t token) const;
    /// The bytes of a string, and on to the next token.
    std::string string(size_t &token) const;
    /// The same for an identifier; empty when there is none.
    std::string identifier(size_t &token) const;

private:
    std::string m_text; ///< annotations are spaces in it
    std::vector<wat::Token> m_tokens;
    std::vector<size_t> m_close; ///< per token: of a `(`, its `)`
    wat::LineIndex m_lines;
    std::optional<std::string> m_problem;
};

} // namespace watchglass::spec
