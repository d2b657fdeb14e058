// SPDX-License-Identifier: Apache-2.0
/// Two profiles side by side, with a word on what is only chance.
#pragma once

#include "engine/profile/views.h"

namespace watchglass::profile {

struct ComparedFunction {
    Function function;   ///< as the later profile has it, when it does
    Share before, after; ///< of the time, without callees
    Difference change;   ///< of these
    uint64_t samplesBefore = 0, samplesAfter = 0;
};
/// Functions with a cost in either, by name; the greatest change first, those that are not noise before those that are.
std::vector<ComparedFunction> compared(const Profile &before, const Profile &after);

} // namespace watchglass::profile
