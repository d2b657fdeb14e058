// SPDX-License-Identifier: Apache-2.0
/// The table of measures, as assertions read it.
#pragma once

#include <functional>

#include "engine/host/scenario/measures.h"

namespace watchglass::scenario {

/// Of one phase, or of several.
struct Sum {
    load::Counts counts;
    load::Histogram latency;
    load::CounterReport counter;
    load::Duration longestPause{}, machinePause{}, longestChange{};
    uint64_t changes = 0, changesNotDone = 0;
    double seconds = 0;
};

/// An empty phase stands for all of them.
Sum sumOf(const Facts &facts, const std::string &phase);

struct Entry {
    Measure measure;
    std::function<double(const Sum &, const Facts &)> value;
};

const std::vector<Entry> &entries();

} // namespace watchglass::scenario
