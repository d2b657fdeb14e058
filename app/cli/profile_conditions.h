// SPDX-License-Identifier: Apache-2.0
/// What `--fail-if` asks of a profile: "share($f) > 30%".
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "engine/profile/profile.h"

namespace watchglass::cli {

struct Condition {
    std::string text;     ///< as it was given
    std::string function; ///< its name, raw or demangled, without "$"
    bool withCallees = false;
    enum class Relation : uint8_t { Above, AtLeast, Below, AtMost } relation = Relation::Above;
    double limit = 0; ///< a share, from 0 to 1
};

/// share or self of a function: without what it calls; total: with that. An error is told as a sentence.
std::optional<Condition> parseCondition(const std::string &text, std::string &error);
bool names(const Condition &condition, const profile::Function &function);
/// Nothing when it does not hold; else the numbers, as a sentence.
std::optional<std::string> holds(const Condition &condition, const profile::Profile &profile);

} // namespace watchglass::cli
