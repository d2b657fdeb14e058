// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <nlohmann/json.hpp>

#include "tests/engine/profile/trees.h"

namespace watchglass::profile::test {
namespace {

using nlohmann::json;

/// main calls work and a host; instructions are known.
Profile sample()
{
    ProfileBuilder builder;
    const uint32_t main = builder.function({Function::Kind::Guest, "main", "main", "shop", 3});
    const uint32_t work = builder.function({Function::Kind::Guest, "a<b>::work", "_Zwork", "shop", 4});
    const uint32_t host = builder.function({Function::Kind::Host, "env.log", "env.log", "", none});
    const uint32_t root = builder.node(none, builder.place({main, 0x10, 0x14}));
    const uint32_t inner = builder.node(root, builder.place({work, 0x20, 0x20}));
    const uint32_t log = builder.node(root, builder.place({host, none, none}));
    builder.sample(1'000'000, 1'000'000, inner);
    builder.sample(2'100'000, 1'100'000, inner);
    builder.sample(3'000'000, 900'000, log);
    builder.sample(9'000'000, 500'000, inner); // it did not run before
    Profile made = builder.take();
    made.name = "shop.wasm";
    made.unit = Unit::CpuTime;
    made.hertz = 1000;
    made.duration = 10'000'000;
    made.lost = 2;
    made.overhead = 12'345;
    return made;
}

Profile again(const std::string &bytes)
{
    return profileOf(bytes);
}

TEST(Formats, AreFoundByNameAndByFile)
{
    EXPECT_EQ(findFormat("pprof")->format, Format::Pprof);
    EXPECT_EQ(findFormat("perf"), nullptr);
    EXPECT_EQ(formatOfFile("a.json")->format, Format::Own);
    EXPECT_EQ(formatOfFile("a.speedscope.json")->format, Format::Speedscope);
    EXPECT_EQ(formatOfFile("a.svg")->format, Format::FlameGraph);
    EXPECT_EQ(formatOfFile("a.doc"), nullptr);
}

TEST(Formats, OurOwnKeepsEverything)
{
    const Profile before = sample(), after = again(write(before, Format::Own));
    EXPECT_EQ(after.name, before.name);
    EXPECT_EQ(after.unit, before.unit);
    EXPECT_EQ(after.hertz, before.hertz);
    EXPECT_EQ(after.duration, before.duration);
    EXPECT_EQ(after.lost, before.lost);
    EXPECT_EQ(after.overhead, before.overhead);
    EXPECT_EQ(after.functions, before.functions);
    EXPECT_EQ(after.places, before.places);
    EXPECT_EQ(write(after, Format::Own), write(before, Format::Own));
}

/// What version 1 looks like must be read for ever.
TEST(Formats, Version1IsRead)
{
    const Profile profile = again(R"({"format": "watchglass profile", "version": 1, "name": "p", "unit": "wall",
        "hertz": 250, "duration": 9, "lost": 0, "overhead": 1,
        "functions": [{"kind": "guest", "name": "main", "raw": "main", "module": "", "index": 0},
                      {"kind": "host", "name": "env.f", "raw": "env.f", "module": "", "index": -1}],
        "places": {"function": [0, 1], "first": [5, -1], "offset": [7, -1]},
        "nodes": {"parent": [-1, 0], "place": [0, 1]},
        "samples": {"time": [3, 4], "weight": [3, 4], "node": [0, 1]}})");
    EXPECT_EQ(toText(profile, topDown(profile)), "main 3 7\n  env.f 4 4\n");
    EXPECT_EQ(profile.samples[1].time, 7u);
    EXPECT_EQ(profile.functions[1].kind, Function::Kind::Host);
    EXPECT_EQ(profile.places[0], (Place{0, 5, 7}));
}

TEST(Formats, DamagedFilesAreRefusedWithASentence)
{
    const auto refusal = [](const std::string &bytes) {
        const auto result = read(bytes);
        const auto *sentence = std::get_if<std::string>(&result);
        return sentence ? *sentence : "accepted";
    };
    const std::string good = write(sample(), Format::Own);
    const auto with = [&](const char *path, const json &value) {
        json file = json::parse(good);
        file[json::json_pointer(path)] = value;
        return refusal(file.dump());
    };
    EXPECT_EQ(refusal(good.substr(0, good.size() / 2)).find("it is no JSON from byte "), 0u);
    EXPECT_NE(with("/version", 2).find("version 2"), std::string::npos);
    EXPECT_NE(with("/nodes/parent/0", 0).find("too great"), std::string::npos) << "its own parent";
    EXPECT_NE(with("/samples/node/0", 99).find("too great"), std::string::npos);
    EXPECT_NE(with("/unit", "apples").find("apples"), std::string::npos);
    EXPECT_NE(with("/samples/weight", json::array()).find("damaged"), std::string::npos);
    EXPECT_NE(refusal("{}").find("neither"), std::string::npos);
    EXPECT_NE(refusal("a;b\n").find("line 1"), std::string::npos);
    EXPECT_NE(refusal("  ").find("empty"), std::string::npos);
    EXPECT_NE(refusal(R"({"$schema": "https://www.speedscope.app/file-format-schema.json"})").find("damaged"),
              std::string::npos);
}

TEST(Formats, CollapsedStacks)
{
    EXPECT_EQ(write(sample(), Format::Collapsed), "main;a<b>::work 2600\nmain;env.log 900\n");
    const Profile profile = again("# a comment\r\nx;y z 3\r\n\nx 4\n");
    EXPECT_EQ(toText(profile, topDown(profile)), "x 4 7\n  y z 3 3\n");
}

TEST(Formats, SpeedscopeThereAndBack)
{
    const Profile before = sample();
    const json file = json::parse(write(before, Format::Speedscope));
    const json &profile = file["profiles"][0];
    EXPECT_EQ(profile["type"], "sampled");
    EXPECT_EQ(profile["unit"], "nanoseconds");
    EXPECT_EQ(profile["endValue"], before.weight());
    EXPECT_EQ(profile["samples"].size(), profile["weights"].size());
    const Profile after = again(file.dump());
    EXPECT_EQ(toText(after, topDown(after)), toText(before, topDown(before)));
    EXPECT_EQ(after.unit, Unit::WallTime);
}

TEST(Formats, SpeedscopesEvents)
{
    const Profile profile = again(R"({"$schema": "https://www.speedscope.app/file-format-schema.json",
        "shared": {"frames": [{"name": "a"}, {"name": "b"}]},
        "profiles": [{"type": "evented", "name": "p", "unit": "microseconds", "startValue": 10, "endValue": 30,
            "events": [{"type": "O", "frame": 0, "at": 10}, {"type": "O", "frame": 1, "at": 14},
                       {"type": "C", "frame": 1, "at": 20}, {"type": "C", "frame": 0, "at": 30}]}]})");
    EXPECT_EQ(toText(profile, topDown(profile)), "a 14000 20000\n  b 6000 6000\n");
}

/// Just enough of protobuf: all fields of a message.
std::multimap<uint64_t, std::string> fields(std::string_view bytes)
{
    std::multimap<uint64_t, std::string> all;
    const auto varint = [&] {
        uint64_t value = 0;
        for (int shift = 0;; shift += 7) {
            const auto byte = uint8_t(bytes.at(0));
            bytes.remove_prefix(1);
            value |= uint64_t(byte & 0x7f) << shift;
            if (!(byte & 0x80))
                return value;
        }
    };
    while (!bytes.empty()) {
        const uint64_t key = varint(), value = varint();
        if ((key & 7) == 2) {
            all.emplace(key >> 3, std::string(bytes.substr(0, value)));
            bytes.remove_prefix(value);
        } else {
            EXPECT_EQ(key & 7, 0u);
            all.emplace(key >> 3, std::to_string(value));
        }
    }
    return all;
}
std::vector<uint64_t> packed(std::string_view bytes)
{
    std::vector<uint64_t> values;
    for (uint64_t value = 0, shift = 0; const char c : bytes) {
        value |= uint64_t(c & 0x7f) << shift;
        shift += 7;
        if (c & 0x80)
            continue;
        values.push_back(value);
        value = shift = 0;
    }
    return values;
}

TEST(Formats, PprofHasTheSameNumbers)
{
    const Profile profile = sample();
    const auto file = fields(write(profile, Format::Pprof));
    std::vector<std::string> strings;
    for (auto [at, end] = file.equal_range(6); at != end; ++at)
        strings.push_back(at->second);
    EXPECT_EQ(strings.at(0), "");
    const auto text = [&](const std::string &index) { return strings.at(std::stoul(index)); };
    std::map<uint64_t, std::string> names;
    for (auto [at, end] = file.equal_range(5); at != end; ++at) {
        const auto function = fields(at->second);
        names[std::stoul(function.find(1)->second)] = text(function.find(2)->second);
    }
    std::map<uint64_t, std::string> locations;
    for (auto [at, end] = file.equal_range(4); at != end; ++at) {
        const auto location = fields(at->second), line = fields(location.find(4)->second);
        locations[std::stoul(location.find(1)->second)] = names.at(std::stoul(line.find(1)->second));
    }
    std::map<std::string, std::vector<uint64_t>> samples;
    for (auto [at, end] = file.equal_range(2); at != end; ++at) {
        const auto its = fields(at->second);
        std::string stack;
        for (const uint64_t location : packed(its.find(1)->second))
            stack += locations.at(location) + "<";
        samples[stack] = packed(its.find(2)->second);
    }
    EXPECT_EQ(samples, (std::map<std::string, std::vector<uint64_t>>{{"a<b>::work<main<", {3, 2'600'000}},
                                                                     {"env.log<main<", {1, 900'000}}}));
    const auto type = fields(std::next(file.find(1))->second);
    EXPECT_EQ(text(type.find(1)->second), "cpu");
    EXPECT_EQ(text(type.find(2)->second), "nanoseconds");
    EXPECT_EQ(file.find(12)->second, "1000000");
}

TEST(Formats, TraceEventsAreCallsInOrder)
{
    const json file = json::parse(write(sample(), Format::Chrome));
    std::string calls;
    for (const json &event : file["traceEvents"])
        if (event["ph"] == "X")
            calls += event["name"].get<std::string>() + " " + std::to_string(int(event["ts"].get<double>())) + "+" +
                     std::to_string(int(event["dur"].get<double>())) + "\n";
    EXPECT_EQ(calls, "a<b>::work 0+2100\n"
                     "env.log 2100+900\n"
                     "main 0+3000\n"
                     "a<b>::work 8500+500\n"
                     "main 8500+500\n");
}

TEST(Formats, FirefoxTablesFitTogether)
{
    const json file = json::parse(write(sample(), Format::Firefox));
    const json &thread = file["threads"][0];
    for (const char *name : {"samples", "stackTable", "frameTable", "funcTable"})
        for (const auto &[column, values] : thread[name].items())
            if (values.is_array()) {
                EXPECT_EQ(values.size(), thread[name]["length"]) << name << "." << column;
            }
    const size_t stack = thread["samples"]["stack"][2], frame = thread["stackTable"]["frame"][stack];
    const size_t function = thread["frameTable"]["func"][frame], text = thread["funcTable"]["name"][function];
    EXPECT_EQ(thread["stringArray"][text], "env.log");
    const size_t category = thread["frameTable"]["category"][frame];
    EXPECT_EQ(file["meta"]["categories"][category]["name"], "Host");
    EXPECT_DOUBLE_EQ(thread["samples"]["weight"][1], 1.1);
}

TEST(Formats, FlameGraphNamesItsBoxes)
{
    const std::string picture = write(sample(), Format::FlameGraph);
    EXPECT_NE(picture.find("<title>a&lt;b&gt;::work: 74.29 %, 3 samples</title>"), picture.npos) << picture;
    EXPECT_NE(picture.find("<title>main: 100.00 %, 4 samples</title>"), picture.npos);
    EXPECT_EQ(picture.find("a<b>"), picture.npos);
}

TEST(Formats, NamesNeedNotBeUtf8)
{
    Profile profile = sample();
    profile.functions[0].name = "\xff;main";
    for (const FormatInfo &info : formats())
        EXPECT_FALSE(write(profile, info.format).empty()) << info.name;
    EXPECT_EQ(again(write(profile, Format::Own)).functions[0].name, "\xef\xbf\xbd;main");
}

} // namespace
} // namespace watchglass::profile::test
