// SPDX-License-Identifier: Apache-2.0
#include "engine/wasm/function_checker.h"

#include <algorithm>

#include "engine/wasm/limits.h"

namespace watchglass::wasm::detail {

FunctionChecker::FunctionChecker(const Module &module) : m_module(module), m_storage(256)
{
    m_base = m_top = m_floor = m_storage.data();
    m_limit = m_base + m_storage.size();
}

void FunctionChecker::begin(BlockType root)
{
    m_now = nullptr;
    m_problems.clear();
    m_frames.clear();
    m_initialised.clear();
    m_isSet.clear();
    m_top = m_floor = m_base;
    m_frames.push_back({Op::Block, false, 0, 0, 0, root});
}

void FunctionChecker::beginFunction(uint32_t typeIndex, std::vector<ValType> locals, const std::vector<bool> *declared)
{
    m_isConstant = false;
    m_declared = declared;
    m_locals = std::move(locals);
    begin({BlockType::Kind::Index, {}, typeIndex});
    if (std::all_of(m_locals.begin(), m_locals.end(), isDefaultable))
        return;
    const size_t params = typeIndex < m_module.types.size() ? m_module.types[typeIndex].func.params.size() : 0;
    m_isSet.resize(m_locals.size());
    for (size_t i = 0; i < m_locals.size(); ++i)
        m_isSet[i] = i < params || isDefaultable(m_locals[i]);
}

void FunctionChecker::beginConstant(ValType result, uint32_t globals)
{
    m_isConstant = true;
    m_declared = nullptr;
    m_globals = globals;
    m_locals.clear();
    begin({BlockType::Kind::Value, result, 0});
}

void FunctionChecker::report(uint32_t offset, std::string message, bool malformed)
{
    m_failed = true;
    m_kept = m_problems.size() < limits::problems;
    if (m_kept)
        m_problems.push_back({offset, std::move(message), {}, malformed});
}

void FunctionChecker::blame(uint32_t producer)
{
    constexpr size_t most = 8;
    if (m_kept && m_problems.back().producers.size() < most)
        m_problems.back().producers.push_back(producer);
}

void FunctionChecker::fail(std::string message, bool malformed)
{
    report(m_now ? m_now->offset : 0, std::move(message), malformed);
}

std::string FunctionChecker::consumer() const
{
    if (m_now->op != Op::End)
        return std::string(info(m_now->op).name);
    return m_frames.size() > 1 ? "the end of the block"
           : m_isConstant      ? "the end of the expression"
                               : "the end of the function";
}

void FunctionChecker::mismatch(std::string_view expected, const Operand &found)
{
    std::string maker(info(found.producerOp).name);
    if (found.producerOp == Op::End)
        maker = "the block before it";
    fail(consumer() + " wants " + std::string(expected) + " but " + maker + " gives " + toString(found.type));
    blame(found.producer);
}

void FunctionChecker::underflow(std::string_view expected)
{
    fail(consumer() + " wants " + std::string(expected) + " but " +
         (m_frames.size() > 1 ? "this block has nothing on the stack" : "the stack is empty"));
}

void FunctionChecker::grow()
{
    const size_t top = size_t(m_top - m_base), floor = size_t(m_floor - m_base);
    m_storage.resize(m_storage.size() * 2);
    m_base = m_storage.data();
    m_limit = m_base + m_storage.size();
    m_top = m_base + top;
    m_floor = m_base + floor;
}

void FunctionChecker::refreshFloor()
{
    m_floor = m_base + (m_frames.empty() ? 0 : m_frames.back().height);
}

void FunctionChecker::enter(Frame frame)
{
    frame.height = uint32_t(m_top - m_base);
    frame.initHeight = uint32_t(m_initialised.size());
    m_frames.push_back(frame);
    m_floor = m_top;
}

void FunctionChecker::setUnreachable()
{
    m_top = m_floor;
    m_frames.back().unreachable = true;
}

void FunctionChecker::pushAll(std::span<const ValType> types)
{
    for (const ValType &type : types)
        push(type);
}

Operand FunctionChecker::popAny(std::string_view expected)
{
    if (m_top != m_floor)
        return *--m_top;
    if (!m_frames.back().unreachable)
        underflow(expected);
    return {{}, m_now->offset, m_now->op};
}

ValType FunctionChecker::pop(const ValType &expected)
{
    if (m_top == m_floor) {
        if (!m_frames.back().unreachable)
            underflow(toString(expected));
        return expected;
    }
    const Operand &found = *--m_top;
    if (found.type == expected || matches(m_module, found.type, expected))
        return found.type;
    mismatch(toString(expected), found);
    return expected;
}

void FunctionChecker::popAll(std::span<const ValType> types)
{
    for (size_t i = types.size(); i-- > 0;) {
        if (m_top == m_floor) { // one report for all that is missing
            if (!m_frames.back().unreachable)
                underflow(toString(types[i]));
            return;
        }
        pop(types[i]);
    }
}

ValType FunctionChecker::popRef()
{
    const Operand found = popAny("a reference");
    if (found.type.isRef())
        return found.type;
    if (found.type.kind != TypeKind::Bottom)
        mismatch("a reference", found);
    return ValType::ref(HeapKind::Bottom, false);
}

void FunctionChecker::passThrough(std::span<const ValType> types)
{
    const size_t have = size_t(m_top - m_floor);
    if (have < types.size()) {
        popAll(types);
        pushAll(types);
        return;
    }
    Operand *slot = m_top - types.size();
    for (size_t k = 0; k < types.size(); ++k, ++slot) {
        if (!(slot->type == types[k]) && !matches(m_module, slot->type, types[k]))
            mismatch(toString(types[k]), *slot);
        slot->type = types[k];
    }
}

ValType FunctionChecker::sigValType(SigType type, bool is64) const
{
    switch (type) {
    case SigType::Addr:
        return is64 ? I64 : I32;
    case SigType::EqRef:
        return ValType::ref(HeapKind::Eq);
    case SigType::I31Ref:
        return ValType::ref(HeapKind::I31);
    case SigType::ArrayRef:
        return ValType::ref(HeapKind::Array);
    default:
        return ValType{TypeKind(uint8_t(type))};
    }
}

void FunctionChecker::fixedSignature(const Signature &signature, bool is64)
{
    for (unsigned i = signature.paramCount; i-- > 0;) {
        const ValType type = sigValType(signature.params[i], is64);
        if (type.isRef())
            pop(type);
        else
            popKind(type.kind);
    }
    if (signature.result != SigType::None)
        push(sigValType(signature.result, is64));
}

bool FunctionChecker::feed(const Instruction &instruction)
{
    m_now = &instruction;
    m_failed = false;
    if (m_frames.empty()) {
        fail(std::string(info(instruction.op).name) + " stands after the end of the function", true);
        return false;
    }
    if (m_isConstant)
        checkConstant(instruction);
    const Signature &signature = signatures[uint16_t(instruction.op)];
    if (signature.plain) {
        for (unsigned i = signature.paramCount; i-- > 0;)
            popKind(TypeKind(uint8_t(signature.params[i])));
        if (signature.result != SigType::None)
            push(ValType{TypeKind(uint8_t(signature.result))});
        return !m_failed;
    }
    switch (signature.topic) {
    case Topic::Control:
        control(instruction);
        break;
    case Topic::CallsAndVariables:
        callsAndVariables(instruction);
        break;
    case Topic::Memory:
        memoryAndTables(instruction, signature);
        break;
    case Topic::Objects:
        objects(instruction);
        break;
    }
    return !m_failed;
}

void FunctionChecker::checkConstant(const Instruction &i)
{
    switch (i.op) {
    case Op::I32Const:
    case Op::I64Const:
    case Op::F32Const:
    case Op::F64Const:
    case Op::V128Const:
    case Op::I32Add:
    case Op::I32Sub:
    case Op::I32Mul:
    case Op::I64Add:
    case Op::I64Sub:
    case Op::I64Mul:
    case Op::RefNull:
    case Op::RefFunc:
    case Op::RefI31:
    case Op::StructNew:
    case Op::StructNewDefault:
    case Op::ArrayNew:
    case Op::ArrayNewDefault:
    case Op::ArrayNewFixed:
    case Op::AnyConvertExtern:
    case Op::ExternConvertAny:
    case Op::End:
        return;
    case Op::GlobalGet:
        if (i.a >= m_module.globals.size())
            return; // reported as unknown
        if (m_module.globals[i.a].type.isMutable)
            fail("global " + std::to_string(i.a) + " is mutable; a constant expression may not read it");
        else if (i.a >= m_globals)
            fail("global " + std::to_string(i.a) + " is not there yet when this expression runs");
        return;
    default:
        fail(std::string(info(i.op).name) + " may not stand in a constant expression");
    }
}

void FunctionChecker::finish(uint32_t offset)
{
    if (m_frames.empty())
        return;
    const Frame &frame = m_frames.back();
    if (m_frames.size() == 1)
        return report(offset, "the function has no end", true);
    report(offset, "the " + std::string(info(frame.op).name) + " has no end", true);
    blame(frame.offset);
}

std::span<const ValType> FunctionChecker::params(const Frame &frame) const
{
    if (frame.type.kind != BlockType::Kind::Index || frame.type.index >= m_module.types.size())
        return {};
    return m_module.types[frame.type.index].func.params;
}

std::span<const ValType> FunctionChecker::results(const Frame &frame) const
{
    switch (frame.type.kind) {
    case BlockType::Kind::Empty:
        return {};
    case BlockType::Kind::Value:
        return {&frame.type.value, 1};
    case BlockType::Kind::Index:
        break;
    }
    if (frame.type.index >= m_module.types.size())
        return {};
    return m_module.types[frame.type.index].func.results;
}

} // namespace watchglass::wasm::detail
