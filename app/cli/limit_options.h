// SPDX-License-Identifier: Apache-2.0
/// The options of `wglass run` and `wglass profile` that say how much a program may take.
#pragma once

#include <chrono>

#include "app/cli/verbs.h"
#include "engine/exec/instance.h"

namespace watchglass::cli {

struct RunLimits {
    exec::Limits engine;
    std::optional<std::chrono::milliseconds> time;
    std::optional<uint64_t> instructions; ///< of the call
};

/// An error is a sentence.
std::optional<std::string> readLimits(const Arguments &arguments, RunLimits &limits);

} // namespace watchglass::cli
