// SPDX-License-Identifier: Apache-2.0
/// One function or constant expression of the text: its locals, its body, its operand types.
#pragma once

#include "engine/wat/analysis/scope.h"

namespace watchglass::wat::detail {

/// Everything about one function, in offsets from its `(`, so that it outlives edits elsewhere.
struct FunctionResult {
    Findings findings;
    std::vector<InstructionPlace> places;
};

FunctionResult readFunction(const Words &words, const ModuleScope &scope, const FunctionText &function);

/// Checks a constant expression; what is wrong goes to `out`.
void readConstant(const Words &words, const ModuleScope &scope, const ConstantText &constant, Findings &out);

} // namespace watchglass::wat::detail
