// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "engine/profile/views.h"
#include "tests/engine/session/client.h"

namespace watchglass::session {
namespace {

TEST(Sampling, GoesOnAcrossStopsUntilItIsStopped)
{
    const Assembly program = assemble(R"((module
      (func $spin (export "spin") (loop $again (br $again)))))");
    Client client;
    client.load(program.program);
    client.session.startSampling({exec::SampleClock::Wall, 5000});
    client.session.invoke("spin", {});
    client.wait<Running>();
    uint64_t seen = 0;
    for (int i = 0; i < 3; ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
        client.session.readSampling(); // while it runs
        const exec::SamplingProgress now = client.wait<SamplingState>().progress;
        EXPECT_GT(now.samples, seen);
        EXPECT_GT(now.weight, now.overhead);
        seen = now.samples;
        client.session.pause();
        EXPECT_EQ(client.stop()->reason, StopReason::Pause);
        client.session.resume();
        client.wait<Running>();
    }
    client.session.stopSampling(); // while it runs
    const auto profile = client.wait<Profiled>().profile;
    ASSERT_GE(profile->samples.size(), seen);
    EXPECT_EQ(profile->unit, profile::Unit::WallTime);
    const auto rows = profile::flat(*profile);
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(profile->functions[rows[0].function].name, "spin");
    EXPECT_LE(profile->weight(), profile->duration);
    client.session.stopSampling();
    EXPECT_EQ(client.wait<Refused>().message, "No samples are being taken");
}

} // namespace
} // namespace watchglass::session
