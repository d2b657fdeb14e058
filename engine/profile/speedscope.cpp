// SPDX-License-Identifier: Apache-2.0
/// The file format of speedscope (its file-format-spec.ts): written as one sampled profile; sampled and evented ones
/// are read, one behind the other when there are several.
#include <cmath>
#include <stdexcept>

#include "engine/profile/demangle.h"
#include "engine/profile/format_parts.h"

namespace watchglass::profile {

std::string writeSpeedscope(const Profile &profile)
{
    Json frames = Json::array(), samples = Json::array(), weights = Json::array();
    for (const Function &function : profile.functions) {
        Json frame = {{"name", function.name}};
        if (!function.module.empty())
            frame["file"] = function.module;
        frames.push_back(frame);
    }
    uint64_t sum = 0;
    for (const Sample &sample : profile.samples) {
        Json stack = Json::array();
        for (const uint32_t place : stackOf(profile, sample.node))
            stack.push_back(profile.places[place].function);
        samples.push_back(stack);
        weights.push_back(sample.weight);
        sum += sample.weight;
    }
    return dumped({{"$schema", "https://www.speedscope.app/file-format-schema.json"},
                   {"exporter", "watchglass"},
                   {"name", profile.name},
                   {"activeProfileIndex", 0},
                   {"shared", {{"frames", frames}}},
                   {"profiles", Json::array({{{"type", "sampled"},
                                              {"name", profile.name},
                                              {"unit", profile.unit == Unit::Count ? "none" : "nanoseconds"},
                                              {"startValue", 0},
                                              {"endValue", sum},
                                              {"samples", samples},
                                              {"weights", weights}}})}});
}

namespace {

double nanosecondsPer(const std::string &unit)
{
    return unit == "seconds"        ? 1e9
           : unit == "milliseconds" ? 1e6
           : unit == "microseconds" ? 1e3
           : unit == "nanoseconds"  ? 1
                                    : 0;
}

class Reading
{
public:
    explicit Reading(const Json &file)
    {
        for (const Json &frame : file.at("shared").at("frames")) {
            const std::string raw = frame.at("name");
            const auto its = frame.find("file");
            const std::string module = its != frame.end() && its->is_string() ? its->get<std::string>() : "";
            m_places.push_back(
                m_builder.place({m_builder.function({Function::Kind::Guest, demangled(raw), raw, module, none})}));
        }
        for (const Json &profile : file.at("profiles"))
            add(profile);
    }
    Profile take(std::string name)
    {
        Profile made = m_builder.take();
        made.name = std::move(name);
        made.unit = m_timed ? Unit::WallTime : Unit::Count;
        made.duration = m_sum;
        return made;
    }

private:
    void add(const Json &profile)
    {
        const double factor = nanosecondsPer(profile.value("unit", "none"));
        m_timed = m_timed || factor > 0;
        m_factor = factor > 0 ? factor : 1;
        if (profile.at("type") == "sampled")
            addSampled(profile);
        else
            addEvented(profile);
    }

    uint32_t place(const Json &frame) const { return m_places.at(frame.get<size_t>()); }
    void sample(double weight, uint32_t node)
    {
        const auto scaled = uint64_t(std::llround(std::max(0.0, weight * m_factor)));
        if (scaled && node != none)
            m_builder.sample(m_sum, scaled, node);
        m_sum += scaled;
    }

    void addSampled(const Json &profile)
    {
        const Json &samples = profile.at("samples"), &weights = profile.at("weights");
        for (size_t i = 0; i < samples.size(); ++i) {
            uint32_t node = none;
            for (const Json &frame : samples[i])
                node = m_builder.node(node, place(frame));
            sample(weights.at(i), node);
        }
    }

    void addEvented(const Json &profile)
    {
        std::vector<uint32_t> open;
        double before = profile.value("startValue", 0.0);
        for (const Json &event : profile.at("events")) {
            const double at = event.at("at");
            sample(at - before, open.empty() ? none : open.back());
            before = at;
            if (event.at("type") == "O")
                open.push_back(m_builder.node(open.empty() ? none : open.back(), place(event.at("frame"))));
            else if (open.empty())
                throw std::runtime_error("a frame is closed that was not opened");
            else
                open.pop_back();
        }
    }

    ProfileBuilder m_builder;
    std::vector<uint32_t> m_places;
    uint64_t m_sum = 0;
    double m_factor = 1;
    bool m_timed = false;
};

} // namespace

ReadResult readSpeedscope(const Json &file)
{
    return Reading(file).take(file.value("name", ""));
}

} // namespace watchglass::profile
