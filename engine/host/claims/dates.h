// SPDX-License-Identifier: Apache-2.0
/// Moments of tokens: seconds since 1970.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchglass::claims {

uint64_t secondsNow();
/// "2020-02-10 09:30:00 UTC"
std::string dateText(uint64_t seconds);
/// "30": so many days after `from`; "2027-01-31": the beginning of that day, in UTC. Nothing for anything else.
std::optional<uint64_t> readDate(std::string_view text, uint64_t from);

} // namespace watchglass::claims
