// SPDX-License-Identifier: Apache-2.0
#include "engine/profile/formats.h"

#include <algorithm>

#include "engine/base/interactive.h"
#include "engine/profile/format_parts.h"

namespace watchglass::profile {

namespace {

constexpr FormatInfo all[] = {
    {Format::Own, "json", ".json", true},
    {Format::Collapsed, "collapsed", ".txt", true},
    {Format::Speedscope, "speedscope", ".speedscope.json", true},
    {Format::Pprof, "pprof", ".pb", false},
    {Format::Chrome, "chrome", ".trace.json", false},
    {Format::Firefox, "firefox", ".firefox.json", false},
    {Format::FlameGraph, "svg", ".svg", false},
};

} // namespace

std::span<const FormatInfo> formats()
{
    return all;
}

const FormatInfo *findFormat(std::string_view name)
{
    const auto found =
        std::find_if(std::begin(all), std::end(all), [&](const auto &info) { return info.name == name; });
    return found == std::end(all) ? nullptr : &*found;
}

const FormatInfo *formatOfFile(std::string_view file)
{
    const FormatInfo *best = nullptr;
    for (const FormatInfo &info : all)
        if (file.ends_with(info.extension) && (!best || info.extension.size() > best->extension.size()))
            best = &info;
    return best;
}

std::string write(const Profile &profile, Format format)
{
    longCall("profile::write");
    switch (format) {
    case Format::Own:
        return writeOwn(profile);
    case Format::Collapsed:
        return writeCollapsed(profile);
    case Format::Speedscope:
        return writeSpeedscope(profile);
    case Format::Pprof:
        return writePprof(profile);
    case Format::Chrome:
        return writeTrace(profile);
    case Format::Firefox:
        return writeFirefox(profile);
    case Format::FlameGraph:
        return writeFlameGraph(profile);
    }
    return {};
}

ReadResult read(std::string_view bytes)
{
    const size_t first = bytes.find_first_not_of(" \t\r\n");
    if (first == bytes.npos)
        return std::string("it is empty");
    if (bytes[first] != '{')
        return readCollapsed(bytes);
    try {
        const Json file = Json::parse(bytes);
        if (file.contains("$schema") && file.at("$schema").is_string() &&
            file.at("$schema").get<std::string>().find("speedscope") != std::string::npos)
            return readSpeedscope(file);
        if (file.value("format", "") == "watchglass profile")
            return readOwn(file);
        return std::string("it is JSON, but neither a profile of ours nor one of speedscope");
    } catch (const Json::parse_error &error) {
        return "it is no JSON from byte " + std::to_string(error.byte) + " on";
    } catch (const std::exception &error) { // something is missing, or of another type
        return std::string("it is damaged: ") + error.what();
    }
}

std::string dumped(const Json &value)
{
    return value.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string label(const Profile &profile, const Place &place)
{
    const std::string &name = profile.functions[place.function].name;
    if (place.offset == none)
        return name;
    char text[16];
    std::snprintf(text, sizeof text, "+0x%x", place.offset);
    return name + text;
}

std::vector<uint32_t> stackOf(const Profile &profile, uint32_t node)
{
    std::vector<uint32_t> places;
    for (; node != none; node = profile.nodes[node].parent)
        places.push_back(profile.nodes[node].place);
    std::reverse(places.begin(), places.end());
    return places;
}

std::string_view unitName(Unit unit)
{
    return unit == Unit::Count ? "samples" : "nanoseconds";
}

} // namespace watchglass::profile
