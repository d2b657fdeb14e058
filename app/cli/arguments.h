// SPDX-License-Identifier: Apache-2.0
/// A command line, read by the table of a verb.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace watchglass::cli {

struct Verb;

struct Arguments {
    /// By the name of the option, in the order they were given; "" for those without a value.
    std::map<std::string_view, std::vector<std::string>> options;
    std::vector<std::string> operands;
    std::vector<std::string>
        rest; ///< what came after an option that takes the rest, or after -- where a verb wants that
    bool help = false;

    bool has(std::string_view option) const { return options.contains(option); }
    std::optional<std::string> value(std::string_view option) const; ///< the last one
    std::vector<std::string> values(std::string_view option) const;
};

/// Reads what follows the verb. On an error returns nothing and says what is wrong in `error`, as a sentence.
std::optional<Arguments> parse(const Verb &verb, const std::vector<std::string> &words, std::string &error);

/// The candidate nearest to what was typed, when it is near enough to be meant; else nothing.
std::optional<std::string_view> nearest(std::string_view typed, const std::vector<std::string_view> &candidates);

} // namespace watchglass::cli
