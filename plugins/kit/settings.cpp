// SPDX-License-Identifier: Apache-2.0
#include "plugins/kit/settings.h"

#include <charconv>

#include "plugins/kit/contract_answer.h"

namespace watchglass::plugins {

std::string textOf(const Settings &settings, const std::string &name, std::string fallback)
{
    const auto found = settings.find(name);
    return found == settings.end() || found->second.empty() ? fallback : found->second;
}

uint64_t numberOf(const Settings &settings, const std::string &name, uint64_t fallback, uint64_t least, uint64_t most)
{
    const std::string text = textOf(settings, name, std::to_string(fallback));
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < least || number > most)
        throw Refused("the setting " + name + " wants a whole number from " + std::to_string(least) + " to " +
                      std::to_string(most) + ", not \"" + text + "\"");
    return number;
}

std::vector<std::string> wordsOf(const Settings &settings, const std::string &name)
{
    constexpr std::string_view blank = " \t\r\n";
    const std::string text = textOf(settings, name, "");
    std::vector<std::string> words;
    for (size_t from = 0; from < text.size();) {
        const size_t end = std::min(text.find(',', from), text.size());
        const std::string part = text.substr(from, end - from);
        if (const size_t first = part.find_first_not_of(blank); first != part.npos)
            words.push_back(part.substr(first, part.find_last_not_of(blank) - first + 1));
        from = end + 1;
    }
    return words;
}

} // namespace watchglass::plugins
