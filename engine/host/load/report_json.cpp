// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "engine/host/load/report.h"

namespace watchglass::load {

namespace {

using Json = nlohmann::ordered_json;

double ms(Duration duration)
{
    return double(duration.count()) / 1e6;
}

Json toJson(const Counts &counts)
{
    Json failed = Json::object();
    for (const auto &[status, times] : counts.failed)
        failed[std::to_string(status)] = times;
    return {{"ended", counts.ended},
            {"ok", counts.ok},
            {"failed", failed},
            {"lost", counts.lost},
            {"own_number", counts.own},
            {"mixed_up", counts.mixedUp},
            {"unproven", counts.unproven},
            {"reordered", counts.wentBack}};
}

Json toJson(const Proof &proof)
{
    Json made = {{"number", proof.number},
                 {"kind", nameOf(proof.mark.kind)},
                 {"text", proof.mark.text},
                 {"begun_ms", ms(proof.mark.begun)},
                 {"ended_ms", proof.mark.ended ? Json(ms(*proof.mark.ended)) : Json()},
                 {"before", toJson(proof.before)},
                 {"during", toJson(proof.during)},
                 {"after", toJson(proof.after)},
                 {"longest_pause_ms", ms(proof.longestPause)},
                 {"line", proofLine(proof)}};
    if (!proof.mark.problem.empty())
        made["problem"] = proof.mark.problem;
    return made;
}

Json latencies(const Report &report)
{
    const auto at = [&](double share) { return ms(report.latency.percentile(share)); };
    return {{"p50", at(0.5)},
            {"p90", at(0.9)},
            {"p99", at(0.99)},
            {"p99_9", at(0.999)},
            {"longest", ms(report.latency.longest())}};
}

Json toJson(const Second &second)
{
    return {{"sent", second.sent},
            {"under_way", second.underWay},
            {"counts", toJson(second.counts)},
            {"p50_ms", ms(second.p50)},
            {"p99_ms", ms(second.p99)},
            {"p99_9_ms", ms(second.p999)},
            {"longest_ms", ms(second.longest)},
            {"longest_pause_ms", ms(second.longestPause)},
            {"machine_pause_ms", ms(second.machinePause)}};
}

Json toJson(const Settings &settings)
{
    return {{"url", "http://" + settings.address + ":" + std::to_string(settings.port) + settings.target},
            {"method", settings.method},
            {"connections", settings.connections},
            {"keep_alive", settings.keepAlive},
            {"rate", settings.rate ? Json(*settings.rate) : Json()}};
}

} // namespace

std::string toJson(const Report &report)
{
    Json made = {{"settings", toJson(report.settings)}, {"running", report.running}};
    if (!report.problem.empty())
        made["problem"] = report.problem;
    made["elapsed_ms"] = ms(report.elapsed);
    made["requests_per_second"] =
        report.elapsed.count() > 0 ? double(report.counts.ended) * 1e9 / double(report.elapsed.count()) : 0.0;
    made["sent"] = report.sent;
    made["connected"] = report.connected;
    made["counts"] = toJson(report.counts);
    made["losses"] = report.losses;
    made["failures"] = report.failures;
    made["latency_ms"] = latencies(report);
    made["longest_pause_ms"] = ms(report.longestPause);
    made["longest_pause_at_ms"] = ms(report.longestPauseAt);
    made["machine_pause_ms"] = ms(report.machinePause);
    const CounterReport &counter = report.counter;
    made["counter"] = {{"seen", counter.seen},
                       {"first", counter.first},
                       {"last", counter.last},
                       {"skipped", counter.skipped},
                       {"repeated", counter.repeated},
                       {"went_back", counter.wentBack},
                       {"started_over", counter.startedOver}};
    made["proof"] = proofLine(report);
    made["marks"] = report.marks;
    made["kinds"] = Json::object();
    for (const auto &[kind, sum] : report.kinds)
        made["kinds"][std::string(nameOf(kind))] = {{"marks", sum.marks},
                                                    {"not_done", sum.failed},
                                                    {"during", toJson(sum.during)},
                                                    {"longest_pause_ms", ms(sum.longestPause)},
                                                    {"longest_mark_ms", ms(sum.longestMark)}};
    made["proofs"] = Json::array();
    for (const Proof &proof : report.proofs)
        made["proofs"].push_back(toJson(proof));
    made["seconds"] = Json::array();
    for (const Second &second : report.seconds)
        made["seconds"].push_back(toJson(second));
    return made.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace watchglass::load
