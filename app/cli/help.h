// SPDX-License-Identifier: Apache-2.0
/// Help texts, made from the table of verbs.
#pragma once

#include <string>

#include "app/cli/verbs.h"

namespace watchglass::cli {

/// "usage: wglass assemble [-o OUT.wasm] [--strict] IN.wat"
std::string usage(const Verb &verb);
/// Says on standard error what is wrong with the words after a verb, and its usage; the exit status to give.
int refuseUsage(std::string_view verb, const std::string &sentence);
std::string help(const Verb &verb);
std::string generalUsage();
std::string generalHelp();
std::string version();

} // namespace watchglass::cli
