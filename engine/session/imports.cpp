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

bool endsProgram(const wasm::Module &module, const wasm::Import &import)
{
    const bool wasi = import.module == "wasi_snapshot_preview1" || import.module == "wasi_unstable";
    return wasi && import.name == "proc_exit" && import.kind == wasm::ExternKind::Func &&
           module.funcType(import.index) == wasm::FuncType{{wasm::I32}, {}};
}

void Imports::begin(std::shared_ptr<const wasm::Module> module)
{
    m_module = std::move(module);
    m_names.clear();
    m_exit.reset();
    m_calls = 0;
    m_pending.reset();
    for (const wasm::Import &import : m_module->imports) {
        if (import.kind != wasm::ExternKind::Func)
            continue;
        m_names.push_back(debug::path(import));
        if (endsProgram(*m_module, import))
            m_exit = import.index;
    }
}

HostResult Imports::call(uint32_t function, exec::HostCall &call)
{
    ImportCalled record{++m_calls, function, m_names[function], call.arguments, {}};
    for (exec::Value &value : record.arguments)
        if (call.caller)
            value = described(value, *call.caller);
    if (call.caller && refers(record.arguments))
        record.store = call.caller->store->shared_from_this();
    const auto chosen = m_answers.find(function);
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
    m_outbox.postImportCall(std::move(record));
    // A program that asks to end must not be answered by going on.
    if (chosen == m_answers.end() && m_exit == function)
        return {HostResult::Kind::Exit, {}, call.arguments[0].asI32()};
    return {};
}

std::optional<std::string> Imports::answer(const std::vector<exec::Value> &results)
{
    if (auto sentence = misfit(*m_pending, results))
        return sentence;
    m_pending->results = results;
    m_outbox.postImportCall(std::move(*m_pending));
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
