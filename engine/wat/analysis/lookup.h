// SPDX-License-Identifier: Apache-2.0
/// What surrounds a place of an analysed text.
#pragma once

#include "engine/wat/analysis.h"

namespace watchglass::wat::detail {

/// The `(module …)` around an offset; the whole text when there is none. Names of one module are no names of another.
TextRange moduleAround(const SyntaxTree &tree, uint32_t offset);
/// The function whose form holds the offset, as an index into `symbols`.
std::optional<uint32_t> functionAround(const Analysis &analysis, uint32_t offset);
/// Indices into `symbols` of those whose name begins in the range.
std::pair<uint32_t, uint32_t> symbolsIn(const Analysis &analysis, TextRange range);

} // namespace watchglass::wat::detail
