// SPDX-License-Identifier: Apache-2.0
#include "engine/profile/comparison.h"
#include "tests/engine/profile/trees.h"

namespace watchglass::profile::test {
namespace {

const char *const plain = "main;read 10\n"
                          "main;parse;lex 30\n"
                          "main;parse 5\n"
                          "main;emit;lex 15\n";

TEST(Views, FlatTableCountsWithAndWithoutCallees)
{
    const Profile profile = profileOf(plain);
    EXPECT_EQ(toText(profile, flat(profile)), "lex 45 45\nread 10 10\nparse 5 35\nmain 0 60\nemit 0 15\n");
    EXPECT_EQ(profile.weight(), 60u);
}

TEST(Views, TopDownHasTheDearestFirst)
{
    const Profile profile = profileOf(plain);
    EXPECT_EQ(toText(profile, topDown(profile)), "main 0 60\n"
                                                 "  parse 5 35\n"
                                                 "    lex 30 30\n"
                                                 "  emit 0 15\n"
                                                 "    lex 15 15\n"
                                                 "  read 10 10\n");
    EXPECT_EQ(topDown(profile).nodes[0].cost.total, 60u);
}

TEST(Views, BottomUpTellsForWhom)
{
    const Profile profile = profileOf(plain);
    EXPECT_EQ(toText(profile, bottomUp(profile)), "lex 0 45\n"
                                                  "  parse 0 30\n"
                                                  "    main 0 30\n"
                                                  "  emit 0 15\n"
                                                  "    main 0 15\n"
                                                  "read 0 10\n"
                                                  "  main 0 10\n"
                                                  "parse 0 5\n"
                                                  "  main 0 5\n");
}

TEST(Views, RecursionCountsOnce)
{
    const Profile profile = profileOf("main;f 1\nmain;f;f 2\nmain;f;f;g 4\nmain;f;g;f 8\n");
    EXPECT_EQ(toText(profile, flat(profile)), "f 11 15\ng 4 12\nmain 0 15\n");
    EXPECT_EQ(toText(profile, topDown(profile, true)), "main 0 15\n"
                                                       "  f 11 15\n"
                                                       "    g 4 12\n");
}

TEST(Views, NeighboursOfAFunction)
{
    const Profile profile = profileOf(plain);
    const Neighbours parse = neighbours(profile, functionNamed(profile, "parse"));
    EXPECT_EQ(toText(profile, {parse.own}), "parse 5 35\n");
    EXPECT_EQ(toText(profile, parse.callers), "main 5 35\n");
    EXPECT_EQ(toText(profile, parse.callees), "lex 30 30\n");
    const Neighbours lex = neighbours(profile, functionNamed(profile, "lex"));
    EXPECT_EQ(toText(profile, lex.callers), "parse 30 30\nemit 15 15\n");
    const Profile deep = profileOf("main;f;f;f 7\n");
    const Neighbours f = neighbours(deep, functionNamed(deep, "f"));
    EXPECT_EQ(f.own.cost.total, 7u);
    EXPECT_EQ(toText(deep, f.callers), "main 0 7\nf 7 7\n");
}

TEST(Views, InstructionsOfAFunction)
{
    ProfileBuilder builder;
    const uint32_t f = builder.function({Function::Kind::Guest, "f", "f", "", 0});
    const uint32_t g = builder.function({Function::Kind::Guest, "g", "g", "", 1});
    const uint32_t call = builder.node(none, builder.place({f, 20, 24}));
    builder.sample(1, 5, builder.node(none, builder.place({f, 10, 14})));
    builder.sample(2, 3, builder.node(call, builder.place({g, 30, 30})));
    const Profile profile = builder.take();
    const std::vector<PlaceRow> rows = instructions(profile, f);
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].first, 10u);
    EXPECT_EQ(rows[0].offset, 14u);
    EXPECT_EQ(rows[0].cost.self, 5u);
    EXPECT_EQ(rows[1].offset, 24u);
    EXPECT_EQ(rows[1].cost.self, 0u);
    EXPECT_EQ(rows[1].cost.total, 3u);
}

TEST(Views, ATimeRangeIsAProfileOfItsOwn)
{
    const Profile profile = profileOf("a 10\nb 20\na 30\n"); // at 0, 10 and 30
    const Profile part = within(profile, 10, 30);
    EXPECT_EQ(toText(part, flat(part)), "b 20 20\n");
    EXPECT_EQ(part.duration, 20u);
    EXPECT_EQ(within(profile, 30, 10).samples.size(), 0u);
}

TEST(Views, MergingAddsUp)
{
    const Profile one = profileOf("main;f 1\n"), two = profileOf("main;g 2\nmain;f 4\n");
    const Profile both = merged(one, two);
    EXPECT_EQ(toText(both, topDown(both)), "main 0 7\n  f 5 5\n  g 2 2\n");
    EXPECT_EQ(both.duration, 7u);
    EXPECT_EQ(both.samples.back().time, one.duration + two.samples.back().time);
    EXPECT_EQ(both.functions.size(), 3u);
}

/// `count` samples of one weight in each of the functions.
std::string samples(std::initializer_list<std::pair<const char *, int>> counts)
{
    std::string text;
    for (const auto &[name, count] : counts)
        for (int i = 0; i < count; ++i)
            text += std::string(name) + " 1\n";
    return text;
}

TEST(Comparison, TellsNoiseFromChange)
{
    const Profile before = profileOf(samples({{"hot", 600}, {"mild", 300}, {"gone", 100}}));
    const Profile after = profileOf(samples({{"hot", 400}, {"mild", 305}, {"fresh", 295}}));
    const std::vector<ComparedFunction> rows = compared(before, after);
    ASSERT_EQ(rows.size(), 4u);
    EXPECT_EQ(rows[0].function.name, "fresh");
    EXPECT_EQ(rows[0].before.value, 0);
    EXPECT_GT(rows[0].before.high, 0) << "never seen is not never there";
    EXPECT_EQ(rows[1].function.name, "hot");
    EXPECT_NEAR(rows[1].change.value, -0.2, 1e-9);
    EXPECT_FALSE(rows[1].change.isNoise());
    EXPECT_EQ(rows[2].function.name, "gone");
    EXPECT_FALSE(rows[2].change.isNoise());
    EXPECT_EQ(rows[2].samplesAfter, 0u);
    EXPECT_EQ(rows[3].function.name, "mild");
    EXPECT_TRUE(rows[3].change.isNoise());
}

} // namespace
} // namespace watchglass::profile::test
