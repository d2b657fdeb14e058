// SPDX-License-Identifier: Apache-2.0
#include "engine/profile/timeline.h"

#include <algorithm>

#include "engine/base/interactive.h"

namespace watchglass::profile {

Timeline timelineOf(const Profile &profile, size_t bins)
{
    longCall("profile::timelineOf");
    Timeline line;
    if (profile.unit == Unit::Count || profile.samples.empty() || bins == 0)
        return line;
    line.duration = std::max(profile.duration, profile.samples.back().time + 1);
    line.bins.resize(bins);
    for (const Sample &sample : profile.samples) {
        const auto at = size_t(double(sample.time) / double(line.duration) * double(bins));
        Timeline::Bin &bin = line.bins[std::min(at, bins - 1)];
        const Place &place = profile.places[profile.nodes[sample.node].place];
        (profile.functions[place.function].kind == Function::Kind::Host ? bin.host : bin.guest) += sample.weight;
        line.most = std::max(line.most, bin.guest + bin.host);
    }
    return line;
}

} // namespace watchglass::profile
