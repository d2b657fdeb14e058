// SPDX-License-Identifier: Apache-2.0
#include "engine/host/scenario/measure_table.h"

#include <algorithm>

namespace watchglass::scenario {

namespace {

double ns(load::Duration duration)
{
    return double(duration.count());
}

} // namespace

Sum sumOf(const Facts &facts, const std::string &phase)
{
    Sum sum;
    for (const auto &[name, report] : facts.phases) {
        if (!report || (!phase.empty() && name != phase))
            continue;
        sum.counts.add(report->counts);
        sum.latency.add(report->latency);
        sum.counter.skipped += report->counter.skipped;
        sum.counter.repeated += report->counter.repeated;
        sum.counter.startedOver += report->counter.startedOver;
        sum.longestPause = std::max(sum.longestPause, report->longestPause);
        sum.machinePause = std::max(sum.machinePause, report->machinePause);
        for (const auto &[kind, of] : report->kinds) {
            sum.changes += of.marks;
            sum.changesNotDone += of.failed;
            sum.longestChange = std::max(sum.longestChange, of.longestMark);
        }
        sum.seconds += double(report->elapsed.count()) / 1e9;
    }
    return sum;
}

const std::vector<Entry> &entries()
{
    static const auto at = [](double share) {
        return [share](const Sum &sum, const Facts &) { return ns(sum.latency.percentile(share)); };
    };
    static const std::vector<Entry> all = {
        {{"requests", "that ended, with or without an answer", false},
         [](const Sum &sum, const Facts &) { return double(sum.counts.ended); }},
        {{"ok", "answers with a status from 200 to 299", false},
         [](const Sum &sum, const Facts &) { return double(sum.counts.ok); }},
        {{"notOk", "answers with any other status", false},
         [](const Sum &sum, const Facts &) { return double(sum.counts.notOk()); }},
        {{"lost", "requests without an answer: refused, broken off, too late", false},
         [](const Sum &sum, const Facts &) { return double(sum.counts.lost); }},
        {{"mixedUp", "answers that carry another request's number, or that nobody asked for", false},
         [](const Sum &sum, const Facts &) { return double(sum.counts.mixedUp); }},
        {{"unproven", "successes that give back no number", false},
         [](const Sum &sum, const Facts &) { return double(sum.counts.unproven); }},
        {{"reordered", "counts that are not higher than one known before", false},
         [](const Sum &sum, const Facts &) { return double(sum.counts.wentBack); }},
        {{"skipped", "counts that nobody got", false},
         [](const Sum &sum, const Facts &) { return double(sum.counter.skipped); }},
        {{"repeated", "counts that more than one got", false},
         [](const Sum &sum, const Facts &) { return double(sum.counter.repeated); }},
        {{"startedOver", "stores that came without the content of the last", false},
         [](const Sum &sum, const Facts &) { return double(sum.counter.startedOver); }},
        {{"p50", "half of the answers came within it", true}, at(0.5)},
        {{"p90", "90 % of the answers", true}, at(0.9)},
        {{"p99", "99 % of the answers", true}, at(0.99)},
        {{"p99.9", "99.9 % of the answers", true}, at(0.999)},
        {{"longest", "all answers", true}, [](const Sum &sum, const Facts &) { return ns(sum.latency.longest()); }},
        {{"longestPause", "between two answers while somebody waited", true},
         [](const Sum &sum, const Facts &) { return ns(sum.longestPause); }},
        {{"machinePause", "a thread that only wanted to run was kept waiting by the machine", true},
         [](const Sum &sum, const Facts &) { return ns(sum.machinePause); }},
        {{"requestsPerSecond", "", false},
         [](const Sum &sum, const Facts &) { return sum.seconds > 0 ? double(sum.counts.ended) / sum.seconds : 0; }},
        {{"changes", "that were made meanwhile: swaps, links, faults", false},
         [](const Sum &sum, const Facts &) { return double(sum.changes); }},
        {{"changesNotDone", "of them", false},
         [](const Sum &sum, const Facts &) { return double(sum.changesNotDone); }},
        {{"longestChange", "how long one took", true},
         [](const Sum &sum, const Facts &) { return ns(sum.longestChange); }},
        {{"rollbacks", "modules that were swapped back by themselves, since they did worse", false},
         [](const Sum &, const Facts &facts) { return double(facts.rollbacks); }},
        {{"memoryGrown", "MB of this program's memory since the last phase began", false},
         [](const Sum &, const Facts &facts) { return double(facts.memoryGrown) / 1e6; }},
        {{"healthy", "1 when every actor, provider and link of the host is well, else 0", false},
         [](const Sum &, const Facts &facts) { return facts.healthy ? 1.0 : 0.0; }},
    };
    return all;
}

const std::vector<Measure> &allMeasures()
{
    static const std::vector<Measure> all = [] {
        std::vector<Measure> made;
        for (const Entry &entry : entries())
            made.push_back(entry.measure);
        return made;
    }();
    return all;
}

} // namespace watchglass::scenario
