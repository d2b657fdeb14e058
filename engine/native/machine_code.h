// SPDX-License-Identifier: Apache-2.0
/// Machine code of the running program, disassembled with Capstone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/native/cell_forms.h"

namespace watchglass::native {

struct MachineInstruction {
    uint64_t address = 0;
    std::vector<uint8_t> bytes;
    std::string mnemonic, operands;
    std::optional<uint64_t> target; ///< of a jump within the same code
};

struct MachineCode {
    std::vector<MachineInstruction> instructions; ///< by address
    uint32_t bytes = 0;
    std::string problem; ///< why there is nothing
};

/// What the processor may execute of a handler, up to where it goes to the next cell, to another handler or to a trap.
MachineCode machineCode(Handler handler);

} // namespace watchglass::native
