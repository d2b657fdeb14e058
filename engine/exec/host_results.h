// SPDX-License-Identifier: Apache-2.0
/// Whether what a host gives back may enter a program: nothing that it hands over is taken on trust.
#pragma once

#include <span>
#include <string>

#include "engine/exec/instance.h"

namespace watchglass::exec {

/// What is wrong with the results of a host function, a sentence; empty when nothing is. References must be of that
/// store; null: of any.
std::string misfit(const Function &function, std::span<const Value> results, const Store *store);
/// The same for an exception that it throws.
std::string misfitOfException(const Function &function, const Value &exception, const Store *store);

} // namespace watchglass::exec
