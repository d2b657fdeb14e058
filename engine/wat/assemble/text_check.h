// SPDX-License-Identifier: Apache-2.0
/// What is so wrong with a text that no assembler need be asked.
#pragma once

#include <string_view>
#include <vector>

#include "engine/wat/diagnostic.h"

namespace watchglass::wat {

/// Bytes that are no UTF-8, control characters, open strings and comments, parentheses without partner, an enormous
/// size; nothing when there is none of it. Linear, and without memory for each token unless there is something to say.
std::vector<Diagnostic> grossProblems(std::string_view text);

} // namespace watchglass::wat
