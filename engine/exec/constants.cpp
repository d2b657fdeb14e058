// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/constants.h"

#include <bit>
#include <cstring>
#include <functional>

#include "engine/exec/code.h"
#include "engine/exec/objects.h"
#include "engine/exec/store.h"

namespace watchglass::exec {

using wasm::Op;
using wasm::ValType;

namespace {

void write(Object *object, const RuntimeType::Field &field, uint64_t index, const Value &value)
{
    std::memcpy(object->bytes() + field.offset + index * field.width, value.bits.data(), field.width);
}

} // namespace

Constants::Constants(Instance &instance) : m_instance(instance), m_heap(instance.store->heap())
{
    m_heap.add(*this);
}

Constants::~Constants()
{
    m_heap.remove(*this);
}

void Constants::markRoots(Heap &heap)
{
    for (const Value &value : m_stack)
        if (isTraced(processWide(value.type, m_instance.runtime->typeIds)))
            heap.mark(value.bits[0]);
}

std::optional<Value> Constants::evaluate(const wasm::ConstExpr &expression)
{
    m_stack.clear();
    wasm::InstructionReader reader(*m_instance.module->bytes, expression.code);
    wasm::Instruction i;
    while (reader.next(i) && i.op != Op::End)
        if (!instruction(i)) {
            m_fullAt = i.offset;
            return {};
        }
    return m_stack.empty() ? Value{} : pop();
}

Value Constants::pop()
{
    const Value value = m_stack.back();
    m_stack.pop_back();
    return value;
}

template <class F>
void Constants::combine(F operation)
{
    const uint64_t right = pop().bits[0];
    Value &left = m_stack.back();
    const uint64_t result = operation(left.bits[0], right);
    left.bits[0] = left.type.kind == wasm::TypeKind::I32 ? uint32_t(result) : result;
}

/// False when there was no room.
bool Constants::instruction(const wasm::Instruction &i)
{
    switch (i.op) {
    case Op::I32Const:
        push(wasm::I32, i.value);
        break;
    case Op::I64Const:
        push(wasm::I64, i.value);
        break;
    case Op::F32Const:
        push(wasm::F32, i.value);
        break;
    case Op::F64Const:
        push(wasm::F64, i.value);
        break;
    case Op::V128Const: {
        const auto words = std::bit_cast<std::array<uint64_t, 2>>(i.v128);
        push(wasm::V128, words[0], words[1]);
        break;
    }
    case Op::RefNull:
        push(i.castTo, 0);
        break;
    case Op::RefFunc:
        push(wasm::FuncRef, reinterpret_cast<uint64_t>(m_instance.functions[i.a].get()));
        break;
    case Op::GlobalGet: {
        const Global &global = *m_instance.globals[i.a];
        // Its type is of this module, an imported global's of another one.
        push(m_instance.module->globals[i.a].type.type, global.value.bits[0], global.value.bits[1]);
        break;
    }
    case Op::I32Add:
    case Op::I64Add:
        combine(std::plus<uint64_t>());
        break;
    case Op::I32Sub:
    case Op::I64Sub:
        combine(std::minus<uint64_t>());
        break;
    case Op::I32Mul:
    case Op::I64Mul:
        combine(std::multiplies<uint64_t>());
        break;
    case Op::RefI31:
        push(ValType::ref(wasm::HeapKind::I31, false), makeI31(uint32_t(pop().bits[0])));
        break;
    case Op::AnyConvertExtern:
        m_stack.back().type = ValType::ref(wasm::HeapKind::Any);
        break;
    case Op::ExternConvertAny:
        m_stack.back().type = wasm::ExternRef;
        break;
    case Op::StructNew:
    case Op::StructNewDefault:
        return makeStruct(i);
    case Op::ArrayNew:
    case Op::ArrayNewDefault:
    case Op::ArrayNewFixed:
        return makeArray(i);
    default:
        break;
    }
    return true;
}

bool Constants::push(Object *object, uint32_t type)
{
    push(ValType::ref(wasm::HeapKind::Defined, false, type), referenceTo(object));
    return true;
}

bool Constants::makeStruct(const wasm::Instruction &i)
{
    const uint32_t id = m_instance.runtime->typeIds[i.a];
    const RuntimeType &type = runtimeType(id);
    Object *object = m_heap.makeRoom(type.size); // while the operands are on the stack, which is a root
    if (!object)
        return false;
    std::memset(object->bytes(), 0, type.size);
    *object = {id, 0};
    for (size_t k = type.fields.size(); i.op == Op::StructNew && k-- > 0;)
        write(object, type.fields[k], 0, pop());
    return push(object, i.a);
}

bool Constants::makeArray(const wasm::Instruction &i)
{
    const uint32_t id = m_instance.runtime->typeIds[i.a];
    const RuntimeType &type = runtimeType(id);
    const uint32_t length = i.op == Op::ArrayNewFixed ? i.b : uint32_t(pop().bits[0]);
    const uint64_t bytes = arrayBytes(type, length);
    Object *object = m_heap.makeRoom(bytes);
    if (!object)
        return false;
    *object = {id, length};
    if (i.op == Op::ArrayNewFixed) {
        for (uint32_t k = length; k-- > 0;)
            write(object, type.fields[0], k, pop());
    } else if (i.op == Op::ArrayNew) {
        const Value value = pop();
        for (uint32_t k = 0; k < length; ++k)
            write(object, type.fields[0], k, value);
    } else {
        std::memset(object->bytes() + objectHeader, 0, bytes - objectHeader);
    }
    return push(object, i.a);
}

} // namespace watchglass::exec
