// SPDX-License-Identifier: Apache-2.0
/// An instance whose exported functions serve as imports of others. Each module has a store of its own, so only numbers
/// go across.
#pragma once

#include <mutex>

#include "engine/exec/machine.h"
#include "engine/host/provider.h"

namespace watchglass::host {

class ModuleExports
{
public:
    struct Made {
        std::shared_ptr<ModuleExports> module;
        std::string error; ///< a sentence
    };
    /// Instantiates a validated module that imports nothing, and runs its start function.
    static Made make(std::string name, std::shared_ptr<const wasm::Module> module, const exec::Limits &limits = {});

    const std::string &name() const { return m_name; }
    const std::shared_ptr<const wasm::Module> &module() const { return m_module; }
    /// Nothing when there is no such function, or it takes or gives what is no number.
    std::optional<wasm::FuncType> typeOf(const std::string &function) const;
    /// Any thread; one call after the other. A sentence traps whoever calls.
    std::optional<std::string> call(const std::string &function, FunctionCall &call, exec::Interrupt *interrupt);

private:
    ModuleExports(std::string name, const exec::Limits &limits) : m_name(std::move(name)), m_machine(limits) {}

    std::string m_name;
    std::shared_ptr<const wasm::Module> m_module;
    std::shared_ptr<exec::Instance> m_instance;
    std::mutex m_mutex;
    exec::Machine m_machine;
};

/// The types that go across, both ways.
std::optional<Type> numberType(const wasm::ValType &type);
wasm::ValType valueType(Type type);
/// Nothing when one of the types is no number's.
std::optional<std::vector<Type>> numberTypes(const std::vector<wasm::ValType> &types);

} // namespace watchglass::host
