// SPDX-License-Identifier: Apache-2.0
/// What is wrong with a module: a place and a sentence. Errors are values; nothing here throws.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace watchglass::wasm {

struct Problem {
    uint32_t offset = 0; ///< bytes from the start of the module, or `Instruction::offset` as fed
    std::string message; ///< a sentence without full stop, e.g. "i32.add wants i32 but finds f64"
    /// Where the wrong operands were made (`Instruction::offset` of their producers); may be empty.
    std::vector<uint32_t> producers;
    bool malformed = false; ///< breaks the binary format (spec §5), not validation (§3)
};

} // namespace watchglass::wasm
