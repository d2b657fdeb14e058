// SPDX-License-Identifier: Apache-2.0
/// Our own guests always; those of public history where WATCHGLASS_INTEROP says they are.
#include <cstdlib>
#include <gtest/gtest.h>

#include "tests/engine/host/recorded_cases.h"

namespace watchglass::host {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

TEST(OurGuests, DoAsRecorded)
{
    size_t cases = 0;
    for (const Json &guest : readJson(fs::path(GUESTS) / "cases.json")) {
        const std::string file = guest["file"];
        for (const Json &recorded : guest["cases"]) {
            SCOPED_TRACE(file + " " + recorded["op"].get<std::string>());
            if (recorded["op"] == "oob") // the host that recorded this one let it pass
                continue;
            const Observed observed = perform(fs::path(GUESTS) / file, recorded);
            expectAsRecorded(recorded, observed);
            EXPECT_EQ(hostCallParameters(observed.era), guest["host_call_params"].get<uint32_t>());
            EXPECT_EQ(observed.initialisers, guest["init_called"].get<std::vector<std::string>>());
            ++cases;
        }
    }
    EXPECT_EQ(cases, 38u);
}

TEST(OurGuests, AnAddressBeyondTheMemoryTrapsTheGuestAndNothingElse)
{
    const Json call = {{"op", "oob"}, {"payload_hex", ""}, {"host_calls", Json::array()}};
    const Observed observed = perform(fs::path(GUESTS) / "own_c.wasm", call);
    ASSERT_TRUE(observed.outcome.trap);
    EXPECT_EQ(observed.outcome.answer.failure, Failure::Trap);
    EXPECT_NE(observed.outcome.answer.error.find(
                  "__guest_response gives 64 bytes at 0xfffffff0, but the guest's memory ends at 0x20000"),
              std::string::npos)
        << observed.outcome.answer.error;
    EXPECT_FALSE(observed.outcome.usable);
}

TEST(PublicGuests, DoAsRecorded)
{
    const char *folder = std::getenv("WATCHGLASS_INTEROP");
    const char *data = std::getenv("WATCHGLASS_TEST_DATA");
    const fs::path list = fs::path(data ? data : "") / "guests/interop.json";
    if (!folder || !data || !fs::exists(list))
        GTEST_SKIP() << "skipped: not there (WATCHGLASS_INTEROP and WATCHGLASS_TEST_DATA)";
    size_t cases = 0;
    const Json all = readJson(list);
    for (const auto &[file, guest] : all.items())
        for (const char *const kind : {"waPC", "waSCC"})
            for (const Json &recorded : guest.value(kind, Json::array())) {
                SCOPED_TRACE(file + " " + recorded["op"].get<std::string>() + " " +
                             recorded["payload_hex"].get<std::string>());
                if (!fs::exists(fs::path(folder) / file)) {
                    ADD_FAILURE() << "skipped: not there";
                    continue;
                }
                const Observed observed = perform(fs::path(folder) / file, recorded);
                expectAsRecorded(recorded, observed);
                if (recorded.contains("arity")) {
                    EXPECT_EQ(hostCallParameters(observed.era), recorded["arity"].get<uint32_t>());
                }
                ++cases;
            }
    EXPECT_GT(cases, 40u);
}

} // namespace

} // namespace watchglass::host
