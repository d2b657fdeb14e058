// SPDX-License-Identifier: Apache-2.0
#include "engine/host/module_exports.h"

#include "engine/exec/interrupt.h"

namespace watchglass::host {

std::optional<Type> numberType(const wasm::ValType &type)
{
    switch (type.kind) {
    case wasm::TypeKind::I32:
        return Type::I32;
    case wasm::TypeKind::I64:
        return Type::I64;
    case wasm::TypeKind::F32:
        return Type::F32;
    case wasm::TypeKind::F64:
        return Type::F64;
    default:
        return std::nullopt;
    }
}

wasm::ValType valueType(Type type)
{
    constexpr wasm::ValType types[] = {wasm::I32, wasm::I64, wasm::F32, wasm::F64};
    return types[size_t(type)];
}

std::optional<std::vector<Type>> numberTypes(const std::vector<wasm::ValType> &types)
{
    std::vector<Type> made;
    for (const wasm::ValType &type : types) {
        const auto number = numberType(type);
        if (!number)
            return std::nullopt;
        made.push_back(*number);
    }
    return made;
}

ModuleExports::Made ModuleExports::make(std::string name, std::shared_ptr<const wasm::Module> module,
                                        const exec::Limits &limits)
{
    if (!module->imports.empty())
        return {nullptr, name + " imports " + module->imports[0].module + "." + module->imports[0].name +
                             " itself; a module that serves others must import nothing"};
    std::shared_ptr<ModuleExports> made(new ModuleExports(std::move(name), limits));
    exec::InstantiateResult instantiated = exec::instantiate(module, {}, limits);
    if (!instantiated.ok())
        return {nullptr, made->m_name + " cannot be set up: " +
                             (instantiated.problem ? instantiated.problem->message : instantiated.trap->message)};
    made->m_machine.setCounting(true);
    made->m_module = std::move(module);
    made->m_instance = std::move(instantiated.instance);
    if (made->m_module->start) {
        made->m_machine.start(made->m_instance->functions[*made->m_module->start], {});
        if (const exec::Stop stop = made->m_machine.run(); stop.kind != exec::StopKind::Finished)
            return {nullptr, made->m_name + " cannot be set up: " +
                                 (stop.trap ? stop.trap->message : "its start function did not finish")};
    }
    return {std::move(made), {}};
}

std::optional<wasm::FuncType> ModuleExports::typeOf(const std::string &function) const
{
    const wasm::Export *found = m_module->findExport(function);
    if (!found || found->kind != wasm::ExternKind::Func)
        return std::nullopt;
    const wasm::FuncType &type = m_module->funcType(found->index);
    return numberTypes(type.params) && numberTypes(type.results) ? std::optional(type) : std::nullopt;
}

std::optional<std::string> ModuleExports::call(const std::string &function, FunctionCall &call,
                                               exec::Interrupt *interrupt)
{
    const wasm::Export *found = m_module->findExport(function);
    if (!found)
        return m_name + " exports no " + function;
    std::vector<exec::Value> arguments;
    for (const Number &number : call.arguments)
        arguments.push_back({valueType(number.type), {number.bits, 0}});
    const std::lock_guard lock(m_mutex);
    m_machine.start(m_instance->functions[found->index], arguments);
    exec::Stop stop; // in slices, so that whoever waits can be stopped
    do {
        m_machine.setInstructionLimit(m_machine.instructions() + 1'000'000);
        stop = m_machine.run();
    } while (stop.kind == exec::StopKind::LimitReached && !(interrupt && interrupt->wanted()) &&
             std::chrono::steady_clock::now() < call.deadline);
    m_machine.abandon();
    if (stop.kind == exec::StopKind::LimitReached)
        return function + " of " + m_name + " took too long and was stopped";
    if (stop.trap)
        return function + " of " + m_name + " trapped: " + stop.trap->message;
    for (size_t i = 0; i < std::min(call.results.size(), stop.results.size()); ++i)
        call.results[i].bits = stop.results[i].bits[0];
    return std::nullopt;
}

} // namespace watchglass::host
