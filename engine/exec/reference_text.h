// SPDX-License-Identifier: Apache-2.0
/// References as people read them: "(ref $point) {x: 1, y: 2.5}", "(ref $bytes) [104, 105] "hi"", "i31 5", "$add", "func 3",
/// "exnref $oops(3)". Long and deep objects are cut short.
#pragma once

#include "engine/exec/instance.h"
#include "engine/exec/type_registry.h"

namespace watchglass::exec {

/// Of a reference that is not null, read now; `type` is process-wide, `names` (may be null) tells what types are
/// called.
std::string referenceText(uint64_t reference, const wasm::ValType &type, const Instance *names);
/// "$point", "type 3"; "a struct" for a type that the instance does not have.
std::string typeName(uint32_t id, const Instance *names);
/// The value as it looks now, fit for any thread, with its object kept alive. `value.type` is of the instance's module.
Value described(Value value, const Instance &instance);
/// A global's value, kept alive.
Value valueOf(const Global &global);

} // namespace watchglass::exec
