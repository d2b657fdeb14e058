// SPDX-License-Identifier: Apache-2.0
/// Calls, exceptions and variables (spec §3.4.5, §3.4.6, §3.4.12).
#include "engine/wasm/function_checker.h"

namespace watchglass::wasm::detail {

namespace {

std::string unknown(const char *what, uint32_t index, size_t count)
{
    std::string text = std::string("there is no ") + what + " " + std::to_string(index) + ": the module has ";
    return text + (count ? std::to_string(count) : "none");
}

} // namespace

void FunctionChecker::callsAndVariables(const Instruction &i)
{
    switch (i.op) {
    case Op::LocalGet:
    case Op::LocalSet:
    case Op::LocalTee:
        return localInstruction(i);
    case Op::GlobalGet:
    case Op::GlobalSet:
        return globalInstruction(i);
    case Op::Call:
        return call(calleeType(i.a), false);
    case Op::ReturnCall:
        return call(calleeType(i.a), true);
    case Op::CallIndirect:
        return callIndirect(i, false);
    case Op::ReturnCallIndirect:
        return callIndirect(i, true);
    case Op::CallRef:
        return callRef(i.a, false);
    case Op::ReturnCallRef:
        return callRef(i.a, true);
    case Op::Throw:
        if (const FuncType *type = tagType(i.a))
            popAll(type->params);
        return setUnreachable();
    case Op::ThrowRef:
        pop(ValType::ref(HeapKind::Exn));
        return setUnreachable();
    default:
        return;
    }
}

const FuncType *FunctionChecker::functionType(uint32_t index)
{
    if (const SubType *type = defined(index, SubType::Kind::Func))
        return &type->func;
    return nullptr;
}

const FuncType *FunctionChecker::calleeType(uint32_t function)
{
    if (function < m_module.functions.size())
        return functionType(m_module.functions[function].type);
    fail(unknown("function", function, m_module.functions.size()));
    return nullptr;
}

const FuncType *FunctionChecker::tagType(uint32_t tag)
{
    if (tag < m_module.tags.size())
        return functionType(m_module.tags[tag].type.type);
    fail(unknown("tag", tag, m_module.tags.size()));
    return nullptr;
}

void FunctionChecker::call(const FuncType *type, bool isReturn)
{
    if (type)
        popAll(type->params);
    if (!isReturn) {
        if (type)
            pushAll(type->results);
        return;
    }
    if (type) {
        const auto wanted = results(m_frames.front());
        bool same = type->results.size() == wanted.size();
        for (size_t k = 0; same && k < wanted.size(); ++k)
            same = matches(m_module, type->results[k], wanted[k]);
        if (!same)
            fail(consumer() + " calls a function that gives " + toString(FuncType{{}, type->results}).substr(6) +
                 " but this function must give " + toString(FuncType{{}, {wanted.begin(), wanted.end()}}).substr(6));
    }
    setUnreachable();
}

void FunctionChecker::callIndirect(const Instruction &i, bool isReturn)
{
    const Table *callees = table(i.b);
    if (callees && !matches(m_module, callees->type.element, FuncRef))
        fail(consumer() + " wants a table of functions but table " + std::to_string(i.b) + " holds " +
             toString(callees->type.element));
    popKind(callees && callees->type.limits.is64 ? TypeKind::I64 : TypeKind::I32);
    call(functionType(i.a), isReturn);
}

void FunctionChecker::callRef(uint32_t typeIndex, bool isReturn)
{
    const FuncType *type = functionType(typeIndex);
    if (type)
        pop(ValType::ref(HeapKind::Defined, true, typeIndex));
    else
        popRef();
    call(type, isReturn);
}

void FunctionChecker::localInstruction(const Instruction &i)
{
    if (i.a >= m_locals.size()) {
        fail("there is no local " + std::to_string(i.a) + ": the function has " +
             (m_locals.empty() ? "none" : std::to_string(m_locals.size())));
        if (i.op == Op::LocalSet)
            popAny();
        else if (i.op == Op::LocalGet)
            push({}); // fits everywhere
        return;
    }
    const ValType type = m_locals[i.a];
    if (i.op == Op::LocalGet) {
        if (!isInitialised(i.a))
            fail("local " + std::to_string(i.a) + " is read before it is set, and " + toString(type) +
                 " has no default value");
        return push(type);
    }
    if (type.isRef())
        pop(type);
    else
        popKind(type.kind);
    initialise(i.a);
    if (i.op == Op::LocalTee)
        push(type);
}

void FunctionChecker::initialise(uint32_t local)
{
    if (isInitialised(local))
        return;
    m_isSet[local] = true;
    m_initialised.push_back(local);
}

void FunctionChecker::uninitialiseDownTo(uint32_t height)
{
    for (; m_initialised.size() > height; m_initialised.pop_back())
        m_isSet[m_initialised.back()] = false;
}

void FunctionChecker::globalInstruction(const Instruction &i)
{
    if (i.a >= m_module.globals.size()) {
        fail(unknown("global", i.a, m_module.globals.size()));
        if (i.op == Op::GlobalSet)
            popAny();
        else
            push({});
        return;
    }
    const GlobalType &global = m_module.globals[i.a].type;
    if (i.op == Op::GlobalGet)
        return push(global.type);
    pop(global.type);
    if (!global.isMutable)
        fail("global.set cannot set global " + std::to_string(i.a) + ": it is immutable");
}

} // namespace watchglass::wasm::detail
