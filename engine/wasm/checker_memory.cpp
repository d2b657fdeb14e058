// SPDX-License-Identifier: Apache-2.0
/// Memories, tables, segments and vector lanes (spec §3.4.7 – §3.4.11).
#include <algorithm>

#include "engine/wasm/function_checker.h"

namespace watchglass::wasm::detail {

namespace {

/// One more item than index: "the module has 2".
template <typename List>
std::string unknown(const char *what, uint32_t index, const List &list)
{
    return std::string("there is no ") + what + " " + std::to_string(index) + ": the module has " +
           (list.empty() ? "none" : std::to_string(list.size()));
}

} // namespace

void FunctionChecker::memoryAndTables(const Instruction &i, const Signature &signature)
{
    switch (info(i.op).immediate) {
    case Immediate::MemArg:
    case Immediate::MemArgLane:
        return memoryAccess(i, signature);
    case Immediate::Lane:
    case Immediate::Shuffle:
        lanes(i, signature);
        return fixedSignature(signature, false);
    case Immediate::Memory: {
        const Memory *m = memory(i.a);
        return fixedSignature(signature, m && m->type.limits.is64);
    }
    case Immediate::DataMemory: {
        dataSegment(i.a);
        const Memory *m = memory(i.b);
        return fixedSignature(signature, m && m->type.limits.is64);
    }
    case Immediate::Data:
        dataSegment(i.a);
        return;
    case Immediate::MemoryMemory: {
        const Memory *to = memory(i.a), *from = memory(i.b);
        return copyOperands(to && to->type.limits.is64, from && from->type.limits.is64);
    }
    case Immediate::Elem:
        element(i.a);
        return;
    default:
        return tableInstruction(i);
    }
}

const Memory *FunctionChecker::memory(uint32_t index)
{
    if (index < m_module.memories.size())
        return &m_module.memories[index];
    fail(unknown("memory", index, m_module.memories));
    return nullptr;
}

const Table *FunctionChecker::table(uint32_t index)
{
    if (index < m_module.tables.size())
        return &m_module.tables[index];
    fail(unknown("table", index, m_module.tables));
    return nullptr;
}

const Element *FunctionChecker::element(uint32_t index)
{
    if (index < m_module.elements.size())
        return &m_module.elements[index];
    fail(unknown("element segment", index, m_module.elements));
    return nullptr;
}

bool FunctionChecker::dataSegment(uint32_t index)
{
    if (index < m_module.data.size())
        return true;
    fail(unknown("data segment", index, m_module.data));
    return false;
}

void FunctionChecker::memoryAccess(const Instruction &i, const Signature &signature)
{
    const Memory *m = memory(i.a);
    const bool is64 = m && m->type.limits.is64;
    const unsigned width = accessWidth(i.op);
    const bool fits = i.align < 8 && (1u << i.align) <= width;
    if (!fits)
        fail(consumer() + " cannot be aligned to more than the " + std::to_string(width) + " bytes it touches");
    else if (info(i.op).prefix == 0xfe && (1u << i.align) != width)
        fail(consumer() + " must be aligned to the " + std::to_string(width) + " bytes it touches");
    if (m && !is64 && i.value > UINT32_MAX)
        fail("the offset " + std::to_string(i.value) + " does not fit in the 32-bit addresses of memory " +
             std::to_string(i.a));
    if (signature.lanes)
        lanes(i, signature);
    fixedSignature(signature, is64);
}

void FunctionChecker::lanes(const Instruction &i, const Signature &signature)
{
    if (info(i.op).immediate == Immediate::Shuffle) {
        if (std::any_of(i.v128.begin(), i.v128.end(), [](uint8_t lane) { return lane >= 32; }))
            fail("the lanes of i8x16.shuffle must be below 32");
    } else if (i.lane >= signature.lanes) {
        fail("there is no lane " + std::to_string(i.lane) + ": " + consumer() + " has " +
             std::to_string(signature.lanes));
    }
}

/// The operands of memory.copy and table.copy: the count is as wide as the narrower of the two.
void FunctionChecker::copyOperands(bool to64, bool from64)
{
    popKind(to64 && from64 ? TypeKind::I64 : TypeKind::I32);
    popKind(from64 ? TypeKind::I64 : TypeKind::I32);
    popKind(to64 ? TypeKind::I64 : TypeKind::I32);
}

void FunctionChecker::tableInstruction(const Instruction &i)
{
    const Table *t = table(i.op == Op::TableInit ? i.b : i.a);
    const bool is64 = t && t->type.limits.is64;
    const TypeKind address = is64 ? TypeKind::I64 : TypeKind::I32;
    const ValType type = t ? t->type.element : ValType::ref(HeapKind::Bottom, false);
    const auto popElement = [&] {
        if (t)
            pop(type);
        else
            popAny();
    };
    switch (i.op) {
    case Op::TableGet:
        popKind(address);
        return push(type);
    case Op::TableSet:
        popElement();
        return popKind(address);
    case Op::TableSize:
        return push(ValType{address});
    case Op::TableGrow:
        popKind(address);
        popElement();
        return push(ValType{address});
    case Op::TableFill:
        popKind(address);
        popElement();
        return popKind(address);
    case Op::TableInit: {
        const Element *segment = element(i.a);
        if (t && segment && !matches(m_module, segment->type, type))
            fail("table.init cannot put " + toString(segment->type) + " into a table of " + toString(type));
        popKind(TypeKind::I32);
        popKind(TypeKind::I32);
        return popKind(address);
    }
    case Op::TableCopy: {
        const Table *from = table(i.b);
        if (t && from && !matches(m_module, from->type.element, type))
            fail("table.copy cannot put " + toString(from->type.element) + " into a table of " + toString(type));
        return copyOperands(is64, from && from->type.limits.is64);
    }
    default:
        return;
    }
}

} // namespace watchglass::wasm::detail
