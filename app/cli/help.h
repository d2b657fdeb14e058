// SPDX-License-Identifier: Apache-2.0
/// Help texts, made from the table of verbs.
#pragma once

#include <string>

#include "app/cli/verbs.h"

namespace watchglass::cli {

/// "usage: wglass assemble [-o OUT.wasm] [--strict] IN.wat"
std::string usage(const Verb &verb);
std::string help(const Verb &verb);
std::string generalUsage();
std::string generalHelp();
std::string version();

} // namespace watchglass::cli
