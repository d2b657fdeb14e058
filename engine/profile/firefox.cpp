// SPDX-License-Identifier: Apache-2.0
/// The "processed profile" of profiler.firefox.com, in its version 54; the site converts older ones to its own.
#include <map>

#include "engine/profile/format_parts.h"

namespace watchglass::profile {

namespace {

constexpr double nanosecondsPerMillisecond = 1e6;
enum Category : int { Other, Guest, Host };

Json column(size_t count, const Json &value)
{
    return Json(count, value);
}

Json emptyTable(std::initializer_list<const char *> columns)
{
    Json table = {{"length", 0}};
    for (const char *name : columns)
        table[name] = Json::array();
    return table;
}

Json meta(const Profile &profile)
{
    const auto category = [](const char *name, const char *color) {
        return Json{{"name", name}, {"color", color}, {"subcategories", Json::array({"Other"})}};
    };
    return {{"version", 24},
            {"preprocessedProfileVersion", 54},
            {"product", profile.name},
            {"interval", profile.hertz > 0 ? 1000 / profile.hertz : 1},
            {"startTime", 0},
            {"processType", 0},
            {"stackwalk", 1},
            {"debug", false},
            {"symbolicated", true},
            {"usesOnlyOneStackType", true},
            {"sourceCodeIsNotOnSearchfox", true},
            {"pausedRanges", Json::array()},
            {"markerSchema", Json::array()},
            {"extensions", emptyTable({"baseURL", "id", "name"})},
            {"sampleUnits", {{"time", "ms"}, {"eventDelay", "ms"}, {"threadCPUDelta", "ns"}}},
            {"categories",
             Json::array({category("Other", "grey"), category("Guest", "blue"), category("Host", "orange")})}};
}

class Thread
{
public:
    explicit Thread(const Profile &profile) : m_profile(profile) {}

    Json make()
    {
        Json functions = functionTable(), frames = frameTable();
        return {{"name", m_profile.name},
                {"processName", m_profile.name},
                {"processType", "default"},
                {"isMainThread", true},
                {"pid", "1"},
                {"tid", 1},
                {"processStartupTime", 0},
                {"processShutdownTime", nullptr},
                {"registerTime", 0},
                {"unregisterTime", nullptr},
                {"pausedRanges", Json::array()},
                {"samples", samples()},
                {"stackTable", stackTable()},
                {"frameTable", std::move(frames)},
                {"funcTable", std::move(functions)},
                {"resourceTable", emptyTable({"lib", "name", "host", "type"})},
                {"nativeSymbols", emptyTable({"libIndex", "address", "name", "functionSize"})},
                {"markers", emptyTable({"data", "name", "startTime", "endTime", "phase", "category"})},
                {"stringArray", m_strings}};
    }

private:
    size_t string(const std::string &text)
    {
        const auto [found, isNew] = m_indices.try_emplace(text, m_strings.size());
        if (isNew)
            m_strings.push_back(text);
        return found->second;
    }
    int category(const Place &place) const
    {
        switch (m_profile.functions[place.function].kind) {
        case Function::Kind::Guest:
            return Guest;
        case Function::Kind::Host:
            return Host;
        case Function::Kind::Mark:
            break;
        }
        return Other;
    }

    Json functionTable()
    {
        Json names = Json::array(), files = Json::array();
        for (const Function &function : m_profile.functions) {
            names.push_back(string(function.name));
            files.push_back(function.module.empty() ? Json(nullptr) : Json(string(function.module)));
        }
        const size_t count = names.size();
        return {{"length", count},
                {"name", names},
                {"isJS", column(count, false)},
                {"relevantForJS", column(count, false)},
                {"resource", column(count, -1)},
                {"fileName", files},
                {"lineNumber", column(count, nullptr)},
                {"columnNumber", column(count, nullptr)}};
    }

    Json frameTable()
    {
        Json addresses = Json::array(), categories = Json::array(), functions = Json::array();
        for (const Place &place : m_profile.places) {
            addresses.push_back(place.offset == none ? Json(-1) : Json(place.offset));
            categories.push_back(category(place));
            functions.push_back(place.function);
        }
        const size_t count = functions.size();
        return {{"length", count},
                {"address", addresses},
                {"inlineDepth", column(count, 0)},
                {"category", categories},
                {"subcategory", column(count, 0)},
                {"func", functions},
                {"nativeSymbol", column(count, nullptr)},
                {"innerWindowID", column(count, nullptr)},
                {"line", column(count, nullptr)},
                {"column", column(count, nullptr)}};
    }

    Json stackTable() const
    {
        Json prefixes = Json::array(), frames = Json::array(), categories = Json::array();
        for (const Node &node : m_profile.nodes) {
            prefixes.push_back(node.parent == none ? Json(nullptr) : Json(node.parent));
            frames.push_back(node.place);
            categories.push_back(category(m_profile.places[node.place]));
        }
        const size_t count = frames.size();
        return {{"length", count},
                {"prefix", prefixes},
                {"frame", frames},
                {"category", categories},
                {"subcategory", column(count, 0)}};
    }

    Json samples() const
    {
        Json stacks = Json::array(), times = Json::array(), weights = Json::array();
        const bool timed = m_profile.unit != Unit::Count;
        for (const Sample &sample : m_profile.samples) {
            stacks.push_back(sample.node);
            times.push_back(double(sample.time) / nanosecondsPerMillisecond);
            weights.push_back(timed ? Json(double(sample.weight) / nanosecondsPerMillisecond) : Json(sample.weight));
        }
        return {{"length", stacks.size()},
                {"weightType", timed ? "tracing-ms" : "samples"},
                {"stack", stacks},
                {"time", times},
                {"weight", weights}};
    }

    const Profile &m_profile;
    std::vector<std::string> m_strings;
    std::map<std::string, size_t> m_indices;
};

} // namespace

std::string writeFirefox(const Profile &profile)
{
    return dumped({{"meta", meta(profile)},
                   {"libs", Json::array()},
                   {"pages", Json::array()},
                   {"counters", Json::array()},
                   {"profilerOverhead", Json::array()},
                   {"threads", Json::array({Thread(profile).make()})}});
}

} // namespace watchglass::profile
