// SPDX-License-Identifier: Apache-2.0
/// What counted code and the clock of a run have found: exact, not sampled.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/exec/instance.h"

namespace watchglass::exec {

/// How often an instruction was executed to its end, while its store counted.
struct ExecutionCount {
    uint32_t offset = 0;
    uint64_t count = 0;
};
/// Of each instruction that some way leads to, ascending; empty for host functions. The machines that run the function
/// must be stopped.
std::vector<ExecutionCount> executionCounts(Function &function);
/// All counts of the instance's functions are zero again.
void resetExecutionCounts(Instance &instance);

} // namespace watchglass::exec
