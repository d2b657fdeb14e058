// SPDX-License-Identifier: Apache-2.0
/// Where in a body the points of each kind are.
#include "engine/exec/probes.h"

#include <algorithm>

#include "engine/exec/access.h"
#include "engine/wasm/instruction_table.h"

namespace watchglass::exec {

namespace {

using wasm::Instruction;
using wasm::Op;
using Kind = ProbePoint::Kind;

bool isTailCall(Op op)
{
    return op == Op::ReturnCall || op == Op::ReturnCallIndirect || op == Op::ReturnCallRef;
}

bool decides(Op op)
{
    switch (op) {
    case Op::If:
    case Op::Br:
    case Op::BrIf:
    case Op::BrTable:
    case Op::BrOnNull:
    case Op::BrOnNonNull:
    case Op::BrOnCast:
    case Op::BrOnCastFail:
        return true;
    default:
        return false;
    }
}

/// Whether what comes behind it in the text begins a basic block.
bool endsBlock(Op op)
{
    switch (op) {
    case Op::Else:
    case Op::Catch:
    case Op::CatchAll:
    case Op::End:
    case Op::Delegate:
    case Op::Return:
    case Op::Unreachable:
    case Op::Throw:
    case Op::ThrowRef:
    case Op::Rethrow:
        return true;
    default:
        return decides(op) || isTailCall(op);
    }
}

bool reads(const Instruction &i, uint32_t memory)
{
    if (i.op == Op::MemoryCopy)
        return i.b == memory;
    return wasm::accessWidth(i.op) && i.a == memory && !wasm::info(i.op).signature.ends_with("->") &&
           i.op != Op::MemoryAtomicNotify;
}

bool writes(const Instruction &i, uint32_t table)
{
    switch (i.op) {
    case Op::TableSet:
    case Op::TableFill:
    case Op::TableGrow:
    case Op::TableCopy:
        return i.a == table;
    case Op::TableInit:
        return i.b == table;
    default:
        return false;
    }
}

bool isAt(const ProbePoint &point, const Instruction &i)
{
    switch (point.kind) {
    case Kind::Exit:
        return i.op == Op::Return || isTailCall(i.op);
    case Kind::Branch:
        return decides(i.op);
    case Kind::Load:
        return reads(i, point.index);
    case Kind::GlobalGet:
        return i.op == Op::GlobalGet && i.a == point.index;
    case Kind::GlobalSet:
        return i.op == Op::GlobalSet && i.a == point.index;
    case Kind::LocalSet:
        return (i.op == Op::LocalSet || i.op == Op::LocalTee) && i.a == point.index;
    case Kind::TableGet:
        return (i.op == Op::TableGet && i.a == point.index) || (i.op == Op::TableCopy && i.b == point.index);
    case Kind::TableSet:
        return writes(i, point.index);
    default:
        return false;
    }
}

} // namespace

bool comesAfter(const ProbePoint &point, const wasm::Module &module, uint32_t function, uint32_t offset)
{
    switch (point.kind) {
    case Kind::Entry:
        return offset != module.functions[function].code.begin;
    case Kind::Exit:
    case Kind::Instruction:
    case Kind::Block:
        return false;
    default:
        return true;
    }
}

std::vector<uint32_t> offsetsOf(const ProbePoint &point, const wasm::Module &module, uint32_t function)
{
    const wasm::Range body = module.functions[function].code;
    if (point.kind == Kind::Instruction)
        return {point.offset};
    std::vector<uint32_t> offsets;
    wasm::InstructionReader reader(*module.bytes, body);
    Instruction i;
    bool begins = true, loops = false;
    uint32_t last = body.begin;
    std::vector<bool> ifs; // of the open blocks
    while (reader.next(i)) {
        if (wasm::info(i.op).immediate == wasm::Immediate::Block || i.op == Op::TryTable)
            ifs.push_back(i.op == Op::If);
        const bool closes = (i.op == Op::End || i.op == Op::Delegate) && !ifs.empty();
        begins = begins || i.op == Op::Loop || (closes && ifs.back()); // the false way of an if leads to its end
        if (closes)
            ifs.pop_back();
        loops = loops || (i.op == Op::Loop && i.offset == body.begin); // then branches may lead to the entry
        if (point.kind == Kind::Entry) {
            if (i.offset == body.begin || decides(i.op))
                offsets.push_back(i.offset);
            if (!loops)
                return offsets;
        }
        if (isAt(point, i) || (begins && point.kind == Kind::Block))
            offsets.push_back(i.offset);
        begins = endsBlock(i.op);
        last = i.offset;
    }
    if (point.kind == Kind::Exit && (offsets.empty() || offsets.back() != last))
        offsets.push_back(last);
    return offsets;
}

std::pair<const Memory *, AddressSet::Range> bytesRead(const Site &site, const Context &context)
{
    const Cell *pc = context.pc;
    const wasm::Op op = site.instruction.op;
    if (op == Op::MemoryCopy) {
        const auto *memory = reinterpret_cast<const Memory *>(pc[3]);
        const Slot *operands = context.fp + lowHalf(pc[1]);
        const bool wide = memory->type().limits.is64;
        const bool wideCount = wide && reinterpret_cast<const Memory *>(pc[2])->type().limits.is64;
        const uint64_t from = wide ? operands[1] : uint32_t(operands[1]);
        const uint64_t count = wideCount ? operands[2] : uint32_t(operands[2]);
        return {memory, {from, from + std::min(count, ~from)}};
    }
    const Memory *memory = context.instance->memories[site.instruction.a].get();
    const unsigned width = wasm::accessWidth(op);
    uint64_t address = 0;
    if (site.instruction.a != 0 || memory->type().limits.is64)
        address = Access<true>(pc, context.fp, &context, width).address;
    else
        address = Access<false>(pc, context.fp, &context, width).address;
    return {memory, {address, address + std::min<uint64_t>(width, ~address)}};
}

AddressSet::Range elementsTouched(const Site &site, const Context &context, const Table &table, bool write)
{
    const Cell *pc = context.pc;
    const Slot *operands = context.fp + lowHalf(pc[1]);
    const auto index = [](const Table &of, Slot slot) { return of.type.limits.is64 ? slot : uint32_t(slot); };
    const auto range = [](uint64_t begin, uint64_t count) {
        return AddressSet::Range{begin, begin + std::min(count, ~begin)};
    };
    switch (site.instruction.op) {
    case Op::TableGet:
    case Op::TableSet:
        return range(index(table, operands[0]), 1);
    case Op::TableGrow:
        return range(table.elements.size(), index(table, operands[1]));
    case Op::TableInit:
        return range(index(table, operands[0]), uint32_t(operands[2]));
    case Op::TableCopy: {
        const auto &target = *reinterpret_cast<const Table *>(pc[2]), &source = *reinterpret_cast<const Table *>(pc[3]);
        const uint64_t count = source.type.limits.is64 ? index(target, operands[2]) : uint32_t(operands[2]);
        return range(index(table, operands[write ? 0 : 1]), count);
    }
    default:
        return range(index(table, operands[0]), index(table, operands[2]));
    }
}

} // namespace watchglass::exec
