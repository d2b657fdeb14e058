// SPDX-License-Identifier: Apache-2.0
/// Texts in the memory of plain modules.
#pragma once

#include "engine/host/provider.h"

namespace watchglass::plugins {

/// What an address, at that argument, and a length, at the next, mean. Throws Refused when it is not all inside.
std::string_view bytesAt(const host::FunctionCall &call, size_t argument);

} // namespace watchglass::plugins
