// SPDX-License-Identifier: Apache-2.0
// wglass host up and ctl, from outside: a host that serves real requests on a port that was free.
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "tests/app/cli/program.h"
#include "tests/plugins/http_client.h"

extern char **environ;

namespace watchglass::cli {
namespace {

using Json = nlohmann::json;
using watchglass::host::HttpAnswer;
using watchglass::host::HttpConnection;

class HostUp : public Wglass
{
protected:
    ~HostUp() override
    {
        if (child > 0)
            kill(child, SIGKILL), waitpid(child, nullptr, 0);
        if (errors >= 0)
            close(errors);
    }

    Json counter(const std::string &module = GUESTS "/own_kvcounter_v1.wasm") const
    {
        return {{"watchglass_host", 1},
                {"actors", {{{"name", "counter"}, {"module", module}}}},
                {"providers", {{{"name", "store"}, {"library", "kv_memory"}}, {{"library", "http_server"}}}},
                {"links",
                 {{{"actor", "counter"},
                   {"capability", "wascc:http_server"},
                   {"provider", "http_server"},
                   {"values", {{"PORT", 0}}}},
                  {{"actor", "counter"}, {"capability", "wascc:keyvalue"}, {"provider", "store"}}}}};
    }

    /// Until it says that it serves; or until it ends, which fails the test.
    void up(const Json &manifest, bool named = true)
    {
        const std::string path = file("host.json", manifest.dump());
        std::vector<std::string> words{WGLASS, "host", "up", path};
        if (named)
            words.insert(words.end(), {"--control", socket()});
        std::vector<char *> argv;
        for (std::string &word : words)
            argv.push_back(word.data());
        argv.push_back(nullptr);
        said.clear();
        if (errors >= 0)
            close(errors);
        int pipe[2];
        ASSERT_EQ(pipe2(pipe, O_CLOEXEC), 0);
        errors = pipe[0];
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, pipe[1], 2);
        ASSERT_EQ(posix_spawn(&child, WGLASS, &actions, nullptr, argv.data(), environ), 0);
        posix_spawn_file_actions_destroy(&actions);
        close(pipe[1]);
        char piece[1024];
        for (ssize_t count; !contains(said, "serves until") && (count = ::read(errors, piece, sizeof piece)) > 0;)
            said.append(piece, size_t(count));
        ASSERT_TRUE(contains(said, "serves until")) << said;
    }
    std::string socket() const { return (folder / "control").string(); }

    /// The port of the first address that was told.
    int port() const
    {
        const std::string before = "http://127.0.0.1:";
        const size_t at = said.find(before);
        return at == said.npos ? 0 : std::atoi(said.c_str() + at + before.size());
    }
    HttpAnswer get(const std::string &path = "/hits")
    {
        return HttpConnection(port()).request("GET", path, {}, "Connection: close\r\n");
    }
    Outcome ctl(std::vector<std::string> words)
    {
        words.insert(words.begin(), {"host", "ctl", "--control", socket()});
        return run(words);
    }
    int end(int signal = SIGTERM)
    {
        kill(child, signal);
        int status = 0;
        waitpid(child, &status, 0);
        child = 0;
        return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
    }
    std::string refused(const Json &manifest)
    {
        const Outcome outcome = run({"host", "up", file("bad.json", manifest.dump()), "--control", socket()});
        EXPECT_EQ(outcome.status, 1) << outcome.err;
        EXPECT_EQ(outcome.out, "");
        EXPECT_FALSE(contains(outcome.err, "listens")) << outcome.err;
        EXPECT_FALSE(std::filesystem::exists(socket()));
        return outcome.err;
    }

    pid_t child = 0;
    int errors = -1;
    std::string said; ///< on standard error, until it served
};

TEST_F(HostUp, ServesAndTellsWhatAndEndsWellWhenInterrupted)
{
    up(counter());
    ASSERT_NE(port(), 0) << said;
    EXPECT_TRUE(contains(said, "actor counter: ") && contains(said, "own_kvcounter_v1.wasm, 1 instance\n")) << said;
    EXPECT_TRUE(contains(said, "link counter wascc:keyvalue: the provider store")) << said;
    EXPECT_EQ(get().body, "{\"counter\":1}");
    EXPECT_EQ(get().body, "{\"counter\":2}");
    EXPECT_EQ(end(SIGTERM), 0);
    EXPECT_EQ(get().status, 0) << "nobody listens any more";
    EXPECT_FALSE(std::filesystem::exists(socket()));
    up(counter());
    EXPECT_EQ(end(SIGINT), 0);
}

TEST_F(HostUp, ARequestInFlightIsAnsweredBeforeItEnds)
{
    // Takes long for a request, but not to say how it is, which has no payload of that size.
    const std::string slow = file("slow.wat", R"((module
        (import "wapc" "__guest_response" (func $response (param i32 i32)))
        (memory (export "memory") 1)
        (data (i32.const 0) "\84\aastatusCode\cc\c8\a6status\a2OK\a6header\80\a4body\c4\04done")
        (func (export "__guest_call") (param i32 i32) (result i32) (local $i i32)
          (if (i32.gt_u (local.get 1) (i32.const 30)) (then
            (local.set $i (i32.const 400000000))
            (loop $l (br_if $l (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))))
          (call $response (i32.const 0) (i32.const 43))
          (i32.const 1))))");
    Json manifest = counter(slow);
    manifest["actors"][0]["timeout"] = 600;
    up(manifest);
    HttpAnswer answer;
    std::thread client([&] { answer = get(); });
    for (Json actor = Json::object(); actor.value("served", 0) == 0 && actor.value("under_way", Json::array()).empty();)
        actor = Json::parse(ctl({"status", "--json"}).out)["actors"][0];
    EXPECT_EQ(end(), 0);
    client.join();
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.body, "done");
}

TEST_F(HostUp, ASwapIsSeenInTheNextAnswerAndCanBeUndone)
{
    up(counter());
    EXPECT_EQ(get().body, "{\"counter\":1}");
    const Outcome swapped = ctl({"swap", "counter", GUESTS "/own_kvcounter_tweaked.wasm"});
    EXPECT_EQ(swapped.status, 0) << swapped.err;
    EXPECT_TRUE(contains(swapped.out, "counter: before " GUESTS "/own_kvcounter_v1.wasm, now " GUESTS
                                      "/own_kvcounter_tweaked.wasm (version 2)"))
        << swapped.out;
    EXPECT_EQ(get().body, "{\"counter\":2,\"tweaked\":true}");
    const Json undone = Json::parse(ctl({"undo", "counter", "--json"}).out);
    EXPECT_EQ(undone["now"], GUESTS "/own_kvcounter_v1.wasm") << undone;
    EXPECT_EQ(get().body, "{\"counter\":3}");
}

TEST_F(HostUp, ASwapThatCannotBeLeavesTheOldOne)
{
    up(counter());
    const Outcome broken = ctl({"swap", "counter", file("broken.wat", "(module (func (result i32)))")});
    EXPECT_EQ(broken.status, 1);
    EXPECT_TRUE(contains(broken.err, "broken.wat:1:") && contains(broken.err, "own_kvcounter_v1.wasm stays"))
        << broken.err;
    const Outcome unknown = ctl({"swap", "cuonter", GUESTS "/own_kvcounter_tweaked.wasm"});
    EXPECT_EQ(unknown.status, 1);
    EXPECT_EQ(unknown.err, "wglass: there is no actor cuonter; there is counter\n");
    EXPECT_EQ(ctl({"undo", "counter"}).status, 1) << "there is nothing to go back to";
    EXPECT_EQ(get().body, "{\"counter\":1}");
}

TEST_F(HostUp, WithoutALinkRequestsAre503WithTheReasonUntilThereIsOneAgain)
{
    up(counter());
    EXPECT_EQ(get().body, "{\"counter\":1}");
    EXPECT_EQ(ctl({"unlink", "counter", "wascc:keyvalue"}).status, 0);
    const HttpAnswer without = get();
    EXPECT_EQ(without.status, 503);
    EXPECT_TRUE(contains(without.body, "nothing is linked to wascc:keyvalue")) << without.body;
    EXPECT_TRUE(contains(ctl({"status"}).out, "link counter wascc:keyvalue: nobody")) << ctl({"status"}).out;
    const Outcome typo = ctl({"link", "counter", "wascc:keyvalue", "store", "LIMIT=1"});
    EXPECT_EQ(typo.status, 1);
    EXPECT_TRUE(contains(typo.err, "has no setting LIMIT; did you mean LIMIT_MB?")) << typo.err;
    EXPECT_EQ(ctl({"link", "counter", "wascc:keyvalue", "http_server"}).status, 1);
    EXPECT_EQ(get().status, 503);
    EXPECT_EQ(ctl({"link", "counter", "wascc:keyvalue", "store", "LIMIT_MB=1"}).status, 0);
    EXPECT_EQ(get().body, "{\"counter\":2}");
    const Json status = Json::parse(ctl({"status", "--json"}).out);
    EXPECT_EQ(status["links"][1]["values"], Json({{"LIMIT_MB", "1"}})) << status;
    EXPECT_EQ(status["actors"][0]["failed"], 2) << status;
}

TEST_F(HostUp, CallsFailOnPurposeUntilTheFaultIsTakenAway)
{
    up(counter());
    const Outcome made = ctl({"fault", "counter", "wascc:keyvalue", "error", "sentence=on purpose", "every=2"});
    EXPECT_EQ(made.status, 0) << made.err;
    EXPECT_EQ(get().body, "{\"counter\":1}");
    EXPECT_TRUE(contains(get().body, "on purpose"));
    EXPECT_TRUE(contains(ctl({"status"}).out, "store, fault error, ")) << ctl({"status"}).out;
    const Outcome typo = ctl({"fault", "counter", "wascc:keyvalue", "eror"});
    EXPECT_EQ(typo.status, 1);
    EXPECT_TRUE(contains(typo.err, "/faults/0/kind: there is no such kind; did you mean error?")) << typo.err;
    EXPECT_EQ(ctl({"fault", "counter", "wascc:keyvalue", "delay", "delay=soon"}).status, 1);
    EXPECT_EQ(ctl({"fault", "counter", "wascc:keyvalue", "none"}).status, 0);
    for (int i = 2; i < 6; ++i)
        EXPECT_EQ(get().body, "{\"counter\":" + std::to_string(i) + "}");
}

TEST_F(HostUp, AStoreIsTakenAwayAndPutBackWithOrWithoutItsContent)
{
    up(counter());
    EXPECT_EQ(get().body, "{\"counter\":1}");
    EXPECT_EQ(ctl({"put", "--copy", "store", "kv_memory"}).status, 0);
    EXPECT_EQ(get().body, "{\"counter\":2}");
    EXPECT_EQ(ctl({"undo-provider", "store", "--copy"}).status, 0);
    EXPECT_EQ(get().body, "{\"counter\":3}");
    EXPECT_EQ(ctl({"remove", "store"}).status, 0);
    const HttpAnswer without = get();
    EXPECT_EQ(without.status, 503);
    EXPECT_TRUE(contains(without.body, "the provider store was removed")) << without.body;
    EXPECT_EQ(get("/healthz").status, 503);
    EXPECT_EQ(ctl({"remove", "store"}).status, 1);
    EXPECT_EQ(ctl({"undo-provider", "store"}).status, 0);
    EXPECT_EQ(get().body, "{\"counter\":1}");
    EXPECT_EQ(get("/healthz").status, 200);
    const Outcome unknown = ctl({"put", "store", "kv_memry"});
    EXPECT_EQ(unknown.status, 1);
    EXPECT_TRUE(contains(unknown.err, "there is no provider \"kv_memry\"; known: ")) << unknown.err;
    const Outcome misfit = ctl({"put", "store", "http_server"});
    EXPECT_EQ(misfit.status, 1);
    EXPECT_EQ(get().body, "{\"counter\":2}");
    EXPECT_EQ(ctl({"remove", "store", "--copy"}).status, 2);
}

TEST_F(HostUp, ACallThatGoesOnForEverIsKilled)
{
    const std::string spin = file("spin.wat", R"((module
        (import "wapc" "__guest_response" (func $response (param i32 i32)))
        (memory (export "memory") 1)
        (func (export "__guest_call") (param i32 i32) (result i32)
          (if (i32.gt_u (local.get 1) (i32.const 30)) (then (loop $l (br $l))))
          (call $response (i32.const 0) (i32.const 0))
          (i32.const 1))))");
    Json manifest = counter(spin);
    manifest["actors"][0]["timeout"] = 600;
    up(manifest);
    EXPECT_EQ(ctl({"kill", "counter"}).out, "counter: 0 calls were ended\n");
    HttpAnswer answer;
    std::thread client([&] { answer = get(); });
    Json calls = Json::array();
    while (calls.empty())
        calls = Json::parse(ctl({"status", "--json"}).out)["actors"][0]["under_way"];
    EXPECT_EQ(ctl({"kill", "counter", std::to_string(calls[0]["id"].get<uint64_t>())}).out,
              "counter: 1 calls were ended\n");
    client.join();
    EXPECT_EQ(answer.status, 500) << answer.body;
    EXPECT_TRUE(contains(answer.body, "it was killed")) << answer.body;
    EXPECT_EQ(ctl({"kill", "counter", "x"}).status, 2);
}

TEST_F(HostUp, AModuleThatDoesWorseIsSwappedBackAndTheStatusSaysWhy)
{
    Json manifest = counter();
    manifest["actors"][0]["rollout"] = {{"least", 5}};
    up(manifest);
    EXPECT_EQ(get().body, "{\"counter\":1}");
    const std::string bad = file("bad.wat", R"((module
        (import "wapc" "__guest_response" (func $response (param i32 i32)))
        (memory (export "memory") 1)
        (func (export "__guest_call") (param i32 i32) (result i32)
          (if (local.get 1) (then unreachable))
          (call $response (i32.const 0) (i32.const 0))
          (i32.const 1))))");
    ASSERT_EQ(ctl({"swap", "counter", bad}).status, 0);
    Json actor;
    for (actor = Json::object(); actor.value("rollout", "") != "rolled back";
         actor = Json::parse(ctl({"status", "--json"}).out)["actors"][0])
        get();
    EXPECT_TRUE(contains(actor["rollout_sentence"], "bad.wat was rolled back: ")) << actor;
    EXPECT_EQ(actor["rollbacks"], 1);
    EXPECT_EQ(get().body, "{\"counter\":2}");
}

TEST_F(HostUp, TheSocketIsTheUsersOnlyAndOfOneHost)
{
    setenv("XDG_RUNTIME_DIR", folder.c_str(), 1);
    up(counter(), false);
    struct stat made {
    };
    ASSERT_EQ(stat((folder / "watchglass-host.sock").c_str(), &made), 0);
    EXPECT_EQ(made.st_mode & 0777, 0600u);
    EXPECT_EQ(run({"host", "ctl", "status"}).status, 0);
    const Outcome second = run({"host", "up", (folder / "host.json").string()});
    EXPECT_EQ(second.status, 1);
    EXPECT_TRUE(contains(second.err, "another host is controlled by")) << second.err;
    EXPECT_EQ(end(SIGKILL), -SIGKILL);
    const Outcome nobody = run({"host", "ctl", "status"});
    EXPECT_EQ(nobody.status, 1);
    EXPECT_TRUE(contains(nobody.err, "no host is controlled by")) << nobody.err;
    up(counter(), false); // in the place of the one that was killed
    EXPECT_EQ(end(), 0);
    unsetenv("XDG_RUNTIME_DIR");
}

TEST_F(HostUp, AFileThatIsNoSocketIsNotReplaced)
{
    file("control", "precious");
    const Outcome outcome = run({"host", "up", file("h.json", counter().dump()), "--control", socket()});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_TRUE(contains(outcome.err, "is there already and no socket")) << outcome.err;
    EXPECT_EQ(read(socket()), "precious");
}

TEST_F(HostUp, MistakesAreToldWithTheirPlaceAndNothingStarts)
{
    Json manifest = counter();
    manifest["watchglass_host"] = 2;
    manifest["actrs"] = Json::array();
    manifest["actors"][0]["instances"] = 0;
    manifest["actors"].push_back({{"module", "nowhere.wasm"}});
    manifest["actors"].push_back({{"name", "counter"}, {"module", GUESTS "/own_c.wasm"}});
    manifest["providers"][0]["library"] = "kv_memry";
    manifest["links"][0]["values"] = {{"PORT", "eighty"}, {"PRT", "1"}};
    manifest["links"][1]["actor"] = "countr";
    manifest["links"].push_back({{"actor", "counter"}, {"capability", "wascc:keyvalue"}, {"provider", "http_server"}});
    const std::string told = refused(manifest);
    for (const char *part : {"/watchglass_host: it must be 1", "/actrs: there is no such field; did you mean actors?",
                             "/actors/0/instances: it must be a whole number from 1 to 256",
                             "/actors/1/module: ", "/actors/2: there is an actor counter already",
                             "/providers/0/library: there is no provider \"kv_memry\"; known: ",
                             "/links/0/values/PORT: PORT must be a number, not \"eighty\"",
                             "/links/0/values/PRT: the provider HTTP server has no setting PRT; did you mean PORT?",
                             "/links/1/actor: there is no actor countr; did you mean counter?",
                             "/links/2/capability: the provider http_server does not serve wascc:keyvalue"})
        EXPECT_TRUE(contains(told, "bad.json: " + std::string(part))) << part << "\n" << told;
}

TEST_F(HostUp, WhatOnlyStartingTellsIsToldWithItsPlaceToo)
{
    up(counter());
    Json second = counter();
    second["links"][0]["values"]["PORT"] = port();
    const Outcome outcome = run({"host", "up", file("second.json", second.dump()), "--control", socket() + "2"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_TRUE(contains(outcome.err, "second.json: /links/0: ")) << outcome.err;
    EXPECT_FALSE(std::filesystem::exists(socket() + "2"));
    EXPECT_EQ(get().body, "{\"counter\":1}");
}

TEST_F(HostUp, OfAManifestThatIsNoJsonTheLineIsTold)
{
    const Outcome outcome = run({"host", "up", file("a.json", "{\n\"actors\": [}")});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_TRUE(contains(outcome.err, "a.json: it is no JSON: parse error at line 2, column 12")) << outcome.err;
}

TEST_F(HostUp, OperatorsRefuseModulesThatNobodySigned)
{
    Json manifest = counter();
    manifest["trust"] = {{"operators", {CLAIMS_DATA "/chain_tokens.json"}}};
    EXPECT_TRUE(contains(refused(manifest), "/actors/0/module: ")) << refused(manifest);
}

TEST_F(HostUp, OptionsOfOneFormAreNoneOfAnother)
{
    EXPECT_EQ(run({"host", "up", "--payload", "x", "m.json"}).status, 2);
    EXPECT_EQ(run({"host", "call", "--control", "x", "m.wasm", "op"}).status, 2);
    EXPECT_EQ(run({"host", "ctl", "--control", "x"}).status, 2);
    EXPECT_EQ(run({"host", "ctl", "--control", "x", "swap", "a"}).status, 2);
    EXPECT_EQ(run({"host", "ctl", "--control", "x", "link", "a", "b", "c", "d"}).status, 2);
}

} // namespace
} // namespace watchglass::cli
