// SPDX-License-Identifier: Apache-2.0
/// Requests come in over real sockets, while everything behind them is swapped.
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <nlohmann/json.hpp>
#include <thread>

#include "engine/host/host.h"
#include "tests/engine/host/services.h"
#include "tests/plugins/http_client.h"

namespace watchglass::host {

namespace {

using namespace std::chrono_literals;

const std::filesystem::path plugins = BUILT_PLUGINS;

std::shared_ptr<const ActorModule> actorOf(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    const auto read = readActorModule(path, std::make_shared<const wasm::Bytes>(std::istreambuf_iterator<char>(file),
                                                                                std::istreambuf_iterator<char>()));
    EXPECT_TRUE(read.actor) << read.error;
    return read.actor;
}

std::shared_ptr<const ActorModule> counter(const std::string &name)
{
    return actorOf(std::string(GUESTS) + "/own_kvcounter_" + name + ".wasm");
}

class HttpServer : public testing::Test
{
protected:
    void SetUp() override
    {
        ASSERT_EQ(m_host.addActor("counter", counter("v1")), std::nullopt);
        putStore();
        putServer();
        ASSERT_EQ(m_host.setLink({{"counter", "wascc:keyvalue"}, ToProvider{"kv"}}), std::nullopt);
        ASSERT_EQ(m_host.setLink({{"counter", "wascc:http_server"}, ToProvider{"http"}, {{"PORT", "0"}}}),
                  std::nullopt);
        m_port = port();
    }
    void putStore(bool copy = false)
    {
        ASSERT_EQ(m_host.putProvider("kv", plugins / "kv_memory.so", {copy, 5s}), std::nullopt);
    }
    void putServer() { ASSERT_EQ(m_host.putProvider("http", plugins / "http_server.so"), std::nullopt); }
    /// As the server tells it with its health.
    int port()
    {
        for (int i = 0; i < 1000; ++i) {
            for (const ProviderState &state : m_host.board().providers)
                if (const size_t colon = state.sentence.rfind(':');
                    state.name == "http" && state.sentence.starts_with("listens on ") && colon != state.sentence.npos)
                    return std::atoi(state.sentence.c_str() + colon + 1);
            std::this_thread::sleep_for(10ms);
        }
        ADD_FAILURE() << "it never listened";
        return 0;
    }
    HttpAnswer get(const std::string &path = "/counter1") { return HttpConnection(m_port).request("GET", path); }

    Host m_host;
    int m_port = 0;
};

TEST_F(HttpServer, HandsRequestsToTheActor)
{
    HttpConnection connection(m_port);
    for (int i = 1; i <= 3; ++i) {
        const HttpAnswer answer = connection.request("GET", "/counter1");
        EXPECT_EQ(answer.status, 200) << answer.body;
        EXPECT_EQ(answer.body, "{\"counter\":" + std::to_string(i) + "}");
        EXPECT_FALSE(answer.closes);
    }
    EXPECT_EQ(get("/other?q=1").body, "{\"counter\":1}");
    EXPECT_EQ(connection.request("POST", "/counter1", "a body").body, "{\"counter\":4}");
}

TEST_F(HttpServer, WithoutTheStoreItIs503WithTheReasonUntilItIsBack)
{
    EXPECT_EQ(get().status, 200);
    EXPECT_EQ(get("/healthz").status, 200);
    ASSERT_EQ(m_host.removeProvider("kv"), std::nullopt);
    for (int i = 0; i < 20; ++i) {
        const HttpAnswer answer = get();
        EXPECT_EQ(answer.status, 503);
        EXPECT_NE(nlohmann::json::parse(answer.body)["error"].get<std::string>().find("the provider kv was removed"),
                  std::string::npos)
            << answer.body;
    }
    const HttpAnswer health = get("/healthz");
    EXPECT_EQ(health.status, 503);
    const auto json = nlohmann::json::parse(health.body);
    EXPECT_EQ(json["ok"], false);
    EXPECT_EQ(json["failing"].at(0)["capability"], "wascc:keyvalue");
    putStore();
    HttpAnswer last;
    for (int i = 0; i < 200 && last.status != 200; ++i) { // the circuit closes within a second
        last = get();
        std::this_thread::sleep_for(5ms);
    }
    EXPECT_EQ(last.body, "{\"counter\":1}") << "another store counts anew";
    EXPECT_EQ(get("/healthz").status, 200);
}

TEST_F(HttpServer, ActorsOfEveryEraAnswer)
{
    for (const std::string era : {"era4", "era6", "tweaked"}) {
        ASSERT_TRUE(m_host.swapActor("counter", counter(era)).ok());
        const HttpAnswer answer = get("/" + era);
        EXPECT_EQ(answer.status, 200) << era << answer.body;
        EXPECT_EQ(answer.body, era == "tweaked" ? "{\"counter\":1,\"tweaked\":true}" : "{\"counter\":1}");
    }
}

/// As on stage on 10 February 2020, with the modules of that day: count, replace the code, take the store away, put
/// another one in.
TEST_F(HttpServer, TheDemoOfTheTalk)
{
    const char *folder = std::getenv("WATCHGLASS_INTEROP");
    const std::string path = std::string(folder ? folder : "") + "/talk_2020-02_kvcounter";
    if (!folder || !std::filesystem::exists(path + ".wasm"))
        GTEST_SKIP() << "skipped: not there (WATCHGLASS_INTEROP)";
    ASSERT_TRUE(m_host.swapActor("counter", actorOf(path + ".wasm")).ok());
    EXPECT_EQ(get().body, R"({"counter":1})");
    EXPECT_EQ(get().body, R"({"counter":2})");
    ASSERT_TRUE(m_host.swapActor("counter", actorOf(path + "_tweaked.wasm")).ok());
    EXPECT_EQ(get().body, R"({"counter":3,"tweaked":true})");
    ASSERT_EQ(m_host.removeProvider("kv"), std::nullopt);
    EXPECT_EQ(get().status, 503);
    putStore();
    EXPECT_EQ(get().body, R"({"counter":1,"tweaked":true})");
}

TEST_F(HttpServer, APortThatIsTakenIsToldAndNothingElseIsHarmed)
{
    ASSERT_EQ(m_host.addActor("second", counter("v1")), std::nullopt);
    const auto refused =
        m_host.setLink({{"second", "wascc:http_server"}, ToProvider{"http"}, {{"PORT", std::to_string(m_port)}}});
    ASSERT_TRUE(refused);
    EXPECT_NE(refused->find("Address already in use"), refused->npos) << *refused;
    EXPECT_NE(
        m_host.setLink({{"second", "wascc:http_server"}, ToProvider{"http"}, {{"PORT", "eighty"}}})->find("PORT must"),
        std::string::npos);
    EXPECT_EQ(get().status, 200);
}

TEST_F(HttpServer, ClientsThatHangUpOrTalkNonsenseHarmNobody)
{
    for (int i = 0; i < 20; ++i) {
        HttpConnection(m_port).abandon("GET /counter1 HTTP/1.1\r\nHost: x\r\n\r\n");
        HttpConnection(m_port).abandon("\x16\x03\x01 garbage");
        HttpConnection(m_port).abandon("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nshort");
    }
    EXPECT_EQ(get("/x").status, 200);
    EXPECT_EQ(HttpConnection(m_port).request("POST", "/x", std::string(9 << 20, 'x')).status, 413);
}

/// Clients on kept connections; whatever is no 200 with a number is remembered.
class Clients
{
public:
    Clients(int port, int count)
    {
        for (int i = 0; i < count; ++i)
            m_threads.emplace_back([this, port] {
                HttpConnection connection(port);
                while (!m_over) {
                    const HttpAnswer answer = connection.request("GET", "/counter1");
                    ++made;
                    if (answer.status == 200 && answer.body.starts_with("{\"counter\":"))
                        continue;
                    const std::lock_guard lock(m_mutex);
                    m_bad.push_back(std::to_string(answer.status) + " " + answer.body);
                }
            });
    }
    ~Clients() { end(); }
    std::vector<std::string> end()
    {
        m_over = true;
        for (std::thread &thread : m_threads)
            thread.join();
        m_threads.clear();
        return m_bad;
    }
    void awaitMore(uint64_t count)
    {
        const uint64_t before = made;
        while (made < before + count)
            std::this_thread::sleep_for(1ms);
    }
    std::atomic<uint64_t> made{0};

private:
    std::atomic<bool> m_over{false};
    std::mutex m_mutex;
    std::vector<std::string> m_bad;
    std::vector<std::thread> m_threads;
};

TEST_F(HttpServer, ActorStoreAndListenerAreSwappedUnderLoadAndNoRequestIsLost)
{
    Clients clients(m_port, 4);
    for (int i = 0; i < 10; ++i) {
        ASSERT_TRUE(m_host.swapActor("counter", counter(i % 2 ? "v1" : "tweaked")).ok());
        clients.awaitMore(10);
        putStore(true);
        clients.awaitMore(10);
        putServer();
        clients.awaitMore(10);
    }
    EXPECT_EQ(clients.end(), std::vector<std::string>());
    const uint64_t made = clients.made;
    EXPECT_EQ(get().body, "{\"counter\":" + std::to_string(made + 1) + "}") << "each request was counted once";
}

} // namespace

} // namespace watchglass::host
