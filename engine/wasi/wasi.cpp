// SPDX-License-Identifier: Apache-2.0
#include "engine/wasi/wasi.h"

#include "engine/wasi/functions.h"

namespace watchglass::wasi {

namespace {

const Interface *find(const wasm::Import &import)
{
    const auto dialect = dialectOf(import.module);
    return dialect && import.kind == wasm::ExternKind::Func ? findInterface(*dialect, import.name) : nullptr;
}

exec::HostResult perform(State &state, Dialect dialect, const Interface &function, exec::HostCall &host)
{
    Call call(state, dialect, host);
    CallRecord record{function.name, {}, {}, {}, {}};
    const bool watched = bool(state.sandbox.observe);
    const Errno error = function.call(call, function.parameters, watched ? &record : nullptr);
    if (call.outcome.kind == exec::HostResult::Kind::Again)
        return std::move(call.outcome);
    state.unfinished.reset();
    const bool returns = call.outcome.kind == exec::HostResult::Kind::Return;
    if (watched) {
        if (returns)
            record.error = error;
        else
            record.results.clear();
        record.note = returns ? std::move(call.note) : call.outcome.message;
        state.sandbox.observe(record);
    }
    if (returns)
        host.results = {exec::Value::i32(int32_t(error))};
    return std::move(call.outcome);
}

} // namespace

bool provides(const wasm::Module &module, const wasm::Import &import)
{
    const Interface *function = find(import);
    return function && module.funcType(import.index) == function->type();
}

std::optional<std::string> misfit(const wasm::Module &module, const wasm::Import &import)
{
    if (!dialectOf(import.module) || provides(module, import))
        return std::nullopt;
    const Interface *function = find(import);
    if (!function)
        return "WASI preview 1 has no function " + import.name;
    return "in WASI preview 1 " + import.name + " has type " + toString(function->type());
}

std::string toString(const CallRecord &call)
{
    std::string text = std::string(call.name) + "(" + call.arguments + ")";
    if (call.error && *call.error != Errno::Success)
        text += " -> " + std::string(name(*call.error));
    else if (!call.results.empty())
        text += " -> " + call.results;
    return call.note.empty() ? text : text + ": " + call.note;
}

Wasi::Wasi(std::shared_ptr<State> state) : m_state(std::move(state)) {}
Wasi::~Wasi() = default;

Wasi::Opened Wasi::open(Sandbox sandbox)
{
    auto state = std::make_shared<State>(std::move(sandbox));
    if (auto sentence = state->open())
        return {nullptr, std::move(*sentence)};
    return {std::unique_ptr<Wasi>(new Wasi(std::move(state))), {}};
}

std::shared_ptr<exec::Function> Wasi::link(const wasm::Import &import) const
{
    const Interface *function = find(import);
    if (!function)
        return nullptr;
    return exec::makeHostFunction(function->type(), import.module + "." + import.name,
                                  [state = m_state, dialect = *dialectOf(import.module), function](
                                      exec::HostCall &call) { return perform(*state, dialect, *function, call); });
}

} // namespace watchglass::wasi
