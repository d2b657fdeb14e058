// SPDX-License-Identifier: Apache-2.0
/// A module run under small limits, and everything that can be seen of it written down as text: two ways of running it
/// must give the same lines.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/exec/machine.h"

namespace watchglass::fuzz {

/// Decoded and valid; else null.
std::shared_ptr<const wasm::Module> load(std::shared_ptr<const wasm::Bytes> bytes);

inline constexpr exec::Limits smallLimits{
    .memoryPages = 64, .tableElements = 10'000, .stackBytes = 1u << 20, .callDepth = 500, .heapBytes = 1u << 20};

struct Way {
    exec::Driver driver = exec::fastestDriver();
    bool stepped = false;  ///< every instruction by itself
    bool counted = false;  ///< with the clock running
    uint32_t fuel = 2'000; ///< loop back-edges and calls, for the whole module; 0 = it ends by itself
    exec::Limits limits = smallLimits;
};

const char *nameOf(const Way &way);

struct Observation {
    std::vector<std::string> lines; ///< one for each call made by or of the module; at the end what it exports
    bool complete = true;           ///< false when fuel or stack ran out: what would have followed is not known
    uint64_t instructions = 0;      ///< completed, of a counted way
};

/// Instantiates with stand-ins for the imports – functions write their arguments down and answer zero –, runs the start
/// function, then calls every exported function whose type a JavaScript host could use, in order.
Observation observe(const std::shared_ptr<const wasm::Module> &module, const Way &way);

/// What a JavaScript host needs to do the same, and the lines to compare, as JSON (observe.mjs reads it).
std::string scriptOf(const wasm::Module &module, const Observation &seen);

/// What both have to say, as far as both got; empty when they agree.
std::string difference(const Observation &a, const Observation &b);

} // namespace watchglass::fuzz
