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

/// Where an instruction that may find a null reference has it; of array.copy the destination.
uint32_t referenceFromTop(Op op)
{
    switch (op) {
    case Op::StructSet:
    case Op::ArrayGet:
    case Op::ArrayGetS:
    case Op::ArrayGetU:
        return 1;
    case Op::ArraySet:
        return 2;
    case Op::ArrayFill:
    case Op::ArrayInitData:
    case Op::ArrayInitElem:
        return 3;
    case Op::ArrayCopy:
        return 4;
    default:
        return 0;
    }
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
    case TrapKind::UnalignedAtomic:
        return Suspect{operandsOf(instruction.op) - 1, "the address"};
    case TrapKind::CastFailure:
        return Suspect{0, "the reference"};
    case TrapKind::NullReference:
        return Suspect{referenceFromTop(instruction.op), "the reference"};
    case TrapKind::ArrayOutOfBounds:
        return Suspect{instruction.op == Op::ArraySet ? 1u : 0u,
                       immediate == Immediate::Type && instruction.op != Op::ArrayFill ? "the index" : "the length"};
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

std::string named(const char *kind, const std::string &name, uint32_t index)
{
    return std::string(kind) + (name.empty() ? std::to_string(index) : "$" + name);
}

/// What made a value, as far as one word says it; empty when it takes an instruction with operands of its own.
std::string simpleSource(const exec::Instance &instance, uint32_t function, const wasm::Instruction &producer)
{
    const wasm::Module &module = *instance.module;
    const wasm::Names none, &names = instance.names ? *instance.names : none;
    switch (producer.op) {
    case Op::LocalGet:
    case Op::LocalTee: {
        const bool parameter = producer.a < module.funcType(function).params.size();
        return named(parameter ? "parameter " : "local ", names.local(function, producer.a), producer.a);
    }
    case Op::GlobalGet:
        return named("global ", names.global(module, producer.a), producer.a);
    case Op::Call:
        return "the call of " + instance.functionName(producer.a);
    case Op::I32Const:
        return "the constant " + std::to_string(int32_t(producer.value));
    case Op::I64Const:
        return "the constant " + std::to_string(int64_t(producer.value));
    default:
        return {};
    }
}

/// "parameter $index", "i32.mul at 0x50 of parameter $index and the constant 4"
std::string source(const exec::Instance &instance, uint32_t function, const wasm::Instruction &producer)
{
    if (std::string simple = simpleSource(instance, function, producer); !simple.empty())
        return simple;
    char at[16];
    std::snprintf(at, sizeof at, " at 0x%x", producer.offset);
    std::string text = std::string(wasm::info(producer.op).name) + at;
    if (wasm::info(producer.op).signature.starts_with('*'))
        return text;
    const auto operands = exec::describe(*instance.module, function, producer.offset).operands;
    const size_t taken = std::min<size_t>(operandsOf(producer.op), operands.size());
    const char *joint = " of ";
    for (size_t i = operands.size() - taken; i < operands.size(); ++i)
        if (auto maker = instructionAt(*instance.module, operands[i].producer)) {
            const std::string simple = simpleSource(instance, function, *maker);
            text += joint + (simple.empty() ? std::string(wasm::info(maker->op).name) : simple);
            joint = " and ";
        }
    return text;
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
            std::string("; ") + suspect->role + " came from " + source(instance, trap.function, *producer);
    return story;
}

} // namespace watchglass::debug
