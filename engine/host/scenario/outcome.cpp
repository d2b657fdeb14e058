// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/host/scenario/player.h"

namespace watchglass::scenario {

namespace {

using OrderedJson = nlohmann::ordered_json;

double ms(Duration duration)
{
    return double(duration.count()) / 1e6;
}

OrderedJson boardJson(const host::Board &board)
{
    OrderedJson made = {
        {"actors", OrderedJson::array()}, {"providers", OrderedJson::array()}, {"links", OrderedJson::array()}};
    for (const host::ActorState &actor : board.actors)
        made["actors"].push_back({{"name", actor.name},
                                  {"module", actor.module},
                                  {"version", actor.version},
                                  {"served", actor.served},
                                  {"failed", actor.failed},
                                  {"remade", actor.remade},
                                  {"given_up", actor.givenUp},
                                  {"sentence", actor.sentence}});
    for (const host::ProviderState &provider : board.providers)
        made["providers"].push_back({{"name", provider.name},
                                     {"title", provider.manifest ? provider.manifest->name : ""},
                                     {"ok", provider.ok},
                                     {"sentence", provider.sentence}});
    for (const host::LinkState &link : board.links)
        made["links"].push_back({{"actor", link.link.key.actor},
                                 {"link", toString(link.link.key)},
                                 {"target", toString(link.link.target)},
                                 {"calls", link.calls},
                                 {"failures", link.failures},
                                 {"ok", link.ok},
                                 {"sentence", link.sentence}});
    return made;
}

} // namespace

bool Outcome::good() const
{
    return problem.empty() && !stopped && notDone == 0 &&
           std::all_of(verdicts.begin(), verdicts.end(), [](const Verdict &one) { return one.holds; });
}

std::string toText(const Outcome &outcome)
{
    std::string text;
    for (const auto &[name, report] : outcome.phases)
        text += "phase " + name + ": " + toText(*report);
    for (const Outcome::Verdict &verdict : outcome.verdicts)
        text += (verdict.holds ? "holds:  " : "FAILS:  ") + verdict.text + "  (" + verdict.values + ")\n";
    text += std::to_string(outcome.steps) + " steps" +
            (outcome.notDone > 0 ? ", " + std::to_string(outcome.notDone) + " of them not as they should" : "") +
            (outcome.late > 0 ? ", " + std::to_string(outcome.late) + " repetitions began late" : "") + "\n";
    return text;
}

std::string toJson(const Outcome &outcome)
{
    OrderedJson made = {{"watchglass_report", 1},
                        {"title", outcome.title},
                        {"good", outcome.good()},
                        {"stopped", outcome.stopped},
                        {"elapsed_ms", ms(outcome.elapsed)},
                        {"steps", outcome.steps},
                        {"not_done", outcome.notDone},
                        {"late", outcome.late},
                        {"load_average", outcome.loadAverage}};
    if (!outcome.problem.empty())
        made["problem"] = outcome.problem;
    made["assertions"] = OrderedJson::array();
    for (const Outcome::Verdict &verdict : outcome.verdicts)
        made["assertions"].push_back({{"text", verdict.text}, {"holds", verdict.holds}, {"values", verdict.values}});
    made["phases"] = OrderedJson::array();
    for (const auto &[name, report] : outcome.phases)
        made["phases"].push_back({{"name", name}, {"load", OrderedJson::parse(load::toJson(*report))}});
    made["events"] = OrderedJson::array();
    for (const Event &event : outcome.events)
        made["events"].push_back({{"at_ms", ms(event.at)}, {"text", event.text}, {"problem", event.isProblem}});
    made["board"] = boardJson(outcome.board);
    return made.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

} // namespace watchglass::scenario
