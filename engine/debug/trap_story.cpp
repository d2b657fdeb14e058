// SPDX-License-Identifier: Apache-2.0
#include "engine/debug/trap_story.h"

#include <algorithm>
#include <cstdio>

#include "engine/debug/flow.h"

namespace watchglass::debug {

using exec::TrapKind;
using wasm::Immediate;
using wasm::Op;

namespace {

/// An operand of the trapping instruction, counted from the top of the stack.
struct Suspect {
    uint32_t fromTop = 0;
    const char *role = "";
};

uint32_t operandsOf(Op op)
{
    const std::string_view signature = wasm::info(op).signature;
    return uint32_t(std::count(signature.begin(), signature.begin() + signature.find("->"), ' '));
}

/// Ranges have three operands, of which place and length may be wrong alike: the length is the one people get wrong.
std::optional<Suspect> suspectOf(TrapKind kind, const wasm::Instruction &instruction)
{
    const Immediate immediate = wasm::info(instruction.op).immediate;
    switch (kind) {
    case TrapKind::IntegerDivideByZero:
        return Suspect{0, "the divisor"};
    case TrapKind::InvalidConversion:
        return Suspect{0, "the number"};
    case TrapKind::IntegerOverflow: {
        const bool divides = instruction.op == Op::I32DivS || instruction.op == Op::I64DivS;
        return Suspect{divides ? 1u : 0u, divides ? "the dividend" : "the number"};
    }
    case TrapKind::UndefinedElement:
    case TrapKind::UninitializedElement:
    case TrapKind::IndirectCallTypeMismatch:
        return Suspect{0, "the index"};
    case TrapKind::NullReference:
        return Suspect{0, "the reference"};
    case TrapKind::MemoryOutOfBounds:
    case TrapKind::TableOutOfBounds: {
        if (immediate != Immediate::MemArg && immediate != Immediate::MemArgLane && immediate != Immediate::Table)
            return Suspect{0, "the length"};
        if (immediate == Immediate::Table)
            return Suspect{instruction.op == Op::TableSet ? 1u : 0u, "the index"};
        return Suspect{operandsOf(instruction.op) - 1, "the address"};
    }
    default:
        return std::nullopt;
    }
}

std::string nameOf(const exec::Instance &instance, uint32_t function, const wasm::Instruction &producer)
{
    char at[16];
    std::snprintf(at, sizeof at, " at 0x%x", producer.offset);
    const wasm::Module &module = *instance.module;
    const std::string mnemonic(wasm::info(producer.op).name);
    switch (producer.op) {
    case Op::LocalGet:
    case Op::LocalTee: {
        const bool parameter = producer.a < module.funcType(function).params.size();
        const std::string name = instance.names ? instance.names->local(function, producer.a) : std::string();
        return (parameter ? "parameter " : "local ") + (name.empty() ? std::to_string(producer.a) : "$" + name);
    }
    case Op::GlobalGet: {
        const std::string name = instance.names ? instance.names->global(module, producer.a) : std::string();
        return "global " + (name.empty() ? std::to_string(producer.a) : "$" + name);
    }
    case Op::Call:
        return "the call of " + instance.functionName(producer.a) + at;
    case Op::I32Const:
    case Op::I64Const:
        return "the constant of " + mnemonic + at;
    default:
        return mnemonic + at;
    }
}

} // namespace

TrapStory tellTrap(const exec::Trap &trap, const exec::Instance &instance)
{
    TrapStory story{trap.message.empty() ? std::string(specMessage(trap.kind)) : trap.message, std::nullopt};
    auto instruction = instructionAt(*instance.module, trap.offset);
    auto suspect = instruction ? suspectOf(trap.kind, *instruction) : std::nullopt;
    if (!suspect)
        return story;
    const exec::StateShape shape = exec::describe(*instance.module, trap.function, trap.offset);
    if (suspect->fromTop >= shape.operands.size())
        return story;
    story.culprit = shape.operands[shape.operands.size() - 1 - suspect->fromTop].producer;
    if (auto producer = instructionAt(*instance.module, *story.culprit))
        story.sentence +=
            std::string("; ") + suspect->role + " came from " + nameOf(instance, trap.function, *producer);
    return story;
}

} // namespace watchglass::debug
