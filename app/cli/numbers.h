// SPDX-License-Identifier: Apache-2.0
/// Numbers on a command line.
#pragma once

#include <charconv>
#include <limits>

#include "app/cli/arguments.h"

namespace watchglass::cli {

/// Nothing when the text is anything else, or the number does not fit.
template <class T>
std::optional<T> parseNumber(const std::string &text)
{
    T number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || text.empty())
        return std::nullopt;
    return number;
}

/// Leaves `number` as it is when the option was not given; an error is a sentence, `range` as in " from 1 to 9".
template <class T>
std::optional<std::string> readNumber(const Arguments &arguments, std::string_view option, T least, T most,
                                      std::optional<T> &number, const char *range = "")
{
    const auto text = arguments.value(option);
    if (!text)
        return std::nullopt;
    number = parseNumber<T>(*text);
    if (!number || !(*number >= least && *number <= most))
        return std::string(option) + " wants a number" + range + ", not \"" + *text + "\"";
    return std::nullopt;
}

} // namespace watchglass::cli
