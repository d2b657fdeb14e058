// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/scalar.h"

namespace watchglass::exec {

EvaluateForm evaluateForm(Op op)
{
    static const EvaluateForm forms[] = {
#define WG_INSTRUCTION(Id, ...) evaluateFormOf<Op::Id>(),
#include "engine/wasm/instructions.def"
#undef WG_INSTRUCTION
    };
    const EvaluateForm &own = forms[size_t(op)];
    if (own.handlers)
        return own;
    const EvaluateForm vector = simdIntegerForm(op);
    return vector.handlers ? vector : simdFloatForm(op);
}

} // namespace watchglass::exec
