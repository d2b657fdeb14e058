// SPDX-License-Identifier: Apache-2.0
/// Strings as AssemblyScript keeps them in its memory.
#pragma once

#include <string>

#include "engine/exec/memory.h"

namespace watchglass::host {

/// The string at an address: UTF-16, its length in bytes before it. Empty when there is nothing that looks like one.
std::string scriptString(const exec::Memory &memory, uint32_t address);

} // namespace watchglass::host
