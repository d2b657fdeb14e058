// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/simd_access.h"

namespace watchglass::exec {

AccessForm simdAccessForm(Op op)
{
    static const AccessForm forms[] = {
#define WG_INSTRUCTION(Id, ...) accessFormOf<Op::Id>(),
#include "engine/wasm/instructions.def"
#undef WG_INSTRUCTION
    };
    return forms[size_t(op)];
}

} // namespace watchglass::exec
