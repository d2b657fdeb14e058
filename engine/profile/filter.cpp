// SPDX-License-Identifier: Apache-2.0
#include "engine/profile/filter.h"

#include <algorithm>

#include "engine/base/interactive.h"

namespace watchglass::profile {

Profile filtered(const Profile &profile, const Filter &filter)
{
    longCall("profile::filtered");
    using Kind = Filter::Step::Kind;
    uint64_t begin = 0, end = ~uint64_t(0);
    std::vector<char> passes(profile.nodes.size(), 1), has(profile.nodes.size());
    for (const Filter::Step &step : filter.steps) {
        if (step.kind == Kind::Range) {
            begin = std::max(begin, step.begin);
            end = std::min(end, step.end);
            continue;
        }
        for (size_t i = 0; i < profile.nodes.size(); ++i) { // parents come first
            const Node &node = profile.nodes[i];
            has[i] = profile.places[node.place].function == step.function || (node.parent != none && has[node.parent]);
            passes[i] = passes[i] && has[i] == (step.kind == Kind::Only);
        }
    }
    Profile part = within(profile, begin, end);
    if (end == ~uint64_t(0) && begin == 0)
        part.duration = profile.duration;
    std::erase_if(part.samples, [&](const Sample &sample) { return !passes[sample.node]; });
    return part;
}

} // namespace watchglass::profile
