// SPDX-License-Identifier: Apache-2.0
/// Structs, arrays and casts.
#include "engine/exec/objects.h"
#include "engine/exec/translator.h"

namespace watchglass::exec {

using wasm::Instruction;
using wasm::Op;

bool Translator::objects(const Instruction &i)
{
    const std::vector<uint32_t> &ids = m_instance.runtime->typeIds;
    switch (i.op) {
    case Op::StructNew:
    case Op::StructNewDefault:
        newStruct(i);
        return true;
    case Op::StructGet:
    case Op::StructGetS:
    case Op::StructGetU:
    case Op::StructSet:
    case Op::ArrayGet:
    case Op::ArrayGetS:
    case Op::ArrayGetU:
    case Op::ArraySet:
        field(i);
        return true;
    case Op::RefI31:
        emit(makeI31Handlers());
        emit(pack(top() - 1, 0));
        return true;
    case Op::AnyConvertExtern:
    case Op::ExternConvertAny:
        emit(nopHandlers()); // one form in both hierarchies (reference.h)
        return true;
    case Op::RefTest:
    case Op::RefTestNull:
    case Op::RefCast:
    case Op::RefCastNull:
        emit(castHandlers(i.op == Op::RefTest || i.op == Op::RefTestNull));
        emit(pack(top() - 1, 0));
        emit(CastTarget(processWide(i.castTo, ids)).cell());
        return true;
    case Op::BrOnCast:
    case Op::BrOnCastFail:
        castBranch(i);
        return true;
    default:
        if (!arrayRangeHandlers(i.op))
            return false;
        arrayRange(i);
        return true;
    }
}

void Translator::newStruct(const Instruction &i)
{
    const uint32_t id = m_instance.runtime->typeIds[i.a];
    const RuntimeType &type = runtimeType(id);
    const bool defaults = i.op == Op::StructNewDefault;
    for (size_t n = defaults ? 0 : type.fields.size(); n > 0; --n)
        pop();
    std::vector<Cell> words;
    uint32_t slot = top();
    for (const RuntimeType::Field &field : type.fields)
        for (uint32_t part = 0; !defaults && part < field.width; part += sizeof(Slot))
            words.push_back(pack(field.offset + part, slot++));
    const bool small = type.size <= Heap::largestSmall;
    const uint32_t sizeClass = small ? Heap::classOf(type.size) : noClass;
    emit(structNewHandlers(defaults));
    emit(pack(top(), uint32_t(words.size())));
    emit(pack(sizeClass, small ? Heap::classBytes(sizeClass) : type.size));
    emit(pack(id, 0));
    for (const Cell word : words)
        emit(word);
    push(1);
}

/// struct.get, array.set and their like.
void Translator::field(const Instruction &i)
{
    const RuntimeType &type = runtimeType(m_instance.runtime->typeIds[i.a]);
    const bool array = type.kind == wasm::SubType::Kind::Array;
    const bool sets = i.op == Op::StructSet || i.op == Op::ArraySet;
    const RuntimeType::Field &field = type.fields[array ? 0 : i.b];
    for (int n = 1 + array + sets; n > 0; --n)
        pop();
    emit(fieldHandlers(i.op, field));
    emit(pack(top(), array ? 0 : field.offset));
    if (!sets)
        push(field.width == 16 ? 2 : 1);
}

void Translator::arrayRange(const Instruction &i)
{
    uint32_t pops = 2;
    bool makes = true;
    Cell second = i.b;
    switch (i.op) {
    case Op::ArrayNewDefault:
        pops = 1;
        break;
    case Op::ArrayNewFixed:
        pops = i.b;
        break;
    case Op::ArrayNew:
    case Op::ArrayNewData:
    case Op::ArrayNewElem:
        break;
    case Op::ArrayCopy:
        pops = 5;
        makes = false;
        second = 0;
        break;
    default:
        pops = 4;
        makes = false;
    }
    while (pops-- > 0)
        pop();
    emit(arrayRangeHandlers(i.op));
    emit(pack(top(), 0));
    emit(m_instance.runtime->typeIds[i.a]);
    emit(second);
    if (makes)
        push(1);
}

/// As branch(): the reference is the last value that the label takes.
void Translator::castBranch(const Instruction &i)
{
    Label &label = m_labels[m_labels.size() - 1 - i.a];
    const bool back = label.op == Op::Loop;
    const uint32_t count = slotsOf(back ? label.params : label.results), cell = here();
    emit(castBranchHandlers(i.op == Op::BrOnCastFail, back));
    if (!back)
        wait(label.behind, cell, here(), true);
    emit(pack(top() - 1, back ? label.start - cell : 0));
    emit(CastTarget(processWide(i.castTo, m_instance.runtime->typeIds)).cell());
    emit(pack(top() - count, m_base + label.height));
    emit(count);
}

} // namespace watchglass::exec
