// SPDX-License-Identifier: Apache-2.0
// wglass host run, from outside. What scenarios do is tested in tests/engine/host/scenario.
#include <csignal>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/app/cli/program.h"

extern char **environ;

namespace watchglass::cli {
namespace {

using Json = nlohmann::json;

class HostRun : public Wglass
{
protected:
    std::string scenario(const Json &steps, const Json &assertions = Json::array())
    {
        const Json json = {{"watchglass_scenario", 1},
                           {"actors", {{{"name", "counter"}, {"module", GUESTS "/own_kvcounter_v1.wasm"}}}},
                           {"providers", {{{"name", "store"}, {"library", "kv_memory"}}, {{"library", "http_server"}}}},
                           {"links",
                            {{{"actor", "counter"}, {"capability", "wascc:keyvalue"}, {"provider", "store"}},
                             {{"actor", "counter"},
                              {"capability", "wascc:http_server"},
                              {"provider", "http_server"},
                              {"values", {{"PORT", 0}}}}}},
                           {"parameters", {{"MODULE", GUESTS "/own_kvcounter_tweaked.wasm"}}},
                           {"load", {{"actor", "counter"}, {"connections", 4}}},
                           {"steps", steps},
                           {"assert", assertions}};
        return file("scenario.json", json.dump());
    }
    const Json swap = {{"swap", "counter"}, {"module", "${MODULE}"}};
    const Json enough = {{"await", "requests >= 100"}, {"within", "30 s"}};
};

TEST_F(HostRun, WhatHoldsIsZeroAndTheReportSaysAll)
{
    const std::string report = (folder / "report.json").string();
    const Outcome outcome = run({"host", "run", "--report", report, scenario({swap, enough}, {"lost == 0"})});
    EXPECT_EQ(outcome.status, 0) << outcome.err << outcome.out;
    EXPECT_TRUE(contains(outcome.out, "holds:  lost == 0  (lost = 0)")) << outcome.out;
    EXPECT_TRUE(contains(outcome.err, "own_kvcounter_v1.wasm → ")) << outcome.err;
    const Json json = Json::parse(read(report));
    EXPECT_EQ(json["good"], true);
    EXPECT_GE(json["phases"][0]["load"]["counts"]["ok"], 100);
    EXPECT_EQ(json["phases"][0]["load"]["proofs"].size(), 1u);
}

TEST_F(HostRun, WhatDoesNotHoldIsThree)
{
    const Outcome outcome = run({"host", "run", scenario(Json::array({enough}), {"requests == 0", "lost == 0"})});
    EXPECT_EQ(outcome.status, 3) << outcome.err;
    EXPECT_TRUE(contains(outcome.out, "FAILS:  requests == 0  (requests = ")) << outcome.out;
    EXPECT_EQ(run({"host", "run", scenario(Json::array({{{"undo", "counter"}}}))}).status, 3);
}

TEST_F(HostRun, MistakesAreOneWithTheirPlaceAndWrongWordsTwo)
{
    const Outcome outcome = run({"host", "run", scenario(Json::array({{{"swop", "counter"}}}))});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_TRUE(contains(outcome.err, "scenario.json: /steps/0: ")) << outcome.err;
    const std::string fine = scenario(Json::array({swap}));
    EXPECT_EQ(run({"host", "run", "--set", "MODULE=/nowhere.wasm", fine}).status, 1);
    EXPECT_EQ(run({"host", "run", "--set", "MODULE", fine}).status, 2);
    EXPECT_EQ(run({"host", "run", "--control", "x", fine}).status, 2);
    EXPECT_EQ(run({"host", "run"}).status, 2);
    EXPECT_EQ(run({"host", "run", "--report", "/nowhere/x", scenario(Json::array({enough}))}).status, 1);
}

TEST_F(HostRun, AnInterruptEndsItAndTellsWhatIsKnown)
{
    const std::string path = scenario({enough, {{"wait", "1 h"}}}, {"lost == 0"});
    int pipe[2];
    ASSERT_EQ(pipe2(pipe, O_CLOEXEC), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], 1);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], 2);
    std::string words[] = {WGLASS, "host", "run", path};
    char *argv[] = {words[0].data(), words[1].data(), words[2].data(), words[3].data(), nullptr};
    pid_t child = 0;
    ASSERT_EQ(posix_spawn(&child, WGLASS, &actions, nullptr, argv, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    close(pipe[1]);
    std::string said;
    char piece[1024];
    bool interrupted = false;
    for (ssize_t count; (count = ::read(pipe[0], piece, sizeof piece)) > 0;) {
        said.append(piece, size_t(count));
        if (!interrupted && contains(said, "requests >= 100 after")) {
            kill(child, SIGINT);
            interrupted = true;
        }
    }
    close(pipe[0]);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 130) << said;
    EXPECT_TRUE(contains(said, "holds:  lost == 0")) << said;
}

} // namespace
} // namespace watchglass::cli
