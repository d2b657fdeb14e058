// SPDX-License-Identifier: Apache-2.0
/// Values of a host as JSON says them, in manifests, scenarios and requests to a host that serves.
#pragma once

#include "engine/host/actor.h"
#include "engine/host/faults.h"
#include "engine/host/scenario/json_fields.h"

namespace watchglass::scenario {

/// The list "faults"; none when it is missing.
std::vector<host::Fault> readFaults(JsonFields &fields, const std::string &where, const Json &json);
/// "rollout": {"errors": 0.05, "times": 2, "least": 20, "calls": 100, "time": "10 s"}, or false.
void readRollout(JsonFields &fields, const std::string &where, const Json &json, host::RolloutSettings &rollout);

} // namespace watchglass::scenario
