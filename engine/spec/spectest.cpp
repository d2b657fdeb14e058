// SPDX-License-Identifier: Apache-2.0
#include "engine/spec/spectest.h"

namespace watchglass::spec {

namespace {

using exec::Value;

class Maker
{
public:
    explicit Maker(exec::Store &store) : m_store(store) {}

    void function(const std::string &name, std::vector<wasm::ValType> params)
    {
        add(name, wasm::ExternKind::Func, m_instance->functions.size());
        m_instance->functions.push_back(exec::makeHostFunction({std::move(params), {}}, "spectest." + name,
                                                               [](exec::HostCall &) { return exec::HostResult{}; }));
    }

    void global(const std::string &name, const Value &value)
    {
        auto global = std::make_shared<exec::Global>();
        global->store = &m_store;
        global->type.type = global->typeId = value.type;
        global->value = value;
        add(name, wasm::ExternKind::Global, m_instance->globals.size());
        m_instance->globals.push_back(std::move(global));
    }

    void table(const std::string &name, bool is64)
    {
        auto table = std::make_shared<exec::Table>();
        table->store = &m_store;
        table->type = {wasm::FuncRef, {10, 20, is64, false}};
        table->elementId = wasm::FuncRef;
        table->elements.resize(10);
        table->maxElements = 20;
        add(name, wasm::ExternKind::Table, m_instance->tables.size());
        m_instance->tables.push_back(std::move(table));
    }

    void memory(const std::string &name, bool shared)
    {
        add(name, wasm::ExternKind::Memory, m_instance->memories.size());
        m_instance->memories.push_back(exec::Memory::create({{1, 2, false, shared}}, 65536));
    }

    std::shared_ptr<exec::Instance> take()
    {
        m_instance->module = m_module;
        return m_store.adopt(m_instance);
    }

private:
    void add(const std::string &name, wasm::ExternKind kind, size_t index)
    {
        m_module->exports.push_back({name, kind, uint32_t(index), 0});
    }

    exec::Store &m_store;
    std::shared_ptr<wasm::Module> m_module = std::make_shared<wasm::Module>();
    std::shared_ptr<exec::Instance> m_instance = std::make_shared<exec::Instance>();
};

} // namespace

std::shared_ptr<exec::Instance> makeSpectest(exec::Store &store)
{
    Maker make(store);
    make.function("print", {});
    make.function("print_i32", {wasm::I32});
    make.function("print_i64", {wasm::I64});
    make.function("print_f32", {wasm::F32});
    make.function("print_f64", {wasm::F64});
    make.function("print_i32_f32", {wasm::I32, wasm::F32});
    make.function("print_f64_f64", {wasm::F64, wasm::F64});
    make.global("global_i32", Value::i32(666));
    make.global("global_i64", Value::i64(666));
    make.global("global_f32", Value::f32(666.6f));
    make.global("global_f64", Value::f64(666.6));
    make.table("table", false);
    make.table("table64", true);
    make.memory("memory", false);
    make.memory("shared_memory", true);
    return make.take();
}

} // namespace watchglass::spec
