// SPDX-License-Identifier: Apache-2.0
/// The names that a text gives and its assembled module does not keep.
#pragma once

#include "engine/wasm/names.h"
#include "engine/wat/analysis.h"

namespace watchglass::wat {

/// Adds what the text calls its labels, and whatever else of functions, locals and globals the name section left out.
/// The analysis must be of the text that the module was assembled from.
void addTextNames(const Analysis &analysis, wasm::Names &names);

} // namespace watchglass::wat
