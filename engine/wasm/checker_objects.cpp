// SPDX-License-Identifier: Apache-2.0
/// References, structs and arrays (spec §3.4.3, §3.4.4).
#include "engine/wasm/function_checker.h"
#include "engine/wasm/type_matching.h"

namespace watchglass::wasm::detail {

namespace {

HeapKind topOf(const Module &module, const ValType &type)
{
    return wasm::topOf(type.heap == HeapKind::Defined ? abstractOf(module.types[type.index].kind) : type.heap);
}

const char *kindName(SubType::Kind kind)
{
    return kind == SubType::Kind::Func ? "function" : kind == SubType::Kind::Struct ? "struct" : "array";
}

} // namespace

void FunctionChecker::objects(const Instruction &i)
{
    switch (i.op) {
    case Op::RefNull:
        if (knownType(i.castTo))
            push(i.castTo);
        else
            push(ValType::ref(HeapKind::Bottom));
        return;
    case Op::RefIsNull:
        popRef();
        return push(I32);
    case Op::RefFunc:
        return refFunc(i.a);
    case Op::RefAsNonNull: {
        ValType type = popRef();
        type.nullable = false;
        return push(type);
    }
    case Op::RefI31:
        popKind(TypeKind::I32);
        return push(ValType::ref(HeapKind::I31, false));
    case Op::RefTest:
    case Op::RefTestNull:
    case Op::RefCast:
    case Op::RefCastNull:
        return castInstruction(i);
    case Op::AnyConvertExtern:
        return convert(HeapKind::Extern, HeapKind::Any);
    case Op::ExternConvertAny:
        return convert(HeapKind::Any, HeapKind::Extern);
    case Op::StructNew:
    case Op::StructNewDefault:
    case Op::StructGet:
    case Op::StructGetS:
    case Op::StructGetU:
    case Op::StructSet:
        return structInstruction(i);
    case Op::RefEq:
    case Op::ArrayLen:
    case Op::I31GetS:
    case Op::I31GetU:
        return fixedSignature(signatures[uint16_t(i.op)], false);
    default:
        return arrayInstruction(i);
    }
}

bool FunctionChecker::knownType(const ValType &type)
{
    if (!type.isRef() || type.heap != HeapKind::Defined || type.index < m_module.types.size())
        return true;
    fail("there is no type " + std::to_string(type.index));
    return false;
}

const SubType *FunctionChecker::defined(uint32_t index, SubType::Kind kind)
{
    if (index >= m_module.types.size()) {
        fail("there is no type " + std::to_string(index));
        return nullptr;
    }
    const SubType &type = m_module.types[index];
    if (type.kind == kind)
        return &type;
    fail("type " + std::to_string(index) + " is not of the kind wanted here: it is a " + kindName(type.kind) +
         ", not a " + kindName(kind));
    return nullptr;
}

void FunctionChecker::refFunc(uint32_t function)
{
    if (function >= m_module.functions.size()) {
        fail("there is no function " + std::to_string(function) + ": the module has " +
             (m_module.functions.empty() ? "none" : std::to_string(m_module.functions.size())));
        return push(ValType::ref(HeapKind::NoFunc, false));
    }
    if (m_declared && !(*m_declared)[function])
        fail("ref.func may name function " + std::to_string(function) +
             " only when it is exported or stands in a global, table or element segment");
    push(ValType::ref(HeapKind::Defined, false, m_module.functions[function].type));
}

void FunctionChecker::castInstruction(const Instruction &i)
{
    const bool known = knownType(i.castTo);
    if (known)
        pop(ValType::ref(topOf(m_module, i.castTo)));
    else
        popRef();
    if (i.op == Op::RefTest || i.op == Op::RefTestNull)
        return push(I32);
    push(known ? i.castTo : ValType::ref(HeapKind::Bottom, false));
}

void FunctionChecker::convert(HeapKind from, HeapKind to)
{
    // What unreachable code leaves out may as well be non-null, which fits wherever a null would.
    const bool missing = m_top == m_floor;
    const ValType type = pop(ValType::ref(from));
    push(ValType::ref(to, !missing && type.isRef() && type.nullable));
}

void FunctionChecker::checkPacking(const FieldType &field, bool wantsPacked)
{
    const bool packed = field.type.kind == TypeKind::I8 || field.type.kind == TypeKind::I16;
    if (packed && !wantsPacked)
        fail(consumer() + " cannot read " + toString(field.type) + "; the forms with _s and _u do");
    else if (!packed && wantsPacked)
        fail(consumer() + " reads i8 or i16 only, not " + toString(field.type));
}

void FunctionChecker::checkMutable(const FieldType &field)
{
    if (!field.isMutable)
        fail(consumer() + " cannot write what is immutable");
}

void FunctionChecker::checkDefaultable(const FieldType &field)
{
    if (!isDefaultable(field.type))
        fail(consumer() + " needs default values but " + toString(field.type) + " has none");
}

void FunctionChecker::structInstruction(const Instruction &i)
{
    const SubType *type = defined(i.a, SubType::Kind::Struct);
    if (!type) {
        if (i.op != Op::StructSet)
            push({});
        return;
    }
    if (i.op != Op::StructNew && i.op != Op::StructNewDefault)
        return structAccess(i, *type);
    if (i.op == Op::StructNew) {
        for (size_t k = type->fields.size(); k-- > 0;)
            pop(unpacked(type->fields[k].type));
    } else {
        for (const FieldType &field : type->fields)
            checkDefaultable(field);
    }
    push(ValType::ref(HeapKind::Defined, false, i.a));
}

void FunctionChecker::structAccess(const Instruction &i, const SubType &type)
{
    const FieldType *field = i.b < type.fields.size() ? &type.fields[i.b] : nullptr;
    if (!field)
        fail("type " + std::to_string(i.a) + " has no field " + std::to_string(i.b));
    if (i.op == Op::StructSet) {
        if (field)
            checkMutable(*field), pop(unpacked(field->type));
        else
            popAny();
    } else if (field) {
        checkPacking(*field, i.op != Op::StructGet);
    }
    pop(ValType::ref(HeapKind::Defined, true, i.a));
    if (i.op != Op::StructSet)
        push(field ? unpacked(field->type) : ValType{});
}

void FunctionChecker::arrayInstruction(const Instruction &i)
{
    const SubType *type = defined(i.a, SubType::Kind::Array);
    if (!type)
        return; // the operands are left where they are: what follows is guesswork anyway
    const FieldType &element = type->fields[0];
    switch (i.op) {
    case Op::ArrayGet:
    case Op::ArrayGetS:
    case Op::ArrayGetU:
    case Op::ArraySet:
        return arrayAccess(i, element);
    case Op::ArrayFill:
    case Op::ArrayCopy:
    case Op::ArrayInitData:
    case Op::ArrayInitElem:
        return arrayRange(i, element);
    default:
        return arrayNew(i, element);
    }
}

void FunctionChecker::arrayAccess(const Instruction &i, const FieldType &element)
{
    if (i.op == Op::ArraySet) {
        checkMutable(element);
        pop(unpacked(element.type));
    } else {
        checkPacking(element, i.op != Op::ArrayGet);
    }
    popKind(TypeKind::I32);
    pop(ValType::ref(HeapKind::Defined, true, i.a));
    if (i.op != Op::ArraySet)
        push(unpacked(element.type));
}

void FunctionChecker::arrayNew(const Instruction &i, const FieldType &element)
{
    const ValType value = unpacked(element.type);
    switch (i.op) {
    case Op::ArrayNewFixed:
        for (uint32_t left = i.b; left; --left) {
            const bool missing = m_top == m_floor;
            pop(value);
            if (missing)
                break; // said once; and the count may be four thousand million
        }
        break;
    case Op::ArrayNewData:
    case Op::ArrayNewElem:
        checkSegment(i, element);
        popKind(TypeKind::I32);
        popKind(TypeKind::I32);
        break;
    default:
        popKind(TypeKind::I32);
        if (i.op == Op::ArrayNew)
            pop(value);
        else
            checkDefaultable(element);
    }
    push(ValType::ref(HeapKind::Defined, false, i.a));
}

/// The segment that feeds an array: bytes for numbers, references for references.
void FunctionChecker::checkSegment(const Instruction &i, const FieldType &type)
{
    if (i.op == Op::ArrayNewData || i.op == Op::ArrayInitData) {
        dataSegment(i.b);
        if (type.type.isRef())
            fail(consumer() + " makes numbers or vectors but type " + std::to_string(i.a) + " holds " +
                 toString(type.type));
        return;
    }
    const Element *segment = element(i.b);
    if (segment && !matches(m_module, segment->type, type.type))
        fail(consumer() + " cannot put " + toString(segment->type) + " into an array of " + toString(type.type));
}

/// array.fill, array.copy, array.init_data, array.init_elem: all write a range of the first operand.
void FunctionChecker::arrayRange(const Instruction &i, const FieldType &element)
{
    checkMutable(element);
    popKind(TypeKind::I32);
    if (i.op == Op::ArrayFill) {
        pop(unpacked(element.type));
    } else {
        popKind(TypeKind::I32);
        if (i.op == Op::ArrayCopy) {
            if (const SubType *from = defined(i.b, SubType::Kind::Array)) {
                if (!matches(m_module, from->fields[0].type, element.type))
                    fail("array.copy cannot put " + toString(from->fields[0].type) + " into an array of " +
                         toString(element.type));
                pop(ValType::ref(HeapKind::Defined, true, i.b));
            } else {
                popRef();
            }
        } else {
            checkSegment(i, element);
        }
    }
    popKind(TypeKind::I32);
    pop(ValType::ref(HeapKind::Defined, true, i.a));
}

} // namespace watchglass::wasm::detail
