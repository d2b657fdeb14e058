// SPDX-License-Identifier: Apache-2.0
/// Words for the parts of a module, shared by the two listings of inspect.h.
#pragma once

#include <string>

#include "engine/wasm/module.h"

namespace watchglass::wasm::detail {

const char *kindName(ExternKind kind);    ///< "func", "table" …
const char *kindName(SubType::Kind kind); ///< "func", "struct", "array"
const char *modeName(SegmentMode mode);   ///< "active", "passive", "declarative"

std::string describe(const SubType &type);    ///< "struct { mut i32, funcref }, subtype of 0, open"
std::string describe(const Limits &limits);   ///< "1 to 4, 64-bit"
std::string describe(const GlobalType &type); ///< "mut i64"
/// The function type, or "type 7" when that is none.
std::string describeFunctionType(const Module &module, uint32_t type);

} // namespace watchglass::wasm::detail
