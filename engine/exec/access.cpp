// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/scalar_access.h"

namespace watchglass::exec {

bool noteWrite(Context *ctx, const Cell *at, Memory *memory, uint64_t address, uint64_t length)
{
    return ctx->willWrite(*memory, at, address, length);
}

AccessForm accessForm(Op op)
{
    static const AccessForm forms[] = {
#define WG_INSTRUCTION(Id, ...) accessFormOf<Op::Id>(),
#include "engine/wasm/instructions.def"
#undef WG_INSTRUCTION
    };
    if (forms[size_t(op)].near)
        return forms[size_t(op)];
    const AccessForm vector = simdAccessForm(op);
    return vector.near ? vector : atomicForm(op);
}

} // namespace watchglass::exec
