// SPDX-License-Identifier: Apache-2.0
/// Where control can go next, read from the bytes of a body: what a step needs to know before it lets the guest run.
#pragma once

#include <optional>
#include <set>

#include "engine/debug/lines.h"
#include "engine/wasm/instruction.h"

namespace watchglass::debug {

/// The instruction that starts at this offset of the module, without its lists (`labels`, `types`, `catches`).
std::optional<wasm::Instruction> instructionAt(const wasm::Module &module, uint32_t offset);

/// Calls of every kind, tail calls included.
bool isCall(wasm::Op op);

/// How many operands a call takes from the stack, its callee's reference or table index included; 0 for anything else.
uint32_t callOperands(const wasm::Module &module, const wasm::Instruction &call);

struct LineFlow {
    std::set<uint32_t> exits; ///< offsets of other lines of this function that control can reach from the line
    std::set<uint32_t> calls; ///< offsets of the line's calls
};
/// The ways out of a line within its function; returning from the function is not among them.
LineFlow flowOfLine(const wasm::Module &module, uint32_t function, const Lines &lines, uint32_t line);

} // namespace watchglass::debug
