// SPDX-License-Identifier: Apache-2.0
#include "plugins/kit/contract_answer.h"

namespace watchglass::plugins {

using host::Answer;

namespace {

Answer answer(const host::Call &call, const Perform &perform)
{
    const contracts::Found found = contracts::findOperation(call.capability, call.operation);
    if (!found || found.operation->direction != contracts::Direction::ToProvider)
        return Answer::refused(std::string(call.capability) + " has no operation " + std::string(call.operation));
    contracts::Decoded request;
    if (found.request)
        request = contracts::decode(*found.request, call.payload);
    if (!request)
        return Answer::refused(std::string(call.operation) + ": " + request.error);
    const contracts::Value value = perform(*found.operation, request.value);
    if (!found.answer)
        return Answer();
    contracts::Encoded encoded = contracts::encode(*found.answer, value, request.codec);
    if (!encoded)
        return Answer::refused(std::string(call.operation) + ": " + encoded.error);
    return Answer::success(std::move(encoded.bytes));
}

} // namespace

Answer answerBy(const host::Call &call, const Perform &perform)
{
    try {
        return answer(call, perform);
    } catch (const Failed &why) {
        return {{}, why.failure, why.what()};
    } catch (const std::exception &why) {
        return Answer::unavailable(why.what());
    }
}

} // namespace watchglass::plugins
