// SPDX-License-Identifier: Apache-2.0
#include "plugins/messaging/subject.h"

#include <algorithm>

#include "plugins/kit/contract_answer.h"

namespace watchglass::messaging {

namespace {

/// Takes the first word, and the dot behind it.
std::string_view takeWord(std::string_view &text)
{
    const std::string_view word = text.substr(0, text.find('.'));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    return word;
}

bool isWritable(std::string_view text)
{
    return !text.empty() && text.size() <= 1024 && text.back() != '.' &&
           std::none_of(text.begin(), text.end(), [](char letter) { return uint8_t(letter) <= ' ' || letter == 0x7f; });
}

} // namespace

bool isSubject(std::string_view text)
{
    if (!isWritable(text))
        return false;
    while (!text.empty())
        if (const std::string_view word = takeWord(text); word.empty() || word == "*" || word == ">")
            return false;
    return true;
}

bool isPattern(std::string_view text)
{
    if (!isWritable(text))
        return false;
    while (!text.empty())
        if (const std::string_view word = takeWord(text); word.empty() || (word == ">" && !text.empty()))
            return false;
    return true;
}

bool matches(std::string_view pattern, std::string_view subject)
{
    while (!pattern.empty() && !subject.empty()) {
        const std::string_view wanted = takeWord(pattern);
        if (wanted == ">")
            return true;
        if (const std::string_view word = takeWord(subject); wanted != "*" && wanted != word)
            return false;
    }
    return pattern.empty() && subject.empty();
}

std::vector<Subscription> subscriptionsOf(const std::vector<std::string> &words, const std::string &group)
{
    const auto checkGroup = [](const std::string &name) {
        if (!name.empty() && !isSubject(name))
            throw plugins::Refused("\"" + name + "\" is no name for a group that shares messages");
    };
    checkGroup(group);
    std::vector<Subscription> made;
    for (const std::string &word : words) {
        const size_t bar = word.find('|');
        Subscription one{word.substr(0, bar), bar == word.npos ? group : word.substr(bar + 1)};
        if (!isPattern(one.pattern) || (bar != word.npos && one.group.empty()))
            throw plugins::Refused("the setting SUBSCRIPTION wants subjects as orders.new, orders.* or orders.>, "
                                   "separated by commas, not \"" +
                                   word + "\"");
        checkGroup(one.group);
        made.push_back(std::move(one));
    }
    return made;
}

} // namespace watchglass::messaging
