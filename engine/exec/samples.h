// SPDX-License-Identifier: Apache-2.0
/// What a sampler saw, as a value: a tree of stacks, and for each sample its place in the tree.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/wasm/module.h"
#include "engine/wasm/names.h"

namespace watchglass::exec {

enum class SampleClock : uint8_t {
    Wall, ///< time as it passes while the machine runs, waits of host calls and of the scheduler with it
    Cpu,  ///< time of the processor that the machine's thread used
};

/// One level of a stack.
struct SampleFrame {
    enum class Kind : uint8_t {
        Wasm,
        Host,      ///< a host function, `name`
        Truncated, ///< what is further out was cut off: the stack was deeper than `SamplerOptions::maxDepth`
        Unknown,   ///< the sample fell between two frames, or into a moment when nothing may be looked at
    } kind = Kind::Unknown;
    uint32_t module = 0; ///< in `Samples::modules`
    uint32_t function = 0;
    /// The instruction: for callers their call. Fast code does several instructions in one step; then they are those
    /// from `first` to `offset`, of which only the last can be seen to have an effect, and which the time is told for.
    uint32_t first = 0, offset = 0;
    std::string name;
    bool operator==(const SampleFrame &) const = default;
};

struct SampledModule {
    std::shared_ptr<const wasm::Module> module;
    std::shared_ptr<const wasm::Names> names; ///< may be null
};

struct Sample {
    uint64_t time = 0;   ///< nanoseconds since the sampler started
    uint64_t weight = 0; ///< nanoseconds of its clock that it stands for: those since the sample before
    uint32_t node = 0;   ///< of the innermost frame
};

struct Samples {
    static constexpr uint32_t none = 0xffffffff;
    /// A stack: its innermost frame and the stack of the callers.
    struct Node {
        uint32_t parent = none, frame = 0;
    };
    SampleClock clock = SampleClock::Wall;
    double hertz = 0;      ///< as asked for
    uint64_t duration = 0; ///< nanoseconds from start to stop, or to now
    std::vector<SampledModule> modules;
    std::vector<SampleFrame> frames;
    std::vector<Node> nodes; ///< parents come first
    std::vector<Sample> samples;

    uint64_t lost = 0;     ///< samples for which there was no room
    uint64_t overhead = 0; ///< nanoseconds spent on taking samples, but for the system's part in it
};

} // namespace watchglass::exec
