// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/instance.h"

#include <algorithm>

#include "engine/exec/code.h"
#include "engine/exec/type_registry.h"

namespace watchglass::exec {

Function::Function() = default;
Function::~Function() = default;
Instance::Instance() : runtime(std::make_unique<Runtime>(*this)) {}
Instance::~Instance()
{
    if (store)
        store->heap().remove(*runtime);
}

std::shared_ptr<Function> makeHostFunction(wasm::FuncType type, std::string name, HostFunction host)
{
    wasm::Module module;
    module.types.emplace_back().func = std::move(type);
    return makeHostFunction(module, 0, std::move(name), std::move(host));
}

std::shared_ptr<Function> makeHostFunction(const wasm::Module &module, uint32_t index, std::string name,
                                           HostFunction host)
{
    const wasm::FuncType &type = module.types[index].func;
    const auto namesTypes = [](const wasm::ValType &value) {
        return value.isRef() && value.heap == wasm::HeapKind::Defined;
    };
    const bool lone = std::none_of(type.params.begin(), type.params.end(), namesTypes) &&
                      std::none_of(type.results.begin(), type.results.end(), namesTypes) &&
                      module.types[index].isFinal && !module.types[index].super && module.types[index].groupSize == 1;
    auto function = std::make_shared<Function>();
    const std::vector<uint32_t> ids = lone ? std::vector<uint32_t>() : registerTypes(module);
    function->typeId = lone ? registerType(type) : ids[index];
    for (const wasm::ValType &result : type.results)
        function->resultIds.push_back(lone ? result : processWide(result, ids));
    function->type = type;
    function->host = std::move(host);
    function->hostName = std::move(name);
    return function;
}

Tag::Tag(wasm::FuncType declared, uint32_t id, std::string called, const std::vector<uint32_t> &typeIds)
    : type(std::move(declared)), name(std::move(called)), typeId(id)
{
    for (const wasm::ValType &param : type.params) {
        payload.push_back(processWide(param, typeIds));
        if (isTraced(payload.back()))
            tracedSlots.push_back(payloadSlots);
        payloadSlots += param.kind == wasm::TypeKind::V128 ? 2 : 1;
    }
}

std::shared_ptr<Tag> makeTag(wasm::FuncType type, std::string name)
{
    const uint32_t id = registerType(type);
    return std::make_shared<Tag>(std::move(type), id, std::move(name), std::vector<uint32_t>());
}

Extern Instance::exported(std::string_view name) const
{
    const wasm::Export *found = module->findExport(name);
    if (!found)
        return {};
    switch (found->kind) {
    case wasm::ExternKind::Func:
        if (const auto &function = functions[found->index]; function->host)
            return function;
        else
            return store->handle(function.get());
    case wasm::ExternKind::Table:
        return store->handle(tables[found->index].get());
    case wasm::ExternKind::Memory:
        return memories[found->index];
    case wasm::ExternKind::Global:
        return store->handle(globals[found->index].get());
    case wasm::ExternKind::Tag:
        return tags[found->index];
    }
    return {};
}

std::string Instance::functionName(uint32_t index) const
{
    const std::string name = names ? names->function(*module, index) : std::string();
    return name.empty() ? "func " + std::to_string(index) : "$" + name;
}

} // namespace watchglass::exec
