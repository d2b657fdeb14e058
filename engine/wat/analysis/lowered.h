// SPDX-License-Identifier: Apache-2.0
/// An instruction of the text, ready for the validator.
#pragma once

#include <vector>

#include "engine/wasm/instruction.h"
#include "engine/wat/text.h"

namespace watchglass::wat::detail {

struct Lowered {
    wasm::Instruction instruction;
    std::vector<uint32_t> labels;     ///< what instruction.labels shows
    std::vector<wasm::ValType> types; ///< … and types
    std::vector<wasm::Catch> catches; ///< … and catches
    TextRange keyword;
    TextRange extent;    ///< with immediates
    bool known = true;   ///< there is an instruction of that name
    bool broken = false; ///< something was wrong with it and has been said: what it does to the stack is not known

    /// Call before the instruction is used, and after moves.
    const wasm::Instruction &bound()
    {
        instruction.labels = labels;
        instruction.types = types;
        instruction.catches = catches;
        return instruction;
    }
};

/// Takes the instructions of a body in execution order.
class InstructionSink
{
public:
    virtual ~InstructionSink() = default;
    virtual void take(Lowered &lowered) = 0;
};

/// block, loop, if, try, try_table
inline bool opensBlock(wasm::Op op)
{
    const wasm::Immediate immediate = wasm::info(op).immediate;
    return immediate == wasm::Immediate::Block || immediate == wasm::Immediate::TryTable;
}

} // namespace watchglass::wat::detail
