// SPDX-License-Identifier: Apache-2.0
/// Trace events of Chrome: samples that follow each other on the same frames become one call. What happened between two
/// samples is not known; so these calls are no real ones, but what a sampler can tell of the order of things.
#include "engine/profile/format_parts.h"

namespace watchglass::profile {

namespace {

constexpr double nanosecondsPerMicrosecond = 1000;

struct Open {
    uint32_t node = 0;
    uint64_t since = 0;
};

Json event(const Profile &profile, const Open &open, uint64_t until)
{
    const Place &place = profile.places[profile.nodes[open.node].place];
    const Function &function = profile.functions[place.function];
    return {{"name", function.name},
            {"cat", function.kind == Function::Kind::Host ? "host" : "guest"},
            {"ph", "X"},
            {"ts", double(open.since) / nanosecondsPerMicrosecond},
            {"dur", double(until - open.since) / nanosecondsPerMicrosecond},
            {"pid", 1},
            {"tid", 1}};
}

} // namespace

std::string writeTrace(const Profile &profile)
{
    Json events = Json::array();
    events.push_back({{"name", "process_name"}, {"ph", "M"}, {"pid", 1}, {"args", {{"name", profile.name}}}});
    std::vector<Open> open;
    std::vector<uint32_t> stack;
    uint64_t last = 0;
    const auto closeFrom = [&](size_t depth, uint64_t until) {
        for (; open.size() > depth; open.pop_back())
            events.push_back(event(profile, open.back(), until));
    };
    for (const Sample &sample : profile.samples) {
        // A sample stands for the time before it; a gap is time when the program did not run.
        const uint64_t begin = std::max(last, sample.time - std::min(sample.time, sample.weight));
        stack.clear();
        for (uint32_t node = sample.node; node != none; node = profile.nodes[node].parent)
            stack.insert(stack.begin(), node);
        const auto function = [&](uint32_t node) { return profile.places[profile.nodes[node].place].function; };
        size_t same = 0;
        if (begin - last <= sample.weight)
            while (same < open.size() && same < stack.size() && function(open[same].node) == function(stack[same]))
                ++same;
        closeFrom(same, last);
        for (size_t i = same; i < stack.size(); ++i)
            open.push_back({stack[i], begin});
        last = std::max(begin, sample.time);
    }
    closeFrom(0, last);
    return dumped({{"traceEvents", events}, {"displayTimeUnit", "ms"}});
}

} // namespace watchglass::profile
