// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/wat/analysis.h"
#include "engine/wat/analysis/words.h"

namespace watchglass::wat::detail {

/// Everything of more than one line that can be folded: forms, blocks of flat instructions (an if ends before its
/// else), comments. Sorted; each pair of lines once. `analysis` has its tree, lines and instructions already.
std::vector<Fold> findFolds(const Words &words, const Analysis &analysis);

} // namespace watchglass::wat::detail
