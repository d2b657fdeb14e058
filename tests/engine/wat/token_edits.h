// SPDX-License-Identifier: Apache-2.0
/// What a text looks like while somebody types: random edits of whole tokens, the same in every run.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "engine/wat/lexer.h"

namespace watchglass::wat::test {

class TokenEdits
{
public:
    explicit TokenEdits(uint32_t seed) : m_random(seed) {}

    /// The text after one to three edits: a token left out, doubled, exchanged with another, or all after it gone.
    std::string edited(const std::string &text)
    {
        std::vector<std::string> words;
        for (const Token &token : lex(text))
            words.push_back(text.substr(token.range.begin, token.range.size()));
        for (uint32_t left = 1 + below(3); left > 0 && !words.empty(); --left)
            edit(words);
        std::string result;
        for (const std::string &word : words)
            result += word;
        return result;
    }
    uint32_t below(size_t limit) { return uint32_t(m_random() % limit); }

private:
    void edit(std::vector<std::string> &words)
    {
        const uint32_t at = below(words.size());
        switch (below(9)) {
        case 0:
        case 1:
        case 2:
            words.erase(words.begin() + at);
            break;
        case 3:
        case 4:
            words.insert(words.begin() + at, std::string(words[at]));
            break;
        case 5:
        case 6:
            std::swap(words[at], words[below(words.size())]);
            break;
        case 7:
            words[at] = words[below(words.size())];
            break;
        default:
            words.resize(at + 1);
            break;
        }
    }

    std::mt19937 m_random;
};

} // namespace watchglass::wat::test
