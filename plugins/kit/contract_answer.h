// SPDX-License-Identifier: Apache-2.0
/// Between a call's bytes and a provider that thinks in values: by the table of contracts, in the codec that the caller
/// speaks.
#pragma once

#include <stdexcept>

#include "engine/host/contracts/codec.h"
#include "engine/host/provider.h"

namespace watchglass::plugins {

/// Thrown by what performs an operation: the request makes no sense, or cannot be had.
struct Refused : std::runtime_error {
    using std::runtime_error::runtime_error;
};
/// Thrown by it: what it needs is not there now.
struct Unavailable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Performs an operation of the table; both values are objects with the fields of its messages.
using Perform = std::function<contracts::Value(const contracts::Operation &operation, const contracts::Value &request)>;

/// Never throws. What the table does not know, or the payload does not say, is refused with a sentence.
host::Answer answerBy(const host::Call &call, const Perform &perform);

} // namespace watchglass::plugins
