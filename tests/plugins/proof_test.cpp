// SPDX-License-Identifier: Apache-2.0
// What becomes of requests while what serves them breaks: real requests, a real Redis that is killed, a provider that
// never comes back. Only what is counted is claimed here; how long it takes, a scenario tells.
#include <gtest/gtest.h>

#include "engine/host/load/generator.h"
#include "engine/host/loader.h"
#include "engine/host/scenario/files.h"
#include "tests/engine/host/test_providers.h"
#include "tests/plugins/redis_server.h"

namespace watchglass {
namespace {

using namespace std::chrono_literals;
using namespace host;
using load::Generator;
using std::chrono::steady_clock;

class Proof : public testing::Test
{
protected:
    void serve(std::map<std::string, std::string> values, std::chrono::milliseconds callTime)
    {
        ActorSettings settings;
        settings.instances = 2;
        settings.callTime = callTime;
        const auto read = scenario::readActorFile(EXAMPLES "/actors/counter.wasm");
        ASSERT_TRUE(read.module) << read.error;
        ASSERT_EQ(m_host.addActor("counter", read.module, settings), std::nullopt);
        ASSERT_EQ(m_host.putProvider("web", PLUGINS "/http_server.so"), std::nullopt);
        ASSERT_EQ(m_host.setLink({m_store, ToProvider{"store"}, std::move(values)}), std::nullopt);
        const LinkKey web{"counter", "wascc:http_server"};
        ASSERT_EQ(m_host.setLink({web, ToProvider{"web"}, {{"PORT", "0"}}}), std::nullopt);
        load::Settings load;
        const std::string place = m_host.placeOf(web);
        load.port = uint16_t(std::stoi(place.substr(place.rfind(':') + 1)));
        load.connections = 16;
        Generator::Made made = Generator::start(load);
        ASSERT_TRUE(made.generator) << made.error;
        m_load = std::move(made.generator);
    }
    template <class Wanted>
    void await(Wanted wanted, const char *what)
    {
        const auto until = steady_clock::now() + 60s;
        while (!wanted() && steady_clock::now() < until)
            std::this_thread::sleep_for(2ms);
        EXPECT_TRUE(wanted()) << what << ": " << proofLine(*m_load->report());
    }
    void awaitOk(uint64_t more)
    {
        const uint64_t wanted = m_load->report()->counts.ok + more;
        await([&] { return m_load->report()->counts.ok >= wanted; }, "answers");
    }
    void awaitFailures(uint64_t more)
    {
        const uint64_t wanted = m_load->report()->counts.notOk() + more;
        await([&] { return m_load->report()->counts.notOk() >= wanted; }, "failures");
    }
    bool well()
    {
        const Board board = m_host.board();
        return std::all_of(board.links.begin(), board.links.end(), [](const LinkState &one) { return one.ok; }) &&
               std::all_of(board.providers.begin(), board.providers.end(),
                           [](const ProviderState &one) { return one.ok; });
    }
    std::shared_ptr<const load::Report> end()
    {
        m_load->stop();
        m_load->wait();
        return m_load->report();
    }
    /// Every answer that was no success is 503 and says one of these.
    static void expectOnly503(const load::Report &report, const std::vector<std::string> &sentences)
    {
        EXPECT_EQ(report.counts.lost, 0u) << proofLine(report);
        EXPECT_EQ(report.counts.mixedUp, 0u);
        EXPECT_EQ(report.counts.unproven, 0u);
        for (const auto &[status, times] : report.counts.failed)
            EXPECT_EQ(status, 503) << times;
        for (const auto &[said, times] : report.failures)
            EXPECT_TRUE(std::any_of(sentences.begin(), sentences.end(), [&](const std::string &one) {
                return said.find(one) != said.npos;
            })) << said;
    }

    const LinkKey m_store{"counter", "wascc:keyvalue"};
    Host m_host;
    std::unique_ptr<Generator> m_load; ///< ends before the host
};

TEST_F(Proof, RedisIsKilledAndComesBack)
{
    if (!RedisServer::isThere() || !std::filesystem::exists(PLUGINS "/kv_redis.so"))
        GTEST_SKIP() << "skipped: not there";
    RedisServer server({"--appendfsync", "always"});
    ASSERT_EQ(m_host.putProvider("store", PLUGINS "/kv_redis.so"), std::nullopt);
    serve({{"URL", server.url()}}, 5s);
    for (int round = 0; round < 2; ++round) {
        awaitOk(200);
        server.kill();
        awaitFailures(100);
        await([&] { return !well(); }, "red");
        server.start();
        const auto begun = steady_clock::now();
        await([&] { return well(); }, "green");
        RecordProperty("green_ms_" + std::to_string(round),
                       int(std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - begun).count()));
        awaitOk(200);
    }
    const auto report = end();
    expectOnly503(*report, {"Redis at 127.0.0.1:"});
    EXPECT_EQ(report->counts.wentBack, 0u) << proofLine(*report);
    EXPECT_EQ(report->counter.repeated, 0u);
    EXPECT_LE(report->counter.skipped, 4u) << "at most what two instances were in the middle of, twice";
}

TEST_F(Proof, AStoreThatNeverComesBackCostsOnly503UntilThereIsAnother)
{
    Valve valve; // opens before the host ends
    auto hanging = std::make_unique<TestProvider>();
    hanging->onCall = [until = valve.future](const host::Call &) {
        until.wait();
        return Answer::unavailable("late");
    };
    ASSERT_EQ(m_host.putProvider("store", testManifest("hangs", {"wascc:keyvalue"}), std::move(hanging)), std::nullopt);
    serve({}, 100ms);
    awaitFailures(200);
    await([&] { return !well(); }, "red");
    ASSERT_EQ(m_host.putProvider("store", PLUGINS "/kv_memory.so"), std::nullopt);
    await([&] { return well(); }, "green");
    awaitOk(500);
    valve.open();
    awaitOk(500);
    const auto report = end();
    expectOnly503(*report, {"the provider store did not answer in time", "the provider store hangs",
                            "the circuit of wascc:keyvalue is open", "waited for the actor counter", "is busy"});
    EXPECT_EQ(report->counter.skipped, 0u) << proofLine(*report);
    EXPECT_EQ(report->counter.repeated, 0u);
}

} // namespace
} // namespace watchglass
