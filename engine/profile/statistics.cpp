// SPDX-License-Identifier: Apache-2.0
#include "engine/profile/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace watchglass::profile {

double effectiveSamples(const Profile &profile)
{
    if (profile.exact)
        return std::numeric_limits<double>::infinity();
    double sum = 0, squares = 0;
    for (const Sample &sample : profile.samples) {
        sum += double(sample.weight);
        squares += double(sample.weight) * double(sample.weight);
    }
    return squares > 0 ? sum * sum / squares : 0;
}

Share shareOf(double part, double whole, double samples)
{
    if (whole <= 0 || samples <= 0)
        return {};
    constexpr double z = 1.959964, z2 = z * z; // of 95 %
    const double share = part / whole;
    const double centre = (share + z2 / (2 * samples)) / (1 + z2 / samples);
    const double half =
        z / (1 + z2 / samples) * std::sqrt(share * (1 - share) / samples + z2 / (4 * samples * samples));
    return {share, std::max(0.0, std::min(centre - half, share)), std::min(1.0, std::max(centre + half, share))};
}

Difference difference(const Share &before, const Share &after)
{
    const double value = after.value - before.value;
    return {value, value - std::hypot(after.value - after.low, before.high - before.value),
            value + std::hypot(after.high - after.value, before.value - before.low)};
}

} // namespace watchglass::profile
