// SPDX-License-Identifier: Apache-2.0
/// One function for each format; formats.cpp chooses.
#pragma once

#include <nlohmann/json.hpp>

#include "engine/profile/formats.h"

namespace watchglass::profile {

using Json = nlohmann::ordered_json;
using ReadResult = std::variant<Profile, std::string>;

std::string writeOwn(const Profile &profile);
std::string writeCollapsed(const Profile &profile);
std::string writeSpeedscope(const Profile &profile);
std::string writePprof(const Profile &profile);
std::string writeTrace(const Profile &profile);
std::string writeFirefox(const Profile &profile);
std::string writeFlameGraph(const Profile &profile);

ReadResult readOwn(const Json &file);
ReadResult readSpeedscope(const Json &file);
ReadResult readCollapsed(std::string_view text);

/// JSON wants UTF-8; names of functions need not be.
std::string dumped(const Json &value);
/// "$name+0x12" where an offset is known and not the whole function is meant.
std::string label(const Profile &profile, const Place &place);
/// The places of a stack, outermost first.
std::vector<uint32_t> stackOf(const Profile &profile, uint32_t node);
/// "nanoseconds" or "samples".
std::string_view unitName(Unit unit);

} // namespace watchglass::profile
