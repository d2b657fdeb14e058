// SPDX-License-Identifier: Apache-2.0
/// Providers call actors as the contracts had it from April 2020 on; an actor of another time is called as it knows it.
#pragma once

#include "engine/host/actor_module.h"
#include "engine/host/provider.h"

namespace watchglass::host {

/// Changes operation and payload into what the actor understands, and `done` so that it gets the answer back as it
/// would expect it. What is in no contract, or cannot be read, stays as it is.
void speakTo(const ActorModule &actor, ActorCall &call, std::function<void(Answer)> &done);
/// The actor's name for an operation: "Actor.HealthRequest".
std::string spokenName(const ActorModule &actor, const std::string &operation);

} // namespace watchglass::host
