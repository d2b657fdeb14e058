// SPDX-License-Identifier: Apache-2.0
/// The significant tokens of a text with their partners: which parenthesis closes which.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "engine/wat/lexer.h"

namespace watchglass::wat {

class TokenIndex
{
public:
    /// `text` must be balanced and must outlive the index.
    explicit TokenIndex(std::string_view text);

    size_t size() const { return m_tokens.size(); }
    const Token &operator[](uint32_t token) const { return m_tokens[token]; }
    std::string_view text(uint32_t token) const;
    /// The token that holds this byte.
    std::optional<uint32_t> at(uint32_t offset) const;
    /// Of a parenthesis; of any other token, itself.
    uint32_t partner(uint32_t token) const { return m_partners[token]; }
    bool opens(uint32_t token) const;
    /// The `(` just before a token: of the form whose keyword it is.
    std::optional<uint32_t> formOf(uint32_t keyword) const;

private:
    std::string_view m_text;
    std::vector<Token> m_tokens;
    std::vector<uint32_t> m_partners;
};

} // namespace watchglass::wat
