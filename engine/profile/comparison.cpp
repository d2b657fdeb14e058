// SPDX-License-Identifier: Apache-2.0
#include "engine/profile/comparison.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "engine/base/interactive.h"

namespace watchglass::profile {

std::vector<ComparedFunction> compared(const Profile &before, const Profile &after)
{
    longCall("profile::compared");
    std::map<std::tuple<Function::Kind, std::string, std::string>, ComparedFunction> rows;
    const auto add = [&](const Profile &profile, Share ComparedFunction::*share, uint64_t ComparedFunction::*samples) {
        const double whole = double(profile.weight()), effective = effectiveSamples(profile);
        std::map<std::tuple<Function::Kind, std::string, std::string>, Cost> costs;
        for (const FunctionRow &row : flat(profile)) {
            const Function &function = profile.functions[row.function];
            const std::tuple key{function.kind, function.module, function.name};
            costs[key] += row.cost; // a function that was inlined or copied comes under one name several times
            rows[key].function = function;
        }
        for (auto &[key, row] : rows) {
            row.*share = shareOf(double(costs[key].self), whole, effective);
            row.*samples = costs[key].selfSamples;
        }
    };
    add(before, &ComparedFunction::before, &ComparedFunction::samplesBefore);
    const double whole = double(before.weight()), effective = effectiveSamples(before);
    add(after, &ComparedFunction::after, &ComparedFunction::samplesAfter);
    std::vector<ComparedFunction> all;
    for (auto &[key, row] : rows) {
        if (row.samplesBefore == 0)
            row.before = shareOf(0, whole, effective);
        row.change = difference(row.before, row.after);
        if (row.samplesBefore || row.samplesAfter)
            all.push_back(std::move(row));
    }
    std::sort(all.begin(), all.end(), [](const ComparedFunction &a, const ComparedFunction &b) {
        if (a.change.isNoise() != b.change.isNoise())
            return b.change.isNoise();
        const double one = std::abs(a.change.value), other = std::abs(b.change.value);
        return one != other ? one > other : a.function.name < b.function.name;
    });
    return all;
}

} // namespace watchglass::profile
