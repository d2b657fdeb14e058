// SPDX-License-Identifier: Apache-2.0
#include "engine/host/speech.h"

namespace watchglass::host {

namespace {

using contracts::Codec;

} // namespace

std::string spokenName(const ActorModule &actor, const std::string &operation)
{
    const contracts::Found found = contracts::formOf(contracts::findActorOperation(operation), actor.speech.dialect);
    return found ? std::string(found.name) : operation;
}

void speakTo(const ActorModule &actor, ActorCall &call, std::function<void(Answer)> &done)
{
    const contracts::Found ours = contracts::findActorOperation(call.operation);
    const Codec codec = actor.speech.codec.value_or(Codec::Maps);
    const contracts::Found theirs = contracts::formOf(ours, actor.speech.dialect);
    if (!ours || (codec == Codec::Maps && theirs.name == ours.name && theirs.request == ours.request))
        return;
    contracts::Encoded payload = contracts::translate(ours.request, call.payload, theirs.request, codec);
    if (!payload)
        return;
    call.operation = theirs.name;
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
