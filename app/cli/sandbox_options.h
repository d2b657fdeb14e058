// SPDX-License-Identifier: Apache-2.0
/// The options of `wglass run` and `wglass profile` that say what of the world a WASI program is given.
#pragma once

#include <span>

#include "app/cli/verbs.h"
#include "engine/wasi/sandbox.h"

namespace watchglass::cli {

/// Reads those of the verb. An error is a sentence; `ready` is otherwise filled.
std::optional<std::string> readSandbox(std::string_view verb, const Arguments &arguments, const std::string &program,
                                       wasi::Sandbox &ready);

/// The first of these options that was used.
std::optional<std::string_view> usedSandboxOption(std::string_view verb, const Arguments &arguments);

} // namespace watchglass::cli
