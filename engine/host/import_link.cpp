// SPDX-License-Identifier: Apache-2.0
#include "engine/host/import_link.h"

#include "engine/exec/interrupt.h"
#include "engine/host/call_place.h"
#include "engine/host/host_core.h"
#include "engine/host/module_exports.h"
#include "engine/host/wapc_functions.h"
#include "engine/wasi/wasi.h"

namespace watchglass::host {

namespace {

using exec::HostCall;
using exec::HostResult;

/// How long a provider may take; what stops the guest comes earlier.
constexpr auto patience = std::chrono::seconds(5);

/// The memory of the guest that calls, and what was written there.
class CallerMemory : public Memory
{
public:
    explicit CallerMemory(exec::Memory &memory, std::string_view wish) : m_memory(memory), m_wish(wish) {}

    uint64_t size() const override { return m_memory.size(); }
    std::optional<std::span<const uint8_t>> read(uint64_t address, uint64_t length) const override
    {
        if (address > size() || length > size() - address)
            return std::nullopt;
        m_memory.willRead(address, length);
        return std::span<const uint8_t>(m_memory.base() + address, length);
    }
    bool write(uint64_t address, std::span<const uint8_t> bytes) override
    {
        if (address > size() || bytes.size() > size() - address)
            return false;
        if (!bytes.empty())
            m_memory.write(address, bytes);
        writes.push_back({address, bytes.size(), std::string(m_wish)});
        return true;
    }

    std::vector<GuestWrite> writes;

private:
    exec::Memory &m_memory;
    std::string_view m_wish;
};

/// As WASI finds it: the one that is exported as "memory", else the first.
exec::Memory *memoryOf(const exec::Instance *caller)
{
    if (!caller || caller->memories.empty())
        return nullptr;
    const wasm::Export *named = caller->module->findExport("memory");
    return caller->memories[named && named->kind == wasm::ExternKind::Memory ? named->index : 0].get();
}

Bytes textOf(const std::vector<exec::Value> &values)
{
    std::string text;
    for (const exec::Value &value : values)
        text += (text.empty() ? "" : ", ") + toString(value);
    return {text.begin(), text.end()};
}

class ImportLink
{
public:
    ImportLink(std::weak_ptr<Host::Core> core, std::string actor, const wasm::Module &module,
               const wasm::Import &import)
        : m_core(std::move(core)), m_actor(std::move(actor)), m_module(import.module), m_name(import.name),
          m_results(*numberTypes(module.funcType(import.index).results))
    {
    }

    HostResult operator()(HostCall &call)
    {
        const auto core = m_core.lock();
        return core ? make(*core, core->links.find(m_actor, m_module, m_name), call) : trap("the host has ended");
    }

    /// Of a run that may be paused: a call that is ended for that is made once more afterwards.
    std::optional<HostResult> whereLinked(HostCall &call)
    {
        const auto core = m_core.lock();
        auto link = core ? core->links.find(m_actor, m_module, m_name) : nullptr;
        if (!link)
            return std::nullopt;
        call.results.clear();
        return make(*core, std::move(link), call, true);
    }

private:
    static HostResult trap(std::string sentence) { return {HostResult::Kind::Trap, std::move(sentence), 0}; }

    HostResult make(Host::Core &core, const std::shared_ptr<LiveLink> &link, HostCall &call, bool pausable = false)
    {
        const auto begun = std::chrono::system_clock::now();
        const auto start = std::chrono::steady_clock::now();
        std::vector<Number> arguments, results;
        for (const exec::Value &value : call.arguments)
            arguments.push_back({*numberType(value.type), value.bits[0]});
        for (const Type type : m_results)
            results.push_back({type, 0});
        exec::Memory *found = memoryOf(call.caller);
        std::optional<CallerMemory> memory;
        if (found)
            memory.emplace(*found, m_name);
        FunctionCall made{m_actor, m_name, arguments, results, memory ? &*memory : nullptr, start + patience};
        Answer answer = link ? link->callFunction(made, call.interrupt)
                             : Answer::unavailable("nothing is linked to " + m_module + "." + m_name);
        if (answer.ok())
            for (const Number &result : results)
                call.results.push_back({valueType(result.type), {result.bits, 0}});
        else if (pausable && answer.failure == Failure::Deadline && call.interrupt && call.interrupt->wanted())
            return {HostResult::Kind::Again, {}, 0};
        if (core.listeners.call) {
            CallRecord record;
            record.kind = CallRecord::Kind::Function;
            record.id = ++core.lastId;
            if (const CallPlace *place = CallPlace::current())
                record.cause = place->call;
            record.actor = m_actor;
            record.peer = link ? toString(link->bound()->link.target) : "nobody";
            record.capability = m_module;
            record.operation = m_module + "." + m_name;
            record.payload = textOf(call.arguments);
            record.reply = textOf(call.results);
            record.failure = answer.failure;
            record.error = answer.error;
            if (memory)
                record.writes = std::move(memory->writes);
            record.begun = begun;
            record.duration = std::chrono::steady_clock::now() - start;
            core.listeners.call(std::make_shared<const CallRecord>(std::move(record)));
        }
        return answer.ok() ? HostResult() : trap(std::move(answer.error));
    }

    std::weak_ptr<Host::Core> m_core;
    std::string m_actor, m_module, m_name;
    std::vector<Type> m_results;
};

bool servedElsewhere(const wasm::Module &module, const wasm::Import &import)
{
    const auto wasi = wasiImport(module, import);
    return providesWapc(module, import) || (wasi && wasi::provides(module, *wasi));
}

bool ofNumbers(const wasm::FuncType &type)
{
    return numberTypes(type.params) && numberTypes(type.results);
}

} // namespace

std::shared_ptr<exec::Function> importLink(const std::shared_ptr<Host::Core> &core, const std::string &actor,
                                           const wasm::Module &module, const wasm::Import &import)
{
    if (import.kind != wasm::ExternKind::Func || !ofNumbers(module.funcType(import.index)))
        return nullptr;
    if (servedElsewhere(module, import) && !core->links.find(actor, import.module, import.name))
        return nullptr;
    return exec::makeHostFunction(module.funcType(import.index), pathOf(import),
                                  ImportLink(core, actor, module, import));
}

LinkedImport linkedImport(const std::shared_ptr<Host::Core> &core, const std::string &actor, const wasm::Module &module,
                          const wasm::Import &import)
{
    if (import.kind != wasm::ExternKind::Func || !ofNumbers(module.funcType(import.index)))
        return nullptr;
    return [link = ImportLink(core, actor, module, import)](HostCall &call) mutable { return link.whereLinked(call); };
}

} // namespace watchglass::host
