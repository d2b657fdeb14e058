// SPDX-License-Identifier: Apache-2.0
/// Profiles from a few lines of text, and trees as text.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "engine/profile/formats.h"
#include "engine/profile/views.h"

namespace watchglass::profile::test {

/// From collapsed stacks.
inline Profile profileOf(const std::string &lines)
{
    std::variant<Profile, std::string> result = read(lines);
    if (const auto *sentence = std::get_if<std::string>(&result)) {
        ADD_FAILURE() << *sentence;
        return {};
    }
    return std::get<Profile>(std::move(result));
}

/// A line for each node: two spaces a level, the name, self and total.
inline std::string toText(const Profile &profile, const Tree &tree, uint32_t node = 0, size_t depth = 0)
{
    std::string text;
    for (const uint32_t child : tree.nodes[node].children) {
        const Tree::Node &its = tree.nodes[child];
        text += std::string(2 * depth, ' ') + profile.functions[its.function].name + " " +
                std::to_string(its.cost.self) + " " + std::to_string(its.cost.total) + "\n";
        text += toText(profile, tree, child, depth + 1);
    }
    return text;
}

inline std::string toText(const Profile &profile, const std::vector<FunctionRow> &rows)
{
    std::string text;
    for (const FunctionRow &row : rows)
        text += profile.functions[row.function].name + " " + std::to_string(row.cost.self) + " " +
                std::to_string(row.cost.total) + "\n";
    return text;
}

inline uint32_t functionNamed(const Profile &profile, const std::string &name)
{
    for (uint32_t i = 0; i < profile.functions.size(); ++i)
        if (profile.functions[i].name == name)
            return i;
    return none;
}

} // namespace watchglass::profile::test
