// SPDX-License-Identifier: Apache-2.0
#include "engine/session/imports.h"

#include "engine/exec/reference_text.h"

namespace watchglass::session {

using exec::HostResult;

std::string typesOf(const std::vector<exec::Value> &values)
{
    std::string text;
    for (const exec::Value &value : values)
        text += (text.empty() ? "" : " ") + toString(value.type);
    return "(" + text + ")";
}

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
            m_functions.push_back(
                {debug::path(import), m_wasi && wasi::provides(*m_module, import) ? m_wasi->link(import) : nullptr});
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
    if (chosen == m_answers.end() && m_functions[function].host)
        return callHost(function, call);
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
    if (kind == ImportAnswer::Kind::Values) {
        if (auto sentence = misfit(record, chosen->second.values))
            return {HostResult::Kind::Trap, *sentence, 0};
        call.results = chosen->second.values;
    }
    record.results = call.results;
    log(std::move(record));
    return {};
}

HostResult Imports::callHost(uint32_t function, exec::HostCall &call)
{
    HostResult result = m_functions[function].host->host(call);
    if (m_logs && result.kind != HostResult::Kind::Again)
        log({++m_calls, function, m_functions[function].name, call.arguments, call.results, 0, nullptr,
             std::move(m_told)});
    return result;
}

void Imports::log(ImportCalled call)
{
    if (m_logs)
        m_outbox.postImportCall(std::move(call));
}

std::optional<std::string> Imports::answer(const std::vector<exec::Value> &results)
{
    if (auto sentence = misfit(*m_pending, results))
        return sentence;
    m_pending->results = results;
    log(std::move(*m_pending));
    m_pending.reset();
    return std::nullopt;
}

std::optional<std::string> Imports::misfit(const ImportCalled &call, const std::vector<exec::Value> &results) const
{
    const std::vector<wasm::ValType> &wanted = m_module->funcType(call.function).results;
    bool fits = results.size() == wanted.size();
    for (size_t i = 0; fits && i < wanted.size(); ++i)
        fits = results[i].type == wanted[i] &&
               (!wanted[i].isRef() || wanted[i].heap == wasm::HeapKind::Extern || results[i].bits[0] == 0);
    if (fits)
        return std::nullopt;
    return call.name + " has type " + toString(m_module->funcType(call.function)) + " and cannot be answered with " +
           typesOf(results);
}

} // namespace watchglass::session
