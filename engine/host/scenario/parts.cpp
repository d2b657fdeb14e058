// SPDX-License-Identifier: Apache-2.0
#include "engine/host/scenario/parts.h"

#include <algorithm>

namespace watchglass::scenario {

namespace {

constexpr host::Fault::Kind faultKinds[] = {host::Fault::Kind::Delay,    host::Fault::Kind::Error,
                                            host::Fault::Kind::Trap,     host::Fault::Kind::Drop,
                                            host::Fault::Kind::Truncate, host::Fault::Kind::WrongType};

} // namespace

std::vector<host::Fault> readFaults(JsonFields &fields, const std::string &where, const Json &json)
{
    std::vector<host::Fault> all;
    fields.each(where, json, "faults", [&](const std::string &at, const Json &one) {
        if (!fields.fields(at, one, {"kind", "rate", "every", "burst", "delay", "jitter", "sentence", "seed"}))
            return;
        host::Fault fault;
        const std::string kind = fields.text(at, one, "kind", true);
        std::vector<std::string_view> names;
        for (const auto known : faultKinds) {
            names.push_back(host::nameOf(known));
            if (names.back() == kind)
                fault.kind = known;
        }
        if (!kind.empty() && std::find(names.begin(), names.end(), kind) == names.end())
            fields.wrong(at + "/kind", "there is no such kind" + choiceOf(kind, names));
        fields.real(at, one, "rate", 0, 1, fault.rate);
        uint64_t every = fault.every, burst = fault.burst;
        fields.count(at, one, "every", 1, UINT32_MAX, every);
        fields.count(at, one, "burst", 1, UINT32_MAX, burst);
        fields.count(at, one, "seed", 0, UINT64_MAX, fault.seed);
        fault.every = uint32_t(every);
        fault.burst = uint32_t(burst);
        fault.delay = fields.duration(at, one, "delay").value_or(fault.delay);
        fault.jitter = fields.duration(at, one, "jitter").value_or(fault.jitter);
        if (fault.kind == host::Fault::Kind::Delay && !one.contains("delay"))
            fields.wrong(at, "a delay has no \"delay\", as \"20 ms\"");
        if (std::string sentence = fields.text(at, one, "sentence", false); !sentence.empty())
            fault.sentence = std::move(sentence);
        all.push_back(std::move(fault));
    });
    return all;
}

void readRollout(JsonFields &fields, const std::string &where, const Json &json, host::RolloutSettings &rollout)
{
    const auto found = json.find("rollout");
    if (found == json.end())
        return;
    if (*found == false) {
        rollout.watched = false;
        return;
    }
    const std::string at = where + "/rollout";
    if (!fields.fields(at, *found, {"errors", "times", "least", "calls", "time"}))
        return;
    uint64_t least = rollout.least, calls = rollout.calls;
    fields.real(at, *found, "errors", 0, 1, rollout.errors);
    fields.real(at, *found, "times", 1, 1000, rollout.times);
    fields.count(at, *found, "least", 1, 1'000'000, least);
    fields.count(at, *found, "calls", 1, 1'000'000, calls);
    rollout.least = uint32_t(least);
    rollout.calls = uint32_t(calls);
    rollout.time = fields.duration(at, *found, "time").value_or(rollout.time);
}

} // namespace watchglass::scenario
