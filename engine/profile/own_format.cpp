// SPDX-License-Identifier: Apache-2.0
/// Columns rather than rows, and times as differences: long profiles stay small and quick to read.
///
///     {"format": "watchglass profile", "version": 1, "name", "unit": "wall"|"cpu"|"count", "hertz", "duration",
///      "lost", "overhead", "exact": true when everything was counted (else it may be missing),
///      "functions": [{"kind", "name", "raw", "module", "index"}], "places": {"function": […], "first":
///      […], "offset": […]}, "nodes": {"parent": […], "place": […]}, "samples": {"time": […], "weight": […], "node":
///      […]}}
///
/// Parents, instructions and indices that there are not are -1.
#include <stdexcept>

#include "engine/profile/format_parts.h"

namespace watchglass::profile {

namespace {

constexpr int version = 1;
constexpr std::string_view units[] = {"wall", "cpu", "count"}, kinds[] = {"guest", "host", "mark"};

int64_t orMinus(uint32_t value)
{
    return value == none ? -1 : int64_t(value);
}
uint32_t orNone(const Json &value)
{
    return value.get<int64_t>() < 0 ? none : value.get<uint32_t>();
}

template <size_t count>
size_t indexOf(const std::string_view (&names)[count], const std::string &name)
{
    for (size_t i = 0; i < count; ++i)
        if (names[i] == name)
            return i;
    throw std::runtime_error("\"" + name + "\" is none of its words");
}

uint32_t below(uint32_t value, size_t limit)
{
    if (value >= limit)
        throw std::runtime_error("a number of a stack is too great");
    return value;
}

void readTables(const Json &file, Profile &made)
{
    for (const Json &function : file.at("functions"))
        made.functions.push_back({Function::Kind(indexOf(kinds, function.at("kind"))), function.at("name"),
                                  function.at("raw"), function.at("module"), orNone(function.at("index"))});
    const Json &places = file.at("places"), &nodes = file.at("nodes"), &samples = file.at("samples");
    for (size_t i = 0; i < places.at("function").size(); ++i)
        made.places.push_back({below(places["function"][i], made.functions.size()), orNone(places.at("first").at(i)),
                               orNone(places.at("offset").at(i))});
    for (size_t i = 0; i < nodes.at("place").size(); ++i) {
        const uint32_t parent = orNone(nodes.at("parent").at(i));
        made.nodes.push_back({parent == none ? none : below(parent, i), below(nodes["place"][i], made.places.size())});
    }
    const Json &times = samples.at("time"), &weights = samples.at("weight"), &stacks = samples.at("node");
    made.samples.reserve(times.size());
    uint64_t time = 0;
    for (size_t i = 0; i < times.size(); ++i) {
        time += times[i].get<uint64_t>();
        made.samples.push_back({time, weights.at(i).get<uint64_t>(), below(stacks.at(i), made.nodes.size())});
    }
}

} // namespace

std::string writeOwn(const Profile &profile)
{
    Json file = {{"format", "watchglass profile"}, {"version", version},
                 {"name", profile.name},           {"unit", units[size_t(profile.unit)]},
                 {"hertz", profile.hertz},         {"duration", profile.duration},
                 {"lost", profile.lost},           {"overhead", profile.overhead},
                 {"exact", profile.exact}};
    Json &functions = file["functions"] = Json::array();
    for (const Function &function : profile.functions)
        functions.push_back({{"kind", kinds[size_t(function.kind)]},
                             {"name", function.name},
                             {"raw", function.rawName},
                             {"module", function.module},
                             {"index", orMinus(function.index)}});
    std::vector<int64_t> columns[8];
    for (const Place &place : profile.places) {
        columns[0].push_back(place.function);
        columns[1].push_back(orMinus(place.first));
        columns[2].push_back(orMinus(place.offset));
    }
    for (const Node &node : profile.nodes) {
        columns[3].push_back(orMinus(node.parent));
        columns[4].push_back(node.place);
    }
    uint64_t before = 0;
    for (const Sample &sample : profile.samples) {
        columns[5].push_back(int64_t(sample.time - before));
        columns[6].push_back(int64_t(sample.weight));
        columns[7].push_back(sample.node);
        before = sample.time;
    }
    file["places"] = {{"function", columns[0]}, {"first", columns[1]}, {"offset", columns[2]}};
    file["nodes"] = {{"parent", columns[3]}, {"place", columns[4]}};
    file["samples"] = {{"time", columns[5]}, {"weight", columns[6]}, {"node", columns[7]}};
    return dumped(file);
}

ReadResult readOwn(const Json &file)
{
    if (const int its = file.at("version"); its != version)
        return "it is of version " + std::to_string(its) + ", and this program reads version " +
               std::to_string(version);
    Profile made;
    made.name = file.at("name");
    made.unit = Unit(indexOf(units, file.at("unit")));
    made.hertz = file.at("hertz");
    made.duration = file.at("duration");
    made.lost = file.at("lost");
    made.overhead = file.at("overhead");
    made.exact = file.value("exact", false);
    readTables(file, made);
    return made;
}

} // namespace watchglass::profile
