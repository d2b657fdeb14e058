// SPDX-License-Identifier: Apache-2.0
/// What a manifest says and what is wrong with it is told from outside, in tests/app/cli; here what it becomes.
#include <fstream>
#include <gtest/gtest.h>

#include "engine/host/scenario/host_file.h"
#include "engine/host/scenario/json_fields.h"

namespace watchglass::scenario {
namespace {

using namespace std::chrono_literals;

TEST(HostFile, EveryShippedManifestIsRight)
{
    size_t count = 0;
    for (const auto &entry : std::filesystem::directory_iterator(EXAMPLES)) {
        if (entry.path().extension() != ".json")
            continue;
        std::ifstream file(entry.path());
        const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
        if (text.find("\"watchglass_host\"") == text.npos)
            continue;
        ++count;
        const HostFileResult read = readHostFile(entry.path());
        EXPECT_TRUE(read.errors.empty()) << entry.path() << " " << read.errors.front();
        EXPECT_FALSE(read.file.actors.empty());
        EXPECT_FALSE(read.file.links.empty());
    }
    EXPECT_GE(count, 1u);
}

TEST(HostFile, FaultsOfALinkAreRead)
{
    const auto path = std::filesystem::path(testing::TempDir()) / "faults.json";
    std::ofstream(path) << R"({"watchglass_host": 1,
        "actors": [{"name": "a", "module": ")" GUESTS R"(/own_kvcounter_v1.wasm"}],
        "providers": [{"library": "kv_memory"}],
        "links": [{"actor": "a", "capability": "wascc:keyvalue", "provider": "kv_memory", "faults": [
            {"kind": "delay", "delay": "1.5 s", "jitter": "20 ms", "rate": 0.25, "seed": 7},
            {"kind": "wrong-type", "every": 3, "burst": 2},
            {"kind": "error", "sentence": "no"}]}]})";
    const HostFileResult read = readHostFile(path);
    ASSERT_TRUE(read.errors.empty()) << read.errors.front();
    const auto &faults = read.file.links[0].link.faults;
    ASSERT_EQ(faults.size(), 3u);
    EXPECT_EQ(faults[0].delay, 1500ms);
    EXPECT_EQ(faults[0].jitter, 20ms);
    EXPECT_EQ(faults[0].rate, 0.25);
    EXPECT_EQ(faults[0].seed, 7u);
    EXPECT_EQ(faults[1].kind, host::Fault::Kind::WrongType);
    EXPECT_EQ(faults[1].every, 3u);
    EXPECT_EQ(faults[1].burst, 2u);
    EXPECT_EQ(faults[2].sentence, "no");
}

TEST(HostFile, DurationsHaveUnits)
{
    EXPECT_EQ(readDuration("50 ms"), 50ms);
    EXPECT_EQ(readDuration("50ms"), 50ms);
    EXPECT_EQ(readDuration("1.5 s"), 1500ms);
    EXPECT_EQ(readDuration("2 min"), 2min);
    EXPECT_EQ(readDuration("1 h"), 1h);
    EXPECT_EQ(readDuration("20 µs"), 20us);
    for (const char *wrong : {"50", "ms", "-1 s", "1 day", "", "1 s s"})
        EXPECT_EQ(readDuration(wrong), std::nullopt) << wrong;
}

} // namespace
} // namespace watchglass::scenario
