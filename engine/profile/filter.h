// SPDX-License-Identifier: Apache-2.0
/// Which samples of a profile are looked at.
#pragma once

#include <optional>

#include "engine/profile/profile.h"

namespace watchglass::profile {

struct Filter {
    struct Step {
        enum class Kind : uint8_t {
            Only,    ///< samples with the function on their stack
            Without, ///< samples without it
            Range,   ///< samples from `begin` up to `end`
        } kind = Kind::Only;
        uint32_t function = none;
        uint64_t begin = 0, end = 0;
        bool operator==(const Step &) const = default;
    };
    std::vector<Step> steps; ///< all of them hold
    bool operator==(const Filter &) const = default;
};

/// The samples that pass, on the same stacks.
Profile filtered(const Profile &profile, const Filter &filter);

} // namespace watchglass::profile
