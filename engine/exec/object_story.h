// SPDX-License-Identifier: Apache-2.0
/// The sentences of traps at structs, arrays, casts and exceptions.
#pragma once

#include "engine/exec/trap_story.h"
#include "engine/wasm/instruction.h"

namespace watchglass::exec {

/// Empty when the trap has nothing to do with them.
std::string tellObjectTrap(const TrapFacts &facts, const wasm::Instruction &i, const std::vector<Value> &operands);
/// What such an instruction takes from the stack; nothing for others.
std::optional<size_t> objectOperands(const wasm::Module &module, const wasm::Instruction &i);
/// "out of memory: the heap limit of 64 MiB is reached; 63.9 MiB are still in use"
std::string fullHeapStory(const Heap &heap);

} // namespace watchglass::exec
