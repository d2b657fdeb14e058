// SPDX-License-Identifier: Apache-2.0
/// How far a share that was sampled can be trusted.
#pragma once

#include "engine/profile/profile.h"

namespace watchglass::profile {

/// A share of the whole, from 0 to 1, and the interval that holds the true one in 95 of 100 profiles.
struct Share {
    double value = 0, low = 0, high = 1;
};

/// How many samples of equal weight would tell as much as these (Kish's effective sample size).
double effectiveSamples(const Profile &profile);

/// Wilson's score interval (1927): never below 0 or above 1, and of use for few samples too.
Share shareOf(double part, double whole, double samples);

/// The difference of two shares, with its 95 % interval (Newcombe 1998, method 10, from the two Wilson intervals).
struct Difference {
    double value = 0, low = 0, high = 0;
    bool isNoise() const { return low <= 0 && high >= 0; }
};
Difference difference(const Share &before, const Share &after);

/// Below that many samples a number should be marked as doubtful.
inline constexpr uint64_t fewSamples = 30;

} // namespace watchglass::profile
