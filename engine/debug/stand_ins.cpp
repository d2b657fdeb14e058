// SPDX-License-Identifier: Apache-2.0
#include "engine/debug/stand_ins.h"

#include "engine/exec/type_registry.h"

namespace watchglass::debug {

using namespace exec;

namespace {

std::shared_ptr<Function> function(const wasm::Module &module, const wasm::Import &import, const ImportHandler &handler)
{
    const wasm::FuncType &type = module.funcType(import.index);
    return makeHostFunction(module, module.functions[import.index].type, path(import),
                            [handler, index = import.index, results = type.results](HostCall &call) {
                                for (const wasm::ValType &result : results)
                                    call.results.push_back(Value::zero(result));
                                return handler(index, call);
                            });
}

std::shared_ptr<Table> table(Store &store, const wasm::TableType &type, const std::vector<uint32_t> &typeIds,
                             const Limits &limits)
{
    auto made = std::make_shared<Table>();
    made->type = type;
    made->elementId = processWide(type.element, typeIds);
    made->maxElements = std::min(type.limits.max.value_or(limits.tableElements), limits.tableElements);
    made->elements.resize(std::min(type.limits.min, limits.tableElements));
    return store.adopt(made);
}

std::string sized(const wasm::Limits &limits, const char *unit)
{
    return std::to_string(limits.min) + " " + unit + (limits.min == 1 ? "" : "s");
}

} // namespace

StandIns standIns(Store &store, const wasm::Module &module, const ImportHandler &handler, const Limits &limits)
{
    StandIns made;
    const std::vector<uint32_t> typeIds = registerTypes(module);
    for (const wasm::Import &import : module.imports) {
        const std::string who = path(import) + " has no host: ";
        switch (import.kind) {
        case wasm::ExternKind::Func:
            made.imports.emplace_back(function(module, import, handler));
            break;
        case wasm::ExternKind::Table: {
            const wasm::TableType &type = module.tables[import.index].type;
            made.imports.emplace_back(table(store, type, typeIds, limits));
            made.notes.push_back(who + "an empty table of " + sized(type.limits, "element") + " stands in");
            break;
        }
        case wasm::ExternKind::Memory: {
            const wasm::MemoryType &type = module.memories[import.index].type;
            auto memory = Memory::create(type, limits.memoryPages);
            if (!memory) {
                made.imports.emplace_back(std::monostate{});
                made.notes.push_back(who + "a memory of " + sized(type.limits, "page") + " is more than there may be");
                break;
            }
            made.imports.emplace_back(std::move(memory));
            made.notes.push_back(who + "a memory of " + sized(type.limits, "page") + ", all zero, stands in");
            break;
        }
        case wasm::ExternKind::Global: {
            const wasm::GlobalType &type = module.globals[import.index].type;
            auto global = std::make_shared<Global>();
            global->type = type;
            global->typeId = processWide(type.type, typeIds);
            global->value = Value::zero(type.type);
            made.imports.emplace_back(store.adopt(global));
            made.notes.push_back(who + "a global with the value " + toString(Value::zero(type.type)) + " stands in");
            break;
        }
        case wasm::ExternKind::Tag: {
            const uint32_t type = module.tags[import.index].type.type;
            made.imports.emplace_back(
                std::make_shared<Tag>(module.types[type].func, typeIds[type], path(import), typeIds));
            made.notes.push_back(who + "a tag that nobody else throws stands in");
        }
        }
    }
    return made;
}

std::string path(const wasm::Import &import)
{
    return import.module + "." + import.name;
}

} // namespace watchglass::debug
