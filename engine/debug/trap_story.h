// SPDX-License-Identifier: Apache-2.0
/// Why it trapped, for people: what was tried, and where the operand came from that made it impossible.
#pragma once

#include <optional>
#include <string>

#include "engine/exec/machine.h"

namespace watchglass::debug {

struct TrapStory {
    std::string sentence; ///< e.g. "i32.load reads 4 bytes at 65536, but memory 0 ends at 65536; the address came from
                          ///< local $p"
    std::optional<uint32_t> culprit; ///< offset of the instruction that left the wrong operand
};
TrapStory tellTrap(const exec::Trap &trap, const exec::Instance &instance);

} // namespace watchglass::debug
