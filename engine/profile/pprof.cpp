// SPDX-License-Identifier: Apache-2.0
/// The profile.proto of pprof, written field by field: the numbers below are those of its messages.
#include <map>

#include "engine/profile/format_parts.h"

namespace watchglass::profile {

namespace {

/// A protobuf message: fields one behind the other.
class Message
{
public:
    void number(uint32_t field, uint64_t value)
    {
        varint(field << 3 | 0);
        varint(value);
    }
    void bytes(uint32_t field, std::string_view content)
    {
        varint(field << 3 | 2);
        varint(content.size());
        m_bytes += content;
    }
    void message(uint32_t field, const Message &content) { bytes(field, content.m_bytes); }
    void numbers(uint32_t field, const std::vector<uint64_t> &values)
    {
        Message packed;
        for (const uint64_t value : values)
            packed.varint(value);
        message(field, packed);
    }
    const std::string &text() const { return m_bytes; }

private:
    void varint(uint64_t value)
    {
        for (; value >= 0x80; value >>= 7)
            m_bytes += char(0x80 | (value & 0x7f));
        m_bytes += char(value);
    }
    std::string m_bytes;
};

class Strings
{
public:
    Strings() { index(""); }
    uint64_t index(const std::string &text)
    {
        const auto [found, isNew] = m_indices.try_emplace(text, m_all.size());
        if (isNew)
            m_all.push_back(text);
        return found->second;
    }
    const std::vector<std::string> &all() const { return m_all; }

private:
    std::map<std::string, uint64_t> m_indices;
    std::vector<std::string> m_all;
};

Message valueType(Strings &strings, const std::string &type, const std::string &unit)
{
    Message message;
    message.number(1, strings.index(type));
    message.number(2, strings.index(unit));
    return message;
}

} // namespace

std::string writePprof(const Profile &profile)
{
    Strings strings;
    Message file;
    const std::string measured = profile.unit == Unit::CpuTime    ? "cpu"
                                 : profile.unit == Unit::WallTime ? "wall"
                                                                  : "count";
    const std::string unit = profile.unit == Unit::Count ? "count" : "nanoseconds";
    file.message(1, valueType(strings, "samples", "count"));
    file.message(1, valueType(strings, measured, unit));

    std::vector<uint64_t> counts(profile.nodes.size()), weights(profile.nodes.size());
    for (const Sample &sample : profile.samples) {
        ++counts[sample.node];
        weights[sample.node] += sample.weight;
    }
    for (uint32_t node = 0; node < profile.nodes.size(); ++node) {
        if (counts[node] == 0)
            continue;
        std::vector<uint64_t> locations;
        for (uint32_t at = node; at != none; at = profile.nodes[at].parent)
            locations.push_back(profile.nodes[at].place + 1);
        Message sample;
        sample.numbers(1, locations);
        sample.numbers(2, {counts[node], weights[node]});
        file.message(2, sample);
    }

    Message mapping; // one, so that nobody looks for symbols
    mapping.number(1, 1);
    mapping.number(5, strings.index(profile.name));
    mapping.number(7, 1); // has functions
    file.message(3, mapping);
    for (size_t i = 0; i < profile.places.size(); ++i) {
        const Place &place = profile.places[i];
        Message line, location;
        line.number(1, place.function + 1);
        location.number(1, i + 1);
        location.number(2, 1);
        if (place.offset != none)
            location.number(3, place.offset);
        location.message(4, line);
        file.message(4, location);
    }
    for (size_t i = 0; i < profile.functions.size(); ++i) {
        const Function &its = profile.functions[i];
        Message function;
        function.number(1, i + 1);
        function.number(2, strings.index(its.name));
        function.number(3, strings.index(its.rawName));
        function.number(4, strings.index(its.module.empty() ? profile.name : its.module));
        file.message(5, function);
    }
    if (profile.unit != Unit::Count)
        file.number(10, profile.duration);
    file.message(11, valueType(strings, measured, unit));
    if (profile.hertz > 0)
        file.number(12, uint64_t(1e9 / profile.hertz));
    for (const std::string &text : strings.all())
        file.bytes(6, text);
    return file.text();
}

} // namespace watchglass::profile
