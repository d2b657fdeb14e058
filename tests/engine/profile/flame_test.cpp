// SPDX-License-Identifier: Apache-2.0
#include "engine/profile/filter.h"
#include "engine/profile/flame_layout.h"
#include "tests/engine/profile/trees.h"

namespace watchglass::profile::test {
namespace {

/// "name begin..end (caller)" by level.
std::string toText(const Profile &profile, const FlameLayout &layout)
{
    std::string text;
    const auto name = [&](uint32_t frame) {
        const uint32_t function = layout.frames[frame].function;
        return function == none ? std::string("all") : profile.functions[function].name;
    };
    for (size_t level = 1; level < layout.depth(); ++level)
        for (uint32_t i = layout.levels[level]; i < layout.levels[level + 1]; ++i) {
            const FlameFrame &frame = layout.frames[i];
            EXPECT_EQ(layout.levelOf(i), level);
            EXPECT_EQ(frame.cost.total, frame.end - frame.begin);
            text += name(i) + " " + std::to_string(frame.begin) + ".." + std::to_string(frame.end) + " (" +
                    name(frame.parent) + ")\n";
        }
    return text;
}

TEST(Flame, MergedFramesLieAboveTheirCallersDearestFirst)
{
    const Profile profile = profileOf("main;read 10\nmain;parse;lex 30\nmain;parse 5\nmain;emit;lex 15\n");
    const FlameLayout layout = flameOf(topDown(profile));
    EXPECT_EQ(layout.whole(), 60u);
    EXPECT_EQ(toText(profile, layout), "main 0..60 (all)\n"
                                       "parse 0..35 (main)\nemit 35..50 (main)\nread 50..60 (main)\n"
                                       "lex 0..30 (parse)\nlex 35..50 (emit)\n");
    EXPECT_EQ(layout.at(2, 34), layout.levels[2]);
    EXPECT_EQ(layout.at(3, 32), none) << "nothing lies above parse there";
    EXPECT_EQ(layout.at(3, 35), layout.levels[3] + 1);
    EXPECT_EQ(layout.at(9, 0), none);
}

TEST(Flame, OfNothingIsNothing)
{
    EXPECT_EQ(flameOf(topDown(Profile())).whole(), 0u);
    EXPECT_EQ(flameInTime(Profile()).depth(), 0u);
}

TEST(Flame, InTimeNeighboursShareWhatTheyHaveInCommon)
{
    ProfileBuilder builder;
    const auto node = [&](uint32_t parent, const char *name) {
        return builder.node(parent, builder.place({builder.function({Function::Kind::Guest, name, name, "", none})}));
    };
    const uint32_t main = node(none, "main"), f = node(main, "f"), g = node(f, "g");
    uint64_t time = 0;
    for (const uint32_t at : {f, g, main, f, f})
        builder.sample(time += 10, 10, at);
    const Profile profile = builder.take();
    EXPECT_EQ(toText(profile, flameInTime(profile)), "main 0..50 (all)\n"
                                                     "f 0..20 (main)\nf 30..50 (main)\n"
                                                     "g 10..20 (f)\n");
}

TEST(Flame, InTimeRefusesMoreThanCanBeHeld)
{
    const Profile profile = profileOf("f 1\nf;g 1\nh;g 1\n");
    EXPECT_FALSE(flameInTime(profile, 4).tooMany);
    const FlameLayout refused = flameInTime(profile, 3);
    EXPECT_TRUE(refused.tooMany);
    EXPECT_EQ(refused.whole(), 0u);
}

TEST(Filter, StepsNarrowDownTogether)
{
    const Profile profile = profileOf("main;read 10\nmain;parse;lex 30\nmain;parse 5\nmain;emit;lex 15\n");
    using Step = Filter::Step;
    const Step lex{Step::Kind::Only, functionNamed(profile, "lex")};
    const Step noParse{Step::Kind::Without, functionNamed(profile, "parse")};
    EXPECT_EQ(filtered(profile, {}).weight(), 60u);
    EXPECT_EQ(filtered(profile, {{lex}}).weight(), 45u);
    EXPECT_EQ(filtered(profile, {{noParse}}).weight(), 25u);
    EXPECT_EQ(filtered(profile, {{lex, noParse}}).weight(), 15u);
    const Profile early = filtered(profile, {{{Step::Kind::Range, none, 0, 40}}});
    EXPECT_EQ(early.weight(), 40u) << "a time of a count is the sum before it";
    EXPECT_EQ(early.functions.size(), profile.functions.size()) << "numbers stay those of the whole";
}

} // namespace
} // namespace watchglass::profile::test
