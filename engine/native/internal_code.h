// SPDX-License-Identifier: Apache-2.0
/// The engine's fast code of a function, for people: what became of each of its instructions.
#pragma once

#include <string>
#include <vector>

#include "engine/exec/instance.h"
#include "engine/native/cell_forms.h"

namespace watchglass::native {

/// One cell of fast code: it does the last of the instructions that it stands for; the others left no cell.
struct InternalInstruction {
    uint32_t word = 0, words = 0; ///< where its cell lies in the code, and its length; words of 8 bytes
    uint32_t first = 0, last = 0; ///< the instructions it stands for, as offsets in the module
    std::string name;             ///< "i32.add", "move", "i32.lt_s and branch"
    std::string operands;         ///< "$a, $b → acc"
    Handler handler = nullptr;
    bool asWatched = false; ///< has no fast form: done by the handler of watched code
};

struct InternalCode {
    bool isFast = false;                     ///< else the function only has watched code, one cell for each instruction
    std::string pinnedInteger, pinnedNumber; ///< locals that are held in registers; empty: none
    uint32_t frameSlots = 0;
    std::vector<InternalInstruction> instructions;
};

/// Of a wasm function that no thread runs. It is translated for this alone.
InternalCode internalCode(exec::Function &function, const wasm::Names &names);

} // namespace watchglass::native
