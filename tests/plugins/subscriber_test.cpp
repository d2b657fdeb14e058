// SPDX-License-Identifier: Apache-2.0
// A guest of 2020 that listens, in a host.
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <thread>

#include "engine/host/host.h"
#include "tests/engine/host/test_providers.h"
#include "tests/plugins/backend.h"
#include "tests/plugins/nats_server.h"

namespace watchglass::host {
namespace {

using namespace std::chrono_literals;

class Subscriber : public testing::TestWithParam<std::string>
{
};

TEST_P(Subscriber, HearsWhatIsPublished)
{
    const char *const folder = std::getenv("WATCHGLASS_INTEROP");
    const std::string path = std::string(folder ? folder : "") + "/wascchost_subscriber.wasm";
    if (!folder || !std::filesystem::exists(path))
        GTEST_SKIP() << "skipped: not there (WATCHGLASS_INTEROP)";
    std::map<std::string, std::string> values = {{"SUBSCRIPTION", "demo.>"}};
    std::unique_ptr<NatsServer> server;
    if (GetParam() == "messaging_nats") {
        if (!isBuilt(GetParam()) || !NatsServer::isThere())
            GTEST_SKIP() << "skipped: not there";
        server = std::make_unique<NatsServer>();
        values["URL"] = server->url();
    }
    std::ifstream file(path, std::ios::binary);
    const auto module = readActorModule(path, std::make_shared<const wasm::Bytes>(std::istreambuf_iterator<char>(file),
                                                                                  std::istreambuf_iterator<char>()));
    ASSERT_TRUE(module.actor) << module.error;
    std::mutex mutex;
    std::string console;
    HostListeners listeners;
    listeners.console = [&](const std::string &, const ConsoleLine &line) {
        const std::lock_guard lock(mutex);
        console += line.text + "\n";
    };
    Host host(listeners);
    ASSERT_EQ(host.addActor("subscriber", module.actor), std::nullopt);
    ASSERT_EQ(host.putProvider("bus", PLUGINS "/" + GetParam() + ".so"), std::nullopt);
    ASSERT_EQ(host.setLink({{"subscriber", "wascc:messaging"}, ToProvider{"bus"}, values}), std::nullopt);
    ASSERT_EQ(host.addActor("sender", asker("default", "wascc:messaging")), std::nullopt);
    values.erase("SUBSCRIPTION");
    ASSERT_EQ(host.setLink({{"sender", "wascc:messaging"}, ToProvider{"bus"}, values}), std::nullopt);
    const contracts::Found publish = contracts::findOperation("wascc:messaging", "Publish");
    const auto payload = contracts::encode(
        *publish.request, Object{{"subject", "demo.one"}, {"body", bytesOf("hello there")}}, Codec::Maps);
    EXPECT_EQ(ask(host, "sender", "Publish", textOf(payload.bytes)), "");
    for (int i = 0; i < 500; ++i) {
        {
            const std::lock_guard lock(mutex);
            if (console.find("demo.one") != console.npos)
                break;
        }
        std::this_thread::sleep_for(10ms);
    }
    const std::lock_guard lock(mutex);
    EXPECT_NE(console.find("Received message broker message"), console.npos) << console;
    EXPECT_NE(console.find("demo.one"), console.npos) << console;
}

INSTANTIATE_TEST_SUITE_P(Every, Subscriber, testing::Values("messaging_memory", "messaging_nats"));

} // namespace
} // namespace watchglass::host
