// SPDX-License-Identifier: Apache-2.0
/// Between a call's bytes and a provider that thinks in values: by the table of contracts, in the codec that the caller
/// speaks.
#pragma once

#include <stdexcept>

#include "engine/host/contracts/codec.h"
#include "engine/host/provider.h"

namespace watchglass::plugins {

/// Thrown by what performs an operation: why there is no answer. Never leaves the provider.
struct Failed : std::runtime_error {
    Failed(host::Failure why, const std::string &sentence) : std::runtime_error(sentence), failure(why) {}
    host::Failure failure;
};
/// The request makes no sense, or cannot be had.
struct Refused : Failed {
    explicit Refused(const std::string &sentence) : Failed(host::Failure::Refused, sentence) {}
};
/// What it needs is not there now.
struct Unavailable : Failed {
    explicit Unavailable(const std::string &sentence) : Failed(host::Failure::Unavailable, sentence) {}
};

/// Performs an operation of the table; both values are objects with the fields of its messages.
using Perform = std::function<contracts::Value(const contracts::Operation &operation, const contracts::Value &request)>;

/// Never throws. What the table does not know, or the payload does not say, is refused with a sentence.
host::Answer answerBy(const host::Call &call, const Perform &perform);

} // namespace watchglass::plugins
