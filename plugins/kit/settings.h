// SPDX-License-Identifier: Apache-2.0
/// What the settings of a link say.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace watchglass::plugins {

using Settings = std::map<std::string, std::string>;

/// The fallback when it is not given, or empty.
std::string textOf(const Settings &settings, const std::string &name, std::string fallback);
/// A whole number; throws Refused when it is none from `least` to `most`.
uint64_t numberOf(const Settings &settings, const std::string &name, uint64_t fallback, uint64_t least, uint64_t most);
/// What stands between commas, without the spaces around it; what is empty is left out.
std::vector<std::string> wordsOf(const Settings &settings, const std::string &name);

} // namespace watchglass::plugins
