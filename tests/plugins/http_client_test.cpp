// SPDX-License-Identifier: Apache-2.0
// Requests of actors, to servers of this machine.
#include "tests/plugins/backend.h"
#include "tests/plugins/raw_http_server.h"

namespace watchglass {
namespace {

using namespace std::chrono_literals;
using host::Failure;
using Settings = std::map<std::string, std::string>;

std::string reply(const std::string &body, const std::string &status = "200 OK", const std::string &headers = {})
{
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" +
           body;
}

class HttpClient : public testing::TestWithParam<Codec>
{
protected:
    void link(Settings settings)
    {
        client = std::make_unique<Linked>("http_client", std::move(settings), "wascc:http_client");
        client->codec = GetParam();
    }
    Value ask(const std::string &url, Object header = {}, const std::string &method = "GET",
              const std::string &body = {}, std::chrono::milliseconds time = 20s)
    {
        return client->ask(
            "PerformRequest",
            {{"method", method}, {"path", url}, {"header", std::move(header)}, {"body", host::bytesOf(body)}},
            soon(time));
    }
    std::string bodyOf(const Value &answer) { return host::textOf(answer["body"].bytes()); }

    std::unique_ptr<Linked> client;
};

TEST_P(HttpClient, SendsWhatTheActorSaysAndGivesBackWhatComes)
{
    RawHttpServer server([](const std::string &) {
        return reply("made", "201 Made It", "Content-Type: text/plain\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n");
    });
    link({{"HOSTS", "127.0.0.1"}});
    const Value answer = client->ask("PerformRequest", {{"method", "PUT"},
                                                        {"path", server.url("/thing")},
                                                        {"queryString", "a=1&b=%20"},
                                                        {"header", Object{{"X-One", "1"}, {"Host", "elsewhere"}}},
                                                        {"body", host::Bytes{0, 255, 'x'}}});
    ASSERT_EQ(client->error, "");
    EXPECT_EQ(answer["statusCode"].count(), 201u);
    EXPECT_EQ(answer["status"].text(), "Made It");
    EXPECT_EQ(bodyOf(answer), "made");
    EXPECT_EQ(answer["header"]["Content-Type"].text(), "text/plain");
    const std::string request = server.requests().at(0);
    EXPECT_TRUE(request.starts_with("PUT /thing?a=1&b=%20 HTTP/1.1\r\n")) << request;
    EXPECT_NE(request.find("\r\nX-One: 1\r\n"), request.npos) << request;
    EXPECT_NE(request.find("\r\nHost: 127.0.0.1:"), request.npos) << request;
    EXPECT_EQ(request.find("elsewhere"), request.npos) << request;
    EXPECT_EQ(request.find("Content-Type"), request.npos) << "nobody said what it is";
    EXPECT_TRUE(request.ends_with(std::string("\r\n\r\n\0\xffx", 7))) << request;
}

TEST_P(HttpClient, EveryStatusIsAnAnswer)
{
    RawHttpServer server([](const std::string &) { return reply("no", "503 Service Unavailable"); });
    link({{"HOSTS", "127.0.0.1"}});
    const Value answer = ask(server.url());
    EXPECT_EQ(client->error, "");
    EXPECT_EQ(answer["statusCode"].count(), 503u);
    EXPECT_EQ(bodyOf(answer), "no");
    EXPECT_EQ(ask(server.url(), {}, "HEAD")["statusCode"].count(), 503u);
}

TEST_P(HttpClient, AConnectionIsKeptForTheNextRequest)
{
    RawHttpServer server([](const std::string &) { return reply("x"); });
    link({{"HOSTS", "127.0.0.1"}});
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(bodyOf(ask(server.url())), "x") << client->error;
    EXPECT_EQ(server.connections(), 1);
}

TEST_P(HttpClient, OnlyWhatTheLinkAllowsIsAsked)
{
    RawHttpServer server([](const std::string &) { return reply("secret"); });
    const std::string port = std::to_string(server.port());
    const auto refused = [&](const std::string &hosts, const std::string &url) {
        link(hosts.empty() ? Settings{} : Settings{{"HOSTS", hosts}});
        ask(url);
        EXPECT_EQ(client->failure, Failure::Refused) << hosts << " " << url;
        return client->error;
    };
    EXPECT_EQ(refused("", server.url()),
              "the link's setting HOSTS does not allow requests to 127.0.0.1:" + port + "; it allows nothing");
    EXPECT_EQ(refused("example.com, 127.0.0.1:1", server.url()),
              "the link's setting HOSTS does not allow requests to 127.0.0.1:" + port +
                  "; it allows example.com, 127.0.0.1:1");
    // However the host is written, it is the one that is asked.
    refused("localhost", server.url());
    refused("example.com", "http://example.com@127.0.0.1:" + port + "/");
    refused("example.com", "http://127.0.0.1:" + port + "/#@example.com");
    refused("example.com", "http://127.0.0.1:" + port + "\\@example.com/");
    refused("*.example.com", "http://example.com.evil.test/");
    refused("*.example.com", "http://notexample.com/");
    // A pattern does not mean the machines around us, whatever their number looks like.
    EXPECT_EQ(refused("*", server.url()), "127.0.0.1 is a machine of the own network, which the setting HOSTS allows "
                                          "only by its name: add 127.0.0.1:" +
                                              port + " to it");
    refused("*", "http://localhost:" + port + "/");
    refused("*", "http://2130706433:" + port + "/");
    refused("*", "http://0x7f.1:" + port + "/");
    refused("*", "http://[::ffff:127.0.0.1]:" + port + "/");
    refused("*", "http://[::1]:" + port + "/");
    refused("*", "http://0.0.0.0:" + port + "/");
    EXPECT_TRUE(server.requests().empty());
    for (const char *hosts : {"127.0.0.1", "*, 127.0.0.1", "127.0.0.1.", " 127.0.0.1 ,"}) {
        link({{"HOSTS", hosts}});
        EXPECT_EQ(bodyOf(ask(server.url())), "secret") << hosts << ": " << client->error;
    }
    link({{"HOSTS", "127.0.0.1:" + port}});
    EXPECT_EQ(bodyOf(ask("http://2130706433:" + port + "/")), "secret") << client->error;
}

TEST_P(HttpClient, RedirectsAreFollowedWhereTheyMayGo)
{
    RawHttpServer target([](const std::string &) { return reply("arrived"); });
    RawHttpServer server([&](const std::string &request) {
        if (request.find(" /loop ") != request.npos)
            return reply("", "302 Found", "Location: /loop\r\n");
        if (request.find(" /here ") != request.npos)
            return reply("", "307 Temporary Redirect", "Location: /there\r\n");
        if (request.find(" /there ") != request.npos)
            return reply("there");
        return reply("", request.find(" /see ") != request.npos ? "303 See Other" : "308 Permanent Redirect",
                     "Location: " + target.url("/end") + "\r\n");
    });
    const std::string here = "127.0.0.1:" + std::to_string(server.port());
    const std::string there = "127.0.0.1:" + std::to_string(target.port());
    link({{"HOSTS", here}});
    const Object secret{{"Authorization", "Bearer x"}, {"Content-Type", "a/b"}};
    EXPECT_EQ(bodyOf(ask(server.url("/here"), secret, "POST", "body")), "there") << client->error;
    EXPECT_TRUE(server.requests().back().starts_with("POST /there "));
    EXPECT_NE(server.requests().back().find("Authorization: Bearer x"), std::string::npos);
    EXPECT_TRUE(server.requests().back().ends_with("\r\n\r\nbody"));

    ask(server.url("/away"));
    EXPECT_EQ(client->failure, Failure::Refused);
    EXPECT_EQ(client->error, "the link's setting HOSTS does not allow requests to " + there + "; it allows " + here);
    EXPECT_TRUE(target.requests().empty());
    ask(server.url("/loop"));
    EXPECT_EQ(client->error, server.url("/loop") + " leads on and on: more than 10 redirects");

    link({{"HOSTS", here + "," + there}});
    EXPECT_EQ(bodyOf(ask(server.url("/see"), secret, "POST", "body")), "arrived") << client->error;
    EXPECT_TRUE(target.requests().back().starts_with("GET /end "));
    EXPECT_EQ(target.requests().back().find("Authorization"), std::string::npos) << "a secret for somebody else";
    EXPECT_EQ(target.requests().back().find("Content-Type"), std::string::npos);

    link({{"HOSTS", here}, {"REDIRECTS", "0"}});
    const Value answer = ask(server.url("/away"));
    EXPECT_EQ(answer["statusCode"].count(), 308u);
    EXPECT_EQ(answer["header"]["Location"].text(), target.url("/end"));
}

TEST_P(HttpClient, WhoDoesNotAnswerCostsNoMoreThanTheDeadline)
{
    RawHttpServer server([](const std::string &) { return std::string(); });
    link({{"HOSTS", "127.0.0.1"}});
    const auto before = std::chrono::steady_clock::now();
    ask(server.url(), {}, "GET", {}, 200ms);
    EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
    EXPECT_EQ(client->failure, Failure::Deadline);
    EXPECT_EQ(client->error, "127.0.0.1:" + std::to_string(server.port()) + " has not answered in time");
    ask(server.url(), {}, "GET", {}, -1s);
    EXPECT_EQ(client->failure, Failure::Deadline);
}

TEST_P(HttpClient, WhoIsNotThereIsToldAtOnce)
{
    int port = 0;
    {
        RawHttpServer gone([](const std::string &) { return std::string(); });
        port = gone.port();
    }
    link({{"HOSTS", "127.0.0.1"}});
    ask("http://127.0.0.1:" + std::to_string(port) + "/");
    EXPECT_EQ(client->failure, Failure::Unavailable);
    EXPECT_TRUE(client->error.starts_with("127.0.0.1:" + std::to_string(port) + " cannot be reached: "))
        << client->error;
}

TEST_P(HttpClient, AnswersThatBreakOffOrAreNoneAreErrors)
{
    std::string answer;
    RawHttpServer server([&](const std::string &) { return answer; });
    link({{"HOSTS", "127.0.0.1"}});
    for (const char *one :
         {"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\nshort", "SSH-2.0 Connection: close\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
          "Connection: close\r\n\r\nzz\r\n"}) {
        answer = one;
        ask(server.url());
        EXPECT_EQ(client->failure, Failure::Unavailable) << one;
        EXPECT_TRUE(client->error.starts_with("the request to 127.0.0.1:" + std::to_string(server.port()) + " failed"))
            << client->error;
    }
}

TEST_P(HttpClient, AnswersMayBeAsLongAsTheSettingSays)
{
    const std::string megabyte(1 << 20, 'x');
    std::string answer = reply(megabyte);
    RawHttpServer server([&](const std::string &) { return answer; });
    link({{"HOSTS", "127.0.0.1"}, {"LIMIT_MB", "1"}});
    EXPECT_EQ(ask(server.url())["body"].bytes().size(), megabyte.size());
    const std::string tooLong = "the answer of 127.0.0.1:" + std::to_string(server.port()) +
                                " is longer than the setting LIMIT_MB allows, which is 1 MB";
    answer = reply(megabyte + "x");
    ask(server.url());
    EXPECT_EQ(client->error, tooLong);
    answer = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + megabyte + "x"; // without saying how long
    ask(server.url());
    EXPECT_EQ(client->error, tooLong);
    EXPECT_EQ(client->failure, Failure::Refused);
}

TEST_P(HttpClient, WhatIsNoRequestIsRefused)
{
    link({{"HOSTS", "*"}});
    const auto refused = [&](const std::string &url, Object header = {}, const std::string &method = "GET") {
        ask(url, std::move(header), method);
        EXPECT_EQ(client->failure, Failure::Refused) << url;
        return client->error;
    };
    for (const char *url : {"/path", "example.com", "file:///etc/passwd", "gopher://x/", "ftp://x/", "http://", "",
                            "http://a b/", "http://x:99999/"})
        EXPECT_TRUE(refused(url).starts_with("requests go to whole addresses, as http://host/path, not to"))
            << url << client->error;
    refused("http://user:secret@example.com/");
    EXPECT_EQ(client->error.find("secret"), std::string::npos);
    refused("http://x/", {}, "GET / HTTP/1.1\r\nX: y");
    refused("http://x/", {}, "CONNECT");
    EXPECT_EQ(refused("http://x/", {{"A", "b\r\nC: d"}}), "the header field A has a line end or a zero byte in it");
    refused("http://x/", {{"A: b\r\nC", "d"}});
    refused("http://x/", {{"", "d"}});
}

INSTANTIATE_TEST_SUITE_P(Every, HttpClient, testing::Values(Codec::Protobuf, Codec::Arrays, Codec::Maps));

TEST(HttpClientSettings, ThatMakeNoSenseAreRefused)
{
    for (const char *hosts : {"http://example.com", "example.com/path", "user@host", "*example.com", "a*b", "host:0",
                              "host:x", "::1", "*.", "[::1", "host:70000"})
        EXPECT_THROW(Linked("http_client", {{"HOSTS", hosts}}, "wascc:http_client"), std::exception) << hosts;
    for (const char *hosts : {"example.com", "*", "*:443", "*.example.com:443", "[::1]:80", "[::1]", "a,b ,, c"})
        EXPECT_NO_THROW(Linked("http_client", {{"HOSTS", hosts}}, "wascc:http_client")) << hosts;
}

TEST(HttpClientOfWasmCloud, HasListsOfTextsInItsHeaders)
{
    RawHttpServer server(
        [](const std::string &) { return reply("x", "200 OK", "Set-Cookie: a\r\nset-cookie: b\r\n"); });
    Linked client("http_client", {{"HOSTS", "127.0.0.1"}}, "wasmcloud:httpclient");
    const Value answer = client.ask(
        "HttpClient.Request", {{"method", "GET"}, {"path", server.url()}, {"header", Object{{"A", List{"1", "2"}}}}});
    ASSERT_EQ(client.error, "");
    EXPECT_EQ(answer["header"]["Set-Cookie"].list().size(), 2u);
    EXPECT_NE(server.requests().at(0).find("\r\nA: 1\r\nA: 2\r\n"), std::string::npos);
}

TEST(HttpClientOfWasmCloud, HadAnotherNameAtFirst)
{
    RawHttpServer server([](const std::string &) { return reply("x"); });
    Linked client("http_client", {{"HOSTS", "127.0.0.1"}}, "wasmcloud:httpclient");
    const Value answer = client.ask("Request", {{"method", "GET"}, {"path", server.url()}});
    EXPECT_EQ(client.error, "");
    EXPECT_EQ(answer["status"].text(), "OK");
}

TEST(HttpClientLibrary, IsGoneWhenNobodyNeedsItAnyMore)
{
    RawHttpServer server([](const std::string &) { return reply("x"); });
    auto client = std::make_unique<Linked>("http_client", Settings{{"HOSTS", "127.0.0.1"}}, "wascc:http_client");
    client->ask("PerformRequest", {{"method", "GET"}, {"path", server.url()}});
    EXPECT_EQ(client->error, "");
    EXPECT_TRUE(goesAway(std::move(client)));
}

TEST(HttpClientOfPlainModules, GetsAndPosts)
{
    RawHttpServer server([](const std::string &request) {
        return request.starts_with("GET /none")
                   ? reply("gone", "404 Not Found")
                   : reply(request.starts_with("POST") ? request.substr(request.size() - 3) : "hello");
    });
    Linked client("http_client", {{"HOSTS", "127.0.0.1"}}, "wascc:http_client");
    Page page;
    auto arguments = page.put(0, server.url());
    arguments.insert(arguments.end(), {i32(1000), i32(3)});
    EXPECT_EQ(client.function("get", arguments, &page), "");
    EXPECT_EQ(client.results[0].bits, 5u);
    EXPECT_EQ(page.at(1000, 4), std::string("hel\0", 4)) << "no more than there is room for";
    auto posted = page.put(0, server.url());
    const auto body = page.put(500, "abc");
    posted.insert(posted.end(), body.begin(), body.end());
    posted.insert(posted.end(), {i32(1000), i32(10)});
    EXPECT_EQ(client.function("post", posted, &page), "");
    EXPECT_EQ(page.at(1000, 3), "abc");
    auto none = page.put(0, server.url("/none"));
    none.insert(none.end(), {i32(1000), i32(10)});
    EXPECT_EQ(client.function("get", none, &page), "");
    EXPECT_EQ(int32_t(client.results[0].bits), -404);
    auto elsewhere = page.put(0, "http://example.com/");
    elsewhere.insert(elsewhere.end(), {i32(1000), i32(10)});
    EXPECT_EQ(client.function("get", elsewhere, &page),
              "the link's setting HOSTS does not allow requests to example.com; it allows 127.0.0.1");
    arguments[3] = i32(65536);
    EXPECT_NE(client.function("get", arguments, &page), "") << "a room that is not inside";
}

} // namespace
} // namespace watchglass
