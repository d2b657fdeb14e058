// SPDX-License-Identifier: Apache-2.0
#include "engine/profile/digest.h"

#include <algorithm>

#include "engine/base/interactive.h"

namespace watchglass::profile {

namespace {

std::vector<PlaceRow> placesOf(const Profile &profile)
{
    std::vector<Cost> costs(profile.places.size());
    for (const Sample &sample : profile.samples) {
        Cost &cost = costs[profile.nodes[sample.node].place];
        cost.self += sample.weight;
        ++cost.selfSamples;
    }
    std::vector<PlaceRow> rows;
    for (size_t i = 0; i < costs.size(); ++i) {
        const Place &place = profile.places[i];
        const bool guest = profile.functions[place.function].kind == Function::Kind::Guest;
        if (costs[i].selfSamples > 0 && guest && place.offset != none)
            rows.push_back({place.first, place.offset, costs[i]});
    }
    std::sort(rows.begin(), rows.end(), [](const PlaceRow &a, const PlaceRow &b) { return a.offset < b.offset; });
    std::vector<PlaceRow> merged; // one step of fast code may be another's end
    for (const PlaceRow &row : rows) {
        if (merged.empty() || merged.back().offset != row.offset) {
            merged.push_back(row);
            continue;
        }
        merged.back().first = std::min(merged.back().first, row.first);
        merged.back().cost += row.cost;
    }
    return merged;
}

} // namespace

Share Digest::share(uint64_t weight) const
{
    if (whole == 0)
        return {0, 0, 1};
    if (profile->exact) {
        const double value = double(weight) / double(whole);
        return {value, value, value};
    }
    return shareOf(double(weight), double(whole), effective);
}

const FunctionRow *Digest::row(uint32_t function) const
{
    return function < m_rowOf.size() && m_rowOf[function] != none ? &functions[m_rowOf[function]] : nullptr;
}

Digest digestOf(std::shared_ptr<const Profile> profile)
{
    longCall("profile::digestOf");
    Digest digest;
    digest.whole = profile->weight();
    digest.host = hostWeight(*profile);
    digest.effective = effectiveSamples(*profile);
    digest.functions = flat(*profile);
    digest.places = placesOf(*profile);
    digest.m_rowOf.assign(profile->functions.size(), none);
    for (uint32_t i = 0; i < digest.functions.size(); ++i)
        digest.m_rowOf[digest.functions[i].function] = i;
    digest.profile = std::move(profile);
    return digest;
}

} // namespace watchglass::profile
