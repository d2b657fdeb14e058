// SPDX-License-Identifier: Apache-2.0
/// When the samples of a profile were taken.
#pragma once

#include "engine/profile/profile.h"

namespace watchglass::profile {

struct Timeline {
    uint64_t duration = 0; ///< nanoseconds; 0: the profile knows no time
    struct Bin {
        uint64_t guest = 0, host = 0; ///< weight
    };
    std::vector<Bin> bins; ///< equally long
    uint64_t most = 0;     ///< of a bin
};
/// Of so many bins; empty for what was counted.
Timeline timelineOf(const Profile &profile, size_t bins);

} // namespace watchglass::profile
