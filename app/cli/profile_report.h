// SPDX-License-Identifier: Apache-2.0
/// Profiles as a person reads them in a terminal.
#pragma once

#include <functional>
#include <string>

#include "engine/profile/profile.h"

namespace watchglass::cli {

/// A summary of the `top` dearest functions and places. `placeOf` says where an instruction stands; empty: unknown.
std::string summary(const profile::Profile &profile, size_t top,
                    const std::function<std::string(uint32_t offset)> &placeOf);

/// What became dearer and cheaper, and what is only chance.
std::string comparison(const profile::Profile &before, const profile::Profile &after, size_t top);

} // namespace watchglass::cli
