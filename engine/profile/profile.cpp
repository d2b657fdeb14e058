// SPDX-License-Identifier: Apache-2.0
#include "engine/profile/profile.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <tuple>
#include <unordered_map>

#include "engine/exec/counting.h"
#include "engine/profile/demangle.h"

namespace watchglass::profile {

uint64_t Profile::weight() const
{
    return std::accumulate(samples.begin(), samples.end(), uint64_t(0),
                           [](uint64_t sum, const Sample &sample) { return sum + sample.weight; });
}

struct ProfileBuilder::Impl {
    Profile made;
    std::map<std::tuple<Function::Kind, std::string, std::string, uint32_t>, uint32_t> functions;
    std::map<std::tuple<uint32_t, uint32_t, uint32_t>, uint32_t> places;
    std::unordered_map<uint64_t, uint32_t> nodes;
};

ProfileBuilder::ProfileBuilder() : m(std::make_unique<Impl>()) {}
ProfileBuilder::~ProfileBuilder() = default;

uint32_t ProfileBuilder::function(const Function &function)
{
    const auto [found, isNew] = m->functions.try_emplace(
        {function.kind, function.module, function.rawName, function.index}, uint32_t(m->made.functions.size()));
    if (isNew)
        m->made.functions.push_back(function);
    return found->second;
}

uint32_t ProfileBuilder::place(const Place &place)
{
    const auto [found, isNew] =
        m->places.try_emplace({place.function, place.first, place.offset}, uint32_t(m->made.places.size()));
    if (isNew)
        m->made.places.push_back(place);
    return found->second;
}

uint32_t ProfileBuilder::node(uint32_t parent, uint32_t place)
{
    const auto [found, isNew] = m->nodes.try_emplace(uint64_t(parent) << 32 | place, uint32_t(m->made.nodes.size()));
    if (isNew)
        m->made.nodes.push_back({parent, place});
    return found->second;
}

void ProfileBuilder::sample(uint64_t time, uint64_t weight, uint32_t node)
{
    m->made.samples.push_back({time, weight, node});
}

std::vector<uint32_t> ProfileBuilder::adopt(const Profile &other)
{
    std::vector<uint32_t> functions, places, nodes;
    for (const Function &its : other.functions)
        functions.push_back(function(its));
    for (const Place &its : other.places)
        places.push_back(place({functions[its.function], its.first, its.offset}));
    for (const Node &its : other.nodes)
        nodes.push_back(node(its.parent == none ? none : nodes[its.parent], places[its.place]));
    return nodes;
}

Profile ProfileBuilder::take()
{
    std::vector<Sample> &samples = m->made.samples;
    std::sort(samples.begin(), samples.end(), [](const Sample &a, const Sample &b) {
        return std::tie(a.time, a.weight, a.node) < std::tie(b.time, b.weight, b.node);
    });
    return std::move(m->made);
}

namespace {

Function guestFunction(const wasm::Module &module, const wasm::Names &names, uint32_t index)
{
    Function function;
    function.index = index;
    function.module = names.module;
    function.rawName = names.function(module, index);
    function.name = function.rawName.empty() ? "func " + std::to_string(index) : demangled(function.rawName);
    return function;
}

Function functionOf(const exec::Samples &samples, const exec::SampleFrame &frame)
{
    using Kind = exec::SampleFrame::Kind;
    Function function;
    switch (frame.kind) {
    case Kind::Wasm: {
        const exec::SampledModule &its = samples.modules[frame.module];
        const wasm::Names names = its.names ? wasm::Names() : readNames(*its.module);
        return guestFunction(*its.module, its.names ? *its.names : names, frame.function);
    }
    case Kind::Host:
        function.kind = Function::Kind::Host;
        function.name = function.rawName = frame.name;
        break;
    case Kind::Truncated:
    case Kind::Unknown:
        function.kind = Function::Kind::Mark;
        function.name = function.rawName = frame.kind == Kind::Truncated ? "(deeper than was looked)" : "(unknown)";
        break;
    }
    return function;
}

} // namespace

Profile fromSamples(const exec::Samples &samples, std::string name)
{
    ProfileBuilder builder;
    std::map<std::tuple<exec::SampleFrame::Kind, uint32_t, uint32_t, std::string>, uint32_t> functions;
    std::vector<uint32_t> places, nodes;
    for (const exec::SampleFrame &frame : samples.frames) {
        const auto [found, isNew] = functions.try_emplace({frame.kind, frame.module, frame.function, frame.name}, 0);
        if (isNew)
            found->second = builder.function(functionOf(samples, frame));
        const bool placed = frame.kind == exec::SampleFrame::Kind::Wasm;
        places.push_back(builder.place({found->second, placed ? frame.first : none, placed ? frame.offset : none}));
    }
    for (const exec::Samples::Node &node : samples.nodes)
        nodes.push_back(
            builder.node(node.parent == exec::Samples::none ? none : nodes[node.parent], places[node.frame]));
    for (const exec::Sample &sample : samples.samples)
        builder.sample(sample.time, sample.weight, nodes[sample.node]);
    Profile made = builder.take();
    made.name = std::move(name);
    made.unit = samples.clock == exec::SampleClock::Cpu ? Unit::CpuTime : Unit::WallTime;
    made.hertz = samples.hertz;
    made.duration = samples.duration;
    made.lost = samples.lost;
    made.overhead = samples.overhead;
    return made;
}

Profile fromCounts(exec::Instance &instance, std::string name)
{
    ProfileBuilder builder;
    uint64_t all = 0;
    for (const auto &function : instance.functions) {
        if (function->instance != &instance)
            continue;
        std::optional<uint32_t> known;
        for (const exec::ExecutionCount &row : exec::executionCounts(*function)) {
            if (row.count == 0)
                continue;
            if (!known)
                known = builder.function(guestFunction(*instance.module, *instance.names, function->index));
            all += row.count;
            builder.sample(all, row.count, builder.node(none, builder.place({*known, row.offset, row.offset})));
        }
    }
    Profile made = builder.take();
    made.name = std::move(name);
    made.unit = Unit::Count;
    made.exact = true;
    made.duration = all;
    return made;
}

Profile merged(const Profile &first, const Profile &second)
{
    ProfileBuilder builder;
    const std::vector<uint32_t> one = builder.adopt(first), two = builder.adopt(second);
    for (const Sample &sample : first.samples)
        builder.sample(sample.time, sample.weight, one[sample.node]);
    for (const Sample &sample : second.samples)
        builder.sample(first.duration + sample.time, sample.weight, two[sample.node]);
    Profile made = builder.take();
    made.name = first.name;
    made.unit = first.unit;
    made.exact = first.exact && second.exact;
    made.hertz = first.hertz == second.hertz ? first.hertz : 0;
    made.duration = first.duration + second.duration;
    made.lost = first.lost + second.lost;
    made.overhead = first.overhead + second.overhead;
    return made;
}

Profile within(const Profile &profile, uint64_t begin, uint64_t end)
{
    const auto before = [](const Sample &sample, uint64_t time) { return sample.time < time; };
    const auto from = std::lower_bound(profile.samples.begin(), profile.samples.end(), begin, before);
    const auto to = std::lower_bound(from, profile.samples.end(), std::max(begin, end), before);
    Profile part;
    part.name = profile.name;
    part.unit = profile.unit;
    part.exact = profile.exact;
    part.hertz = profile.hertz;
    part.duration = std::min(std::max(begin, end), profile.duration) - std::min(begin, profile.duration);
    part.functions = profile.functions;
    part.places = profile.places;
    part.nodes = profile.nodes;
    part.samples.assign(from, to);
    return part;
}

} // namespace watchglass::profile
