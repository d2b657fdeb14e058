// SPDX-License-Identifier: Apache-2.0
/// Makes a trap's sentence and operands from where the machine stands: slots are as the instruction found them, so
/// handlers need not say more than the kind.
#pragma once

#include "engine/exec/instance.h"
#include "engine/exec/trap.h"

namespace watchglass::exec {

struct TrapFacts {
    TrapKind kind = TrapKind::Unreachable;
    const Instance *instance = nullptr; ///< null when no frame was entered
    uint32_t function = 0, offset = 0;
    const uint64_t *operands = nullptr; ///< bottom of the frame's operand stack
    const Function *callee = nullptr;
    std::string hostMessage;
    uint64_t depth = 0, maxDepth = 0, stackBytes = 0;
    const Heap *heap = nullptr;
    uint64_t exception = 0; ///< that nobody caught
};

Trap tellTrap(const TrapFacts &facts);

/// For an initial value that found no room, at the instruction that makes it.
Trap tellFullHeap(const Heap &heap, uint32_t offset);

/// "element segment 2 writes 3 elements at 9, but table 0 has 10": for active segments at instantiation.
Trap tellSegmentTrap(TrapKind kind, uint32_t segment, uint64_t count, uint64_t at, uint32_t target, uint64_t size,
                     uint32_t offset);

} // namespace watchglass::exec
