// SPDX-License-Identifier: Apache-2.0
/// How far two modules made of one text at two times are apart.
#pragma once

#include "engine/wasm/module.h"
#include "engine/wasm/names.h"

namespace watchglass::wasm {

/// How many functions of their own one of the modules has and the other has not, or has otherwise. Functions are the
/// same when their names are, else when their indices are; what an instruction means by an index is compared by name
/// where it has one, so that a function added before others does not make all their callers differ.
size_t differingFunctions(const Module &before, const Names &namesBefore, const Module &now, const Names &namesNow);

} // namespace watchglass::wasm
