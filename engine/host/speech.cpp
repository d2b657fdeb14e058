// SPDX-License-Identifier: Apache-2.0
#include "engine/host/speech.h"

namespace watchglass::host {

namespace {

using contracts::Codec;

/// As the actor has it; the same where there is no other name.
contracts::Found formFor(const ActorModule &actor, const contracts::Found &found, std::string &name)
{
    if (!actor.speech.wasmcloud || !found || found.operation->forms.empty())
        return found;
    name = found.operation->forms[0].name;
    return contracts::findActorOperation(name);
}

} // namespace

std::string spokenName(const ActorModule &actor, const std::string &operation)
{
    std::string name = operation;
    formFor(actor, contracts::findActorOperation(operation), name);
    return name;
}

void speakTo(const ActorModule &actor, ActorCall &call, std::function<void(Answer)> &done)
{
    const contracts::Found ours = contracts::findActorOperation(call.operation);
    const Codec codec = actor.speech.codec.value_or(Codec::Maps);
    if (!ours || (codec == Codec::Maps && !actor.speech.wasmcloud))
        return;
    std::string name = call.operation;
    const contracts::Found theirs = formFor(actor, ours, name);
    contracts::Encoded payload = contracts::translate(ours.request, call.payload, theirs.request, codec);
    if (!payload)
        return;
    call.operation = std::move(name);
    call.payload = std::move(payload.bytes);
    done = [ours, theirs, done = std::move(done)](Answer answer) {
        if (answer.ok()) {
            contracts::Encoded back = contracts::translate(theirs.answer, answer.bytes, ours.answer, Codec::Maps);
            answer = back ? Answer::success(std::move(back.bytes))
                          : Answer::refused("the actor's answer cannot be read: " + back.error);
        }
        done(std::move(answer));
    };
}

} // namespace watchglass::host
