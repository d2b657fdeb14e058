// SPDX-License-Identifier: Apache-2.0
#include "engine/wasm/signature.h"

namespace watchglass::wasm::detail {

namespace {

// One constant each: compilers limit the steps of a single constant expression.
#define WG_INSTRUCTION(Id, name, prefix, code, immediate, signature, ...)                                              \
    constexpr Signature of##Id = parseSignature(name, signature, Immediate::immediate);
#include "engine/wasm/instructions.def"
#undef WG_INSTRUCTION

} // namespace

constexpr std::array<Signature, OpCount> signatures = {
#define WG_INSTRUCTION(Id, ...) of##Id,
#include "engine/wasm/instructions.def"
#undef WG_INSTRUCTION
};

} // namespace watchglass::wasm::detail
