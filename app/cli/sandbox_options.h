// SPDX-License-Identifier: Apache-2.0
/// The options of `wglass run` that say what of the world a WASI program is given.
#pragma once

#include <span>

#include "app/cli/verbs.h"
#include "engine/wasi/sandbox.h"

namespace watchglass::cli {

/// Reads them. An error is a sentence; `ready` is otherwise filled.
std::optional<std::string> readSandbox(const Arguments &arguments, const std::string &program, wasi::Sandbox &ready);

/// The first of these options that was used.
std::optional<std::string_view> usedSandboxOption(const Arguments &arguments);

} // namespace watchglass::cli
