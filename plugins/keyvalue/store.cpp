// SPDX-License-Identifier: Apache-2.0
#include "plugins/keyvalue/store.h"

#include <algorithm>
#include <charconv>

namespace watchglass::keyvalue {

namespace {

std::string quoted(std::string_view key)
{
    constexpr size_t most = 100;
    return key.size() <= most
               ? "\"" + std::string(key) + "\""
               : "\"" + std::string(key.substr(0, most)) + "…\" (" + std::to_string(key.size()) + " bytes)";
}

/// As Redis reads one: nothing around it, no zeros before it, no plus.
std::optional<int64_t> wholeNumber(const std::string &text)
{
    int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || std::to_string(number) != text)
        return std::nullopt;
    return number;
}

} // namespace

int32_t sum(std::string_view key, const std::optional<std::string> &kept, int32_t amount)
{
    const auto number = kept ? wholeNumber(*kept) : std::optional<int64_t>(0);
    if (!number)
        throw noNumber(key);
    int64_t sum = 0;
    if (__builtin_add_overflow(*number, int64_t(amount), &sum) || sum < INT32_MIN || sum > INT32_MAX)
        throw tooGreat(key);
    return int32_t(sum);
}

std::pair<uint64_t, uint64_t> part(int32_t start, int32_t stop, uint64_t count)
{
    const auto place = [&](int32_t at) { return at < 0 ? int64_t(count) + at : int64_t(at); };
    const int64_t first = std::max<int64_t>(place(start), 0);
    const int64_t last = std::min(place(stop), int64_t(count) - 1);
    return first > last ? std::pair<uint64_t, uint64_t>(0, 0)
                        : std::pair<uint64_t, uint64_t>(first, uint64_t(last - first) + 1);
}

Failed wrongKind(std::string_view key)
{
    return Refused("the key " + quoted(key) +
                   " holds another kind of value: texts, lists and sets have "
                   "operations of their own");
}

Failed noNumber(std::string_view key)
{
    return Refused("the key " + quoted(key) + " holds no whole number that could be added to");
}

Failed tooGreat(std::string_view key)
{
    return Refused("the sum under the key " + quoted(key) +
                   " would not fit the 32 bits of an answer; it stays as it is");
}

} // namespace watchglass::keyvalue
