// SPDX-License-Identifier: Apache-2.0
#include "engine/profile/digest.h"
#include "engine/profile/timeline.h"
#include "tests/engine/profile/trees.h"

namespace watchglass::profile::test {
namespace {

std::shared_ptr<const Profile> shared(Profile profile)
{
    return std::make_shared<const Profile>(std::move(profile));
}

TEST(Digest, InstructionsAreToldByOffsetWithoutTheirCallees)
{
    ProfileBuilder builder;
    const uint32_t f = builder.function({Function::Kind::Guest, "f", "f", "", 0});
    const uint32_t host = builder.function({Function::Kind::Host, "h", "h", "", none});
    const uint32_t call = builder.node(none, builder.place({f, 7, 7}));
    builder.sample(0, 3, builder.node(none, builder.place({f, 4, 6})));
    builder.sample(1, 2, builder.node(none, builder.place({f, 5, 6})));
    builder.sample(2, 5, call);
    builder.sample(3, 9, builder.node(call, builder.place({host, none, none})));
    const Digest digest = digestOf(shared(builder.take()));
    ASSERT_EQ(digest.places.size(), 2u);
    EXPECT_EQ(digest.places[0].offset, 6u);
    EXPECT_EQ(digest.places[0].first, 4u);
    EXPECT_EQ(digest.places[0].cost.self, 5u);
    EXPECT_EQ(digest.places[1].cost.self, 5u) << "its host call is not its own time";
    EXPECT_EQ(digest.host, 9u);
    ASSERT_NE(digest.row(f), nullptr);
    EXPECT_EQ(digest.row(f)->cost.total, 19u);
    EXPECT_EQ(digest.row(none), nullptr);
}

TEST(Digest, OnlySamplesAreInDoubt)
{
    Profile profile = profileOf("f 25\ng 75\n");
    const Digest sampled = digestOf(shared(profile));
    EXPECT_LT(sampled.share(25).low, 0.25);
    EXPECT_TRUE(sampled.doubtful(29));
    EXPECT_FALSE(sampled.doubtful(30));
    profile.exact = true;
    const Digest counted = digestOf(shared(profile));
    EXPECT_EQ(counted.share(25).low, 0.25);
    EXPECT_EQ(counted.share(25).high, 0.25);
    EXPECT_FALSE(counted.doubtful(1));
}

TEST(Timeline, TellsWhenSamplesWereTakenAndWhere)
{
    ProfileBuilder builder;
    const uint32_t guest =
        builder.node(none, builder.place({builder.function({Function::Kind::Guest, "f", "f", "", 0})}));
    const uint32_t host =
        builder.node(guest, builder.place({builder.function({Function::Kind::Host, "h", "h", "", none})}));
    builder.sample(5, 3, guest);
    builder.sample(14, 4, guest);
    builder.sample(15, 2, host);
    builder.sample(39, 1, guest);
    Profile profile = builder.take();
    profile.duration = 40;
    const Timeline line = timelineOf(profile, 4);
    EXPECT_EQ(line.duration, 40u);
    ASSERT_EQ(line.bins.size(), 4u);
    EXPECT_EQ(line.bins[0].guest, 3u);
    EXPECT_EQ(line.bins[1].guest, 4u);
    EXPECT_EQ(line.bins[1].host, 2u);
    EXPECT_EQ(line.bins[2].guest, 0u) << "it did not run";
    EXPECT_EQ(line.bins[3].guest, 1u);
    EXPECT_EQ(line.most, 6u);
    profile.unit = Unit::Count;
    EXPECT_TRUE(timelineOf(profile, 4).bins.empty()) << "a count knows no time";
}

TEST(Digest, OfNothingSaysNothing)
{
    const Digest digest = digestOf(shared({}));
    EXPECT_TRUE(digest.functions.empty());
    EXPECT_EQ(digest.share(0).high, 1) << "nothing is known";
}

} // namespace
} // namespace watchglass::profile::test
