// SPDX-License-Identifier: Apache-2.0
#include "app/cli/limit_options.h"

#include "app/cli/numbers.h"

namespace watchglass::cli {

std::optional<std::string> readLimits(const Arguments &arguments, RunLimits &limits)
{
    constexpr uint64_t most = uint64_t(1) << 60;
    std::optional<double> seconds;
    std::optional<uint64_t> memory, heap;
    std::optional<uint32_t> depth;
    for (const auto &problem : {readNumber(arguments, "--timeout", 0.001, 1e6, seconds),
                                readNumber(arguments, "--max-memory", uint64_t(0), most, memory),
                                readNumber(arguments, "--max-heap", uint64_t(0), most, heap),
                                readNumber(arguments, "--max-depth", uint32_t(1), UINT32_MAX, depth),
                                readNumber(arguments, "--max-instructions", uint64_t(0), most, limits.instructions)})
        if (problem)
            return problem;
    if (seconds)
        limits.time = std::chrono::milliseconds(int64_t(*seconds * 1000));
    if (memory)
        limits.engine.memoryPages = *memory / exec::wasmPageSize;
    limits.engine.heapBytes = heap.value_or(limits.engine.heapBytes);
    limits.engine.callDepth = depth.value_or(limits.engine.callDepth);
    return std::nullopt;
}

} // namespace watchglass::cli
