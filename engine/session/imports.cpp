// SPDX-License-Identifier: Apache-2.0
#include "engine/session/imports.h"

#include <utility>

#include "engine/exec/reference_text.h"

namespace watchglass::session {

using exec::HostResult;

std::optional<std::string> Imports::begin(const Program &program)
{
    m_module = program.module;
    m_logs = program.logImports;
    m_functions.clear();
    m_wasi.reset();
    m_calls = 0;
    m_pending.reset();
    if (program.sandbox) {
        wasi::Sandbox sandbox = *program.sandbox;
        watch(sandbox);
        wasi::Wasi::Opened opened = wasi::Wasi::open(std::move(sandbox));
        if (!opened.wasi)
            return opened.error;
        m_wasi = std::move(opened.wasi);
    }
    for (const wasm::Import &import : m_module->imports)
        if (import.kind == wasm::ExternKind::Func)
            m_functions.push_back({debug::path(import), program.links ? program.links(*m_module, import) : nullptr,
                                   m_wasi && wasi::provides(*m_module, import) ? m_wasi->link(import) : nullptr});
    return std::nullopt;
}

/// What the sandbox leaves open comes to the client.
void Imports::watch(wasi::Sandbox &sandbox)
{
    for (const bool error : {false, true})
        if (auto &stream = error ? sandbox.error : sandbox.output; !stream)
            stream = wasi::callbackStream([this, error](std::string_view bytes) {
                m_outbox.postOutput({error, std::string(bytes)});
            });
    if (m_logs)
        sandbox.observe = [this, first = std::move(sandbox.observe)](const wasi::CallRecord &record) {
            if (first)
                first(record);
            m_told = toString(record);
        };
}

HostResult Imports::call(uint32_t function, exec::HostCall &call)
{
    const auto chosen = m_answers.find(function);
    if (chosen == m_answers.end()) {
        const Function &import = m_functions[function];
        if (auto result = import.linked ? import.linked(call) : std::nullopt) {
            logAnswered(function, call, *result);
            return std::move(*result);
        }
        if (import.host)
            return callHost(function, call);
    }
    ImportCalled record{++m_calls, function, m_functions[function].name, call.arguments, {}};
    for (exec::Value &value : record.arguments)
        if (call.caller)
            value = described(value, *call.caller);
    if (call.caller && refers(record.arguments))
        record.store = call.caller->store->shared_from_this();
    const auto kind = chosen == m_answers.end() ? ImportAnswer::Kind::Zero : chosen->second.kind;
    if (kind == ImportAnswer::Kind::Break) {
        m_pending = std::move(record);
        return {HostResult::Kind::Suspend, {}, 0};
    }
    if (kind == ImportAnswer::Kind::Values)
        call.results = chosen->second.values;
    record.results = call.results;
    log(std::move(record));
    return {};
}

HostResult Imports::callHost(uint32_t function, exec::HostCall &call)
{
    HostResult result = m_functions[function].host->host(call);
    logAnswered(function, call, result);
    return result;
}

void Imports::logAnswered(uint32_t function, const exec::HostCall &call, const HostResult &result)
{
    if (m_logs && result.kind != HostResult::Kind::Again)
        log({++m_calls, function, m_functions[function].name, call.arguments, call.results, 0, nullptr,
             std::exchange(m_told, {})});
}

void Imports::log(ImportCalled call)
{
    if (m_logs)
        m_outbox.postImportCall(std::move(call));
}

void Imports::answered(const std::vector<exec::Value> &results)
{
    m_pending->results = results;
    log(std::move(*m_pending));
    m_pending.reset();
}

} // namespace watchglass::session
