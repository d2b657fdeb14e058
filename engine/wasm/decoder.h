// SPDX-License-Identifier: Apache-2.0
/// Bytes → Module (spec §5). Bodies are delimited here and read by InstructionReader.
#pragma once

#include <memory>
#include <vector>

#include "engine/wasm/module.h"
#include "engine/wasm/problem.h"

namespace watchglass::wasm {

struct DecodeResult {
    std::shared_ptr<const Module> module; ///< null when malformed
    std::vector<Problem> problems;        ///< why, first problem first
    explicit operator bool() const { return module != nullptr; }
};

/// Never recurses on the input, reads nothing outside it, and refuses counts that the remaining bytes cannot hold.
/// Code bytes are not looked into: a malformed instruction is found by `validate`.
DecodeResult decode(std::shared_ptr<const Bytes> bytes);

} // namespace watchglass::wasm
