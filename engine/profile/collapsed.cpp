// SPDX-License-Identifier: Apache-2.0
/// Collapsed stacks: functions from the outermost in, separated by semicolons, a space and a number. We write
/// microseconds, or what the profile counts.
#include <charconv>
#include <map>

#include "engine/profile/format_parts.h"

namespace watchglass::profile {

namespace {

constexpr uint64_t nanosecondsPerUnit = 1000;

std::string field(std::string name)
{
    for (char &c : name)
        if (c == ';' || c == '\n' || c == '\r')
            c = ':';
    return name;
}

} // namespace

std::string writeCollapsed(const Profile &profile)
{
    std::map<std::string, uint64_t> stacks;
    std::vector<uint64_t> weights(profile.nodes.size());
    for (const Sample &sample : profile.samples)
        weights[sample.node] += sample.weight;
    for (uint32_t node = 0; node < profile.nodes.size(); ++node) {
        if (weights[node] == 0)
            continue;
        std::string line;
        for (const uint32_t place : stackOf(profile, node))
            line += (line.empty() ? "" : ";") + field(profile.functions[profile.places[place].function].name);
        stacks[line] += weights[node];
    }
    std::string text;
    for (const auto &[line, weight] : stacks) {
        const uint64_t number =
            profile.unit == Unit::Count ? weight : (weight + nanosecondsPerUnit / 2) / nanosecondsPerUnit;
        if (number)
            text += line + " " + std::to_string(number) + "\n";
    }
    return text;
}

ReadResult readCollapsed(std::string_view text)
{
    ProfileBuilder builder;
    uint64_t sum = 0;
    size_t number = 0;
    while (!text.empty()) {
        ++number;
        std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        while (!line.empty() && (line.back() == ' ' || line.back() == '\r'))
            line.remove_suffix(1);
        if (line.empty() || line[0] == '#')
            continue;
        const size_t space = line.rfind(' ');
        uint64_t weight = 0;
        const char *end = line.data() + line.size();
        if (space == line.npos || std::from_chars(line.data() + space + 1, end, weight).ptr != end)
            return "line " + std::to_string(number) + " does not end with a number, as collapsed stacks do";
        uint32_t node = none;
        for (std::string_view stack = line.substr(0, space);;) {
            const size_t cut = stack.find(';');
            const std::string name(stack.substr(0, cut));
            node = builder.node(node, builder.place({builder.function({Function::Kind::Guest, name, name, "", none})}));
            if (cut == stack.npos)
                break;
            stack.remove_prefix(cut + 1);
        }
        builder.sample(sum, weight, node);
        sum += weight;
    }
    Profile made = builder.take();
    made.unit = Unit::Count;
    made.duration = sum;
    return made;
}

} // namespace watchglass::profile
