// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "engine/host/scenario/measures.h"

namespace watchglass::scenario {
namespace {

using namespace std::chrono_literals;

std::shared_ptr<load::Report> report(uint64_t ok, uint64_t lost, load::Duration latency, load::Duration pause)
{
    auto made = std::make_shared<load::Report>();
    made->counts.ok = ok;
    made->counts.lost = lost;
    made->counts.ended = ok + lost;
    for (uint64_t i = 0; i < ok; ++i)
        made->latency.add(latency);
    made->longestPause = pause;
    made->elapsed = 2s;
    return made;
}

Facts facts()
{
    Facts made;
    made.phases.emplace_back("quiet", report(100, 0, 10ms, 4ms));
    auto swaps = report(50, 3, 14ms, 19ms);
    swaps->counts.failed[503] = 7;
    swaps->counts.ended += 7;
    swaps->failures["503 {\"error\":\"nothing is linked\"}"] = 5;
    swaps->failures["503 {\"error\":\"other\"}"] = 2;
    swaps->kinds[load::Mark::Kind::Module].marks = 4;
    made.phases.emplace_back("re-swaps", swaps);
    return made;
}

bool holds(const std::string &text, const Facts &of = facts())
{
    const Assertion::Read read = Assertion::read(text, {"quiet", "re-swaps"});
    EXPECT_TRUE(read.assertion) << read.error;
    return read.assertion && read.assertion->check(of).holds;
}

TEST(Assertions, AreOfAPhaseOrOfAllTogether)
{
    EXPECT_TRUE(holds("quiet.lost == 0"));
    EXPECT_FALSE(holds("lost == 0"));
    EXPECT_TRUE(holds("re-swaps.lost == 3"));
    EXPECT_TRUE(holds("requests == 160"));
    EXPECT_TRUE(holds("re-swaps.notOk == re-swaps.status.503"));
    EXPECT_TRUE(holds("status.500 == 0"));
    EXPECT_TRUE(holds("said(\"nothing is linked\") == 5"));
    EXPECT_TRUE(holds("quiet.said(\"nothing is linked\") == 0"));
    EXPECT_TRUE(holds("requestsPerSecond == 40"));
    EXPECT_TRUE(holds("changes == 4"));
    EXPECT_TRUE(holds("healthy == 1"));
}

TEST(Assertions, CalculateWithDurations)
{
    EXPECT_TRUE(holds("re-swaps.p99.9 <= 1.5 * quiet.p99.9"));
    EXPECT_FALSE(holds("re-swaps.p99.9 <= 1.2 * quiet.p99.9"));
    EXPECT_TRUE(holds("longestPause <= 20 ms"));
    EXPECT_FALSE(holds("longestPause<=18.5ms"));
    EXPECT_TRUE(holds("longestPause == 0.019 s"));
    EXPECT_TRUE(holds("longestPause > (2 + 1) * quiet.longestPause + 1 ms - 1 ms"));
    EXPECT_TRUE(holds("quiet.ok / 2 == re-swaps.ok"));
    EXPECT_TRUE(holds("2 + 3 * 4 == 14"));
    EXPECT_TRUE(holds("10 - 2 - 3 == 5"));
    EXPECT_TRUE(holds("lost != 4"));
    EXPECT_TRUE(holds("lost < 4"));
    EXPECT_TRUE(holds("lost >= 3"));
}

TEST(Assertions, TellTheValuesThatWereCompared)
{
    const auto read = Assertion::read("re-swaps.p99.9 <= 1.5 * quiet.p99.9", {"quiet", "re-swaps"});
    EXPECT_EQ(read.assertion->check(facts()).values, "re-swaps.p99.9 = 14 ms, quiet.p99.9 = 10 ms");
}

TEST(Assertions, WhatCannotBeReadIsToldWithItsPlace)
{
    const auto why = [](const std::string &text) {
        const auto read = Assertion::read(text, {"quiet"});
        EXPECT_FALSE(read.assertion) << text;
        return read.error;
    };
    EXPECT_EQ(why("lst == 0"), "\"lst == 0\", at character 1: there is no measure lst; did you mean lost?");
    EXPECT_EQ(why("lost"), "\"lost\", at character 5: a comparison is missing, as == or <=");
    EXPECT_EQ(why("lost = 0"), "\"lost = 0\", at character 6: a comparison is missing, as == or <=");
    EXPECT_EQ(why("lost == "), "\"lost == \", at character 9: a number or a measure is missing");
    EXPECT_EQ(why("lost == 0 0"), "\"lost == 0 0\", at character 11: nothing is expected any more");
    EXPECT_EQ(why("p99 < 20 m"),
              "\"p99 < 20 m\", at character 10: there is no such unit; there is ns, µs, ms, s, min, h");
    EXPECT_EQ(why("quite.p99 < 1 s"),
              "\"quite.p99 < 1 s\", at character 1: there is no phase quite; did you mean quiet?");
    EXPECT_EQ(why("(lost == 0"), "\"(lost == 0\", at character 7: a bracket is not closed");
    EXPECT_NE(why("status.5 == 0"), "");
    EXPECT_NE(why("said(x) == 0"), "");
    EXPECT_NE(why(std::string(1000, '(') + "1 == 1"), "");
}

} // namespace
} // namespace watchglass::scenario
