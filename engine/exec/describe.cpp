// SPDX-License-Identifier: Apache-2.0
#include "engine/base/interactive.h"
#include "engine/exec/machine.h"
#include "engine/wasm/instruction.h"

namespace watchglass::exec {

StateShape describe(const wasm::Module &module, uint32_t function, uint32_t offset)
{
    longCall("exec::describe");
    StateShape shape;
    if (function >= module.functions.size() || module.functions[function].imported)
        return shape;
    const std::vector<wasm::ValType> locals = module.localTypes(function);
    wasm::FunctionValidator validator(module, module.functions[function].type, locals);
    wasm::InstructionReader reader(*module.bytes, module.functions[function].code);
    wasm::Instruction instruction;
    while (reader.next(instruction) && instruction.offset < offset)
        validator.feed(instruction);
    shape.operands.assign(validator.operands().begin(), validator.operands().end());
    shape.control.assign(validator.control().begin(), validator.control().end());
    uint32_t slot = 0;
    auto frame = shape.control.begin();
    for (size_t i = 0; i <= shape.operands.size(); ++i) {
        for (; frame != shape.control.end() && frame->height <= i; ++frame)
            if (frame->op == wasm::Op::Catch || frame->op == wasm::Op::CatchAll)
                shape.exceptions.push_back(slot++);
        if (i == shape.operands.size())
            break;
        shape.firstSlots.push_back(slot);
        slot += shape.operands[i].type.kind == wasm::TypeKind::V128 ? 2 : 1;
    }
    return shape;
}

} // namespace watchglass::exec
