// SPDX-License-Identifier: Apache-2.0
#include "engine/host/claims/token_list.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace watchglass::claims {

namespace {

Texts wordsOf(std::string_view text)
{
    Texts words;
    const auto json = nlohmann::ordered_json::parse(text, nullptr, false);
    if (json.is_object()) {
        for (const auto &[key, value] : json.items())
            if (value.is_string() && value.get_ref<const std::string &>().find('.') != std::string::npos)
                words.push_back(value.get<std::string>());
        return words;
    }
    constexpr std::string_view spaces = " \t\r\n";
    for (size_t at = text.find_first_not_of(spaces); at != text.npos;) {
        const size_t end = std::min(text.find_first_of(spaces, at), text.size());
        words.emplace_back(text.substr(at, end - at));
        at = text.find_first_not_of(spaces, end);
    }
    return words;
}

} // namespace

Result<Tokens> readTokens(std::string_view text)
{
    Tokens tokens;
    for (const std::string &word : wordsOf(text)) {
        Result<std::shared_ptr<const Token>> token = readToken(word);
        if (!token)
            return Trouble{"it is neither a binary module nor a token: " + token.trouble.sentence, token.trouble.fix};
        tokens.push_back(std::move(*token));
    }
    if (tokens.empty())
        return Trouble{"there is no token in it", {}};
    return tokens;
}

} // namespace watchglass::claims
