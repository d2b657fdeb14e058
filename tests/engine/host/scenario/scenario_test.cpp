// SPDX-License-Identifier: Apache-2.0
/// Scenarios, read and played with real providers, over real sockets.
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/host/scenario/player.h"

namespace watchglass::scenario {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::json;

Json counter(Json steps, Json assertions = Json::array())
{
    return {
        {"watchglass_scenario", 1},
        {"actors", {{{"name", "counter"}, {"module", GUESTS "/own_kvcounter_v1.wasm"}}}},
        {"providers", {{{"name", "store"}, {"library", "kv_memory"}}, {{"name", "web"}, {"library", "http_server"}}}},
        {"links",
         {{{"actor", "counter"}, {"capability", "wascc:keyvalue"}, {"provider", "store"}},
          {{"actor", "counter"}, {"capability", "wascc:http_server"}, {"provider", "web"}, {"values", {{"PORT", 0}}}}}},
        {"load", {{"actor", "counter"}, {"connections", 4}}},
        {"steps", steps},
        {"assert", assertions}};
}

ScenarioResult read(const Json &json, const Parameters &parameters = {})
{
    const auto path = std::filesystem::path(testing::TempDir()) / "scenario.json";
    std::ofstream(path) << json.dump(2);
    return readScenario(path, parameters);
}

std::shared_ptr<const Outcome> play(const Json &json)
{
    const ScenarioResult result = read(json);
    EXPECT_TRUE(result.scenario) << result.errors.front();
    if (!result.scenario)
        return std::make_shared<Outcome>();
    host::Host host;
    Player player(host, result.scenario);
    player.wait();
    EXPECT_FALSE(player.running());
    return player.outcome();
}

std::string text(const Outcome &outcome)
{
    std::string all = outcome.problem + "\n" + toText(outcome);
    for (const Event &event : outcome.events)
        all += event.text + "\n";
    return all;
}

const Json tweak = {{"swap", "counter"}, {"module", GUESTS "/own_kvcounter_tweaked.wasm"}};
const Json enough = {{"await", "requests >= 200"}, {"within", "30 s"}};

TEST(Scenario, SwapsUnderLoadLoseNothing)
{
    const auto outcome = play(counter(
        {{{"repeat",
           {{{"turn", {tweak, {{"undo", "counter"}}}}}, {{"renew", "store"}, {"copy", true}}, {{"renew", "web"}}}},
          {"every", "1 ms"},
          {"times", 9}},
         enough},
        {"lost == 0", "notOk == 0", "reordered == 0", "skipped == 0", "repeated == 0", "changes == 27",
         "healthy == 1"}));
    EXPECT_TRUE(outcome->good()) << text(*outcome);
    EXPECT_EQ(outcome->verdicts.size(), 7u);
    EXPECT_EQ(outcome->steps, 29u) << "with the phase that begins by itself";
    ASSERT_EQ(outcome->phases.size(), 1u);
    EXPECT_EQ(outcome->phases[0].first, "main");
    EXPECT_EQ(outcome->phases[0].second->kinds.at(load::Mark::Kind::Listener).marks, 9u);
    EXPECT_EQ(outcome->board.actors[0].version, 10u);
    EXPECT_TRUE(outcome->board.actors[0].module.ends_with("own_kvcounter_tweaked.wasm"));
}

TEST(Scenario, AStoreThatIsRemovedIs503WithTheSentenceUntilThereIsOneAgain)
{
    const auto outcome = play(
        counter({enough,
                 {{"phase", "without"}},
                 {{"remove", "store"}},
                 {{"await", "healthy == 0"}, {"within", "5 s"}},
                 {{"await", "without.status.503 >= 50"}, {"within", "30 s"}},
                 {{"put", {{"name", "store"}, {"library", "kv_memory"}}}},
                 {{"phase", "again"}},
                 {{"await", "healthy == 1"}, {"within", "5 s"}},
                 {{"await", "again.requests >= 100"}, {"within", "30 s"}}},
                {"lost == 0", "again.notOk == 0", "status.503 == notOk",
                 "said(\"the provider store was removed\") == notOk", "without.startedOver == 1", "skipped == 0"}));
    EXPECT_TRUE(outcome->good()) << text(*outcome);
}

TEST(Scenario, FaultsAreMadeAndCleared)
{
    const Json key = {{"actor", "counter"}, {"capability", "wascc:keyvalue"}};
    const auto outcome =
        play(counter({{{"fault", key}, {"faults", {{{"kind", "error"}, {"every", 2}, {"sentence", "on purpose"}}}}},
                      {{"await", "said(\"on purpose\") >= 20"}, {"within", "30 s"}},
                      {{"fault", key}, {"faults", Json::array()}},
                      {{"phase", "well"}},
                      {{"await", "well.requests >= 50"}, {"within", "30 s"}}},
                     {"well.notOk == 0", "lost == 0"}));
    EXPECT_TRUE(outcome->good()) << text(*outcome);
}

TEST(Scenario, WhatFailsThoughItShouldNotAndTheOtherWayRoundMakesItFail)
{
    Json unlink = {{"unlink", {{"actor", "counter"}, {"capability", "wascc:nothing"}}}};
    EXPECT_FALSE(play(counter(Json::array({unlink})))->good());
    unlink["fails"] = true;
    EXPECT_TRUE(play(counter(Json::array({unlink})))->good());
    Json swap = tweak;
    swap["fails"] = true;
    const auto outcome = play(counter(Json::array({swap})));
    EXPECT_FALSE(outcome->good());
    EXPECT_EQ(outcome->notDone, 1u);
    EXPECT_FALSE(play(counter(Json::array({{{"check", "requests < 0"}}})))->good());
    EXPECT_FALSE(play(counter(Json::array({{{"await", "requests < 0"}, {"within", "10 ms"}}})))->good());
    EXPECT_FALSE(play(counter(Json::array(), Json::array({"requests < 0"})))->good());
    const Json report = Json::parse(toJson(*outcome));
    EXPECT_EQ(report["good"], false);
    EXPECT_EQ(report["watchglass_report"], 1);
    EXPECT_EQ(report["phases"][0]["load"]["proofs"][0]["kind"], "module") << report;
}

TEST(Scenario, WhatCannotBeSetUpIsToldWithItsPlace)
{
    Json json = counter(Json::array());
    json["links"][1]["values"]["ADDRESS"] = "nowhere";
    const auto outcome = play(json);
    EXPECT_TRUE(outcome->problem.starts_with("/links/1: ")) << outcome->problem;
    EXPECT_FALSE(outcome->good());
}

TEST(Scenario, ItCanBeStopped)
{
    const ScenarioResult result = read(counter({{{"repeat", {tweak}}, {"every", "1 ms"}, {"for", "1 h"}}}));
    ASSERT_TRUE(result.scenario) << result.errors.front();
    host::Host host;
    std::atomic<int> told{0};
    Player player(host, result.scenario, [&](const Event &) { ++told; });
    for (auto progress = player.progress(); !progress->load || progress->load->counts.ok < 10;)
        progress = player.progress();
    EXPECT_EQ(player.outcome(), nullptr);
    player.stop();
    EXPECT_TRUE(player.waitFor(30s));
    EXPECT_TRUE(player.outcome()->stopped);
    EXPECT_FALSE(player.outcome()->good());
    EXPECT_EQ(player.outcome()->phases[0].second->counts.lost, 0u);
    EXPECT_GT(told, 0);
}

TEST(Scenario, ParametersTakeTheirPlaceAndTheFolderGoes)
{
    Json json = counter({{{"wait", "${TIME}"}}});
    json["title"] = "in ${TEMP}, for ${TIME}";
    json["parameters"] = {{"TIME", "1 ms"}};
    std::filesystem::path folder;
    {
        const ScenarioResult result = read(json, {{"TIME", "2 ms"}});
        ASSERT_TRUE(result.scenario) << result.errors.front();
        folder = result.scenario->folder->path();
        EXPECT_TRUE(std::filesystem::is_directory(folder));
        EXPECT_EQ(result.scenario->title, "in " + folder.string() + ", for 2 ms");
        EXPECT_EQ(std::get<Wait>(result.scenario->steps[1].what).time, 2ms);
    }
    EXPECT_FALSE(std::filesystem::exists(folder));
    EXPECT_EQ(read(json, {{"TIMES", "3"}}).errors,
              std::vector<std::string>{"/parameters: there is no parameter TIMES, which was set; did you mean TIME?"});
    json["title"] = "${TIM}";
    EXPECT_EQ(read(json).errors, std::vector<std::string>{"/title: there is no parameter ${TIM}; did you mean TIME?"});
}

TEST(Scenario, MistakesAreToldWithTheirPlaces)
{
    Json json = counter({{{"swap", "countr"}, {"module", "nowhere.wasm"}},
                         {{"swop", "counter"}},
                         {{"repeat", {{{"wait", 5}}}}, {"every", "5 ms"}},
                         {{"remove", "sture"}},
                         {{"put", {{"library", "kv_mem"}}}},
                         {{"fault", {{"actor", "counter"}, {"capability", "x"}}}, {"faults", {{{"kind", "eror"}}}}},
                         {{"check", "lst == 0"}},
                         {{"await", "lost == 0"}},
                         {{"turn", Json::array()}},
                         "wait"},
                        {"quiet.lost == 0", 3});
    json["watchglass_scenario"] = 2;
    json["load"] = {{"actor", "nobody"}, {"rate", -1}, {"conections", 3}};
    std::string all;
    for (const std::string &error : read(json).errors)
        all += error + "\n";
    for (const char *part :
         {"/watchglass_scenario: it must be 1", "/steps/0/swap: there is no actor countr; did you mean counter?",
          "/steps/0/module: ", "/steps/1: it is no step that there is; did you mean swap?",
          "/steps/2/repeat/0/wait: it must be a duration with its unit", "/steps/2: it needs one of \"for\"",
          "/steps/3/remove: there is no provider sture; did you mean store?",
          "/steps/4/put/library: there is no provider \"kv_mem\"",
          "/steps/5/faults/0/kind: there is no such kind; did you mean error?",
          "/steps/6/check: \"lst == 0\", at character 1", "/steps/7: it has no \"within\"",
          "/steps/8/turn: there is no step in it", "/steps/9: a step is an object",
          "/assert/0: \"quiet.lost == 0\", at character 1: there is no phase quiet", "/assert/1: it must be a text",
          "/load/rate: it must be a number from 0.1",
          "/load/conections: there is no such field; did you mean connections?",
          "/load/actor: there is no actor nobody"})
        EXPECT_NE(all.find(part), all.npos) << part << "\n" << all;
}

TEST(Scenario, SettingsOfWhoComesLaterAreNoMistake)
{
    Json json = counter({{{"put", {{"name", "store"}, {"library", "kv_sqlite"}}}}});
    json["links"][0]["values"] = {{"PATH", "/x"}, {"PTH", "y"}};
    EXPECT_EQ(read(json).errors.size(), 1u);
    EXPECT_TRUE(read(json).errors[0].starts_with("/links/0/values/PTH: ")) << read(json).errors[0];
}

/// What is wrong shows in counts, however slow the machine is; how long things take is for those who play it.
TEST(Scenario, TheHourOfSwapsAndFaultsInSmallLosesNothing)
{
    const ScenarioResult result = readScenario(
        EXAMPLES "/hour.json", {{"TIME", "4 s"}, {"WARM", "1 s"}, {"EVERY", "100 ms"}, {"GROWTH", "1000"}});
    ASSERT_TRUE(result.scenario) << result.errors.front();
    host::Host host;
    Player player(host, result.scenario);
    player.wait();
    EXPECT_TRUE(player.outcome()->good()) << text(*player.outcome());
    EXPECT_GT(player.outcome()->phases.back().second->counts.ok, 0u);
}

TEST(Scenario, EveryShippedOneIsRight)
{
    size_t count = 0;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(EXAMPLES)) {
        if (entry.path().extension() != ".json")
            continue;
        std::ifstream file(entry.path());
        const std::string content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
        if (content.find("\"watchglass_scenario\"") == content.npos)
            continue;
        ++count;
        const ScenarioResult result = readScenario(entry.path());
        EXPECT_TRUE(result.scenario) << entry.path() << " " << result.errors.front();
    }
    EXPECT_GE(count, 1u);
}

} // namespace
} // namespace watchglass::scenario
