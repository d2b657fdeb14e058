// SPDX-License-Identifier: Apache-2.0
#include "engine/host/actor_module.h"

#include "engine/host/claims/dates.h"
#include "engine/host/claims/verify.h"
#include "engine/host/wapc_functions.h"
#include "engine/wasi/wasi.h"
#include "engine/wasm/load.h"

namespace watchglass::host {

namespace {

constexpr const char *initialisers[] = {"_start", "_initialize", "wapc_init"};

/// Why it cannot be called by waPC; nothing when it can.
std::optional<std::string> callMisfit(const wasm::Module &module)
{
    static const wasm::FuncType wanted{{wasm::I32, wasm::I32}, {wasm::I32}};
    const wasm::Export *call = module.findExport("__guest_call");
    if (!call)
        return "it exports no __guest_call, so it is no waPC guest";
    if (call->kind != wasm::ExternKind::Func)
        return "its export __guest_call is no function";
    if (const wasm::FuncType &type = module.funcType(call->index); type != wanted)
        return "its export __guest_call has type " + toString(type) + " where waPC wants " + toString(wanted);
    return std::nullopt;
}

std::optional<std::string> importMisfit(const wasm::Module &module, const wasm::Import &import)
{
    if (auto misfit = wapcMisfit(module, import))
        return misfit;
    if (import.kind == wasm::ExternKind::Func || import.kind == wasm::ExternKind::Memory)
        return std::nullopt;
    return "it imports " + pathOf(import) + ", which is no function; a waPC host has only functions to give";
}

/// Of a function that nobody serves.
std::string noteOf(const wasm::Module &module, const wasm::Import &import)
{
    const auto wasi = wasiImport(module, import);
    const auto misfit = wasi ? wasi::misfit(module, *wasi) : std::nullopt;
    return pathOf(import) + " " + toString(module.funcType(import.index)) + " has no host: calling it traps" +
           (misfit ? "; " + *misfit : "");
}

bool isServed(const wasm::Module &module, const wasm::Import &import)
{
    const auto wasi = wasiImport(module, import);
    return providesWapc(module, import) || (wasi && wasi::provides(module, *wasi));
}

} // namespace

uint32_t hostCallParameters(Era era)
{
    constexpr uint32_t counts[] = {0, 4, 6, 8};
    return counts[size_t(era)];
}

std::string pathOf(const wasm::Import &import)
{
    return import.module + "." + import.name;
}

std::optional<wasm::Import> wasiImport(const wasm::Module &module, const wasm::Import &import)
{
    if (import.module == "wasi_snapshot_preview1" || import.module == "wasi_unstable")
        return import;
    if (import.module != "wasi")
        return std::nullopt;
    // Some toolchains of 2020 said only this; the two interfaces differ in a few types.
    wasm::Import named = import;
    for (const char *const name : {"wasi_unstable", "wasi_snapshot_preview1"}) {
        named.module = name;
        if (wasi::provides(module, named))
            break;
    }
    return named;
}

ActorModuleResult actorModule(std::string name, std::shared_ptr<const wasm::Module> module,
                              std::shared_ptr<const wasm::Names> names)
{
    if (const auto misfit = callMisfit(*module))
        return {nullptr, name + ": " + *misfit};
    auto made = std::make_shared<ActorModule>();
    for (const wasm::Import &import : module->imports) {
        if (const auto misfit = importMisfit(*module, import))
            return {nullptr, name + ": " + *misfit};
        if (import.kind == wasm::ExternKind::Func && !isServed(*module, import))
            made->notes.push_back(noteOf(*module, import));
    }
    for (const char *const initialiser : initialisers) {
        const wasm::Export *found = module->findExport(initialiser);
        if (found && found->kind == wasm::ExternKind::Func && module->funcType(found->index) == wasm::FuncType{})
            made->initialisers.emplace_back(initialiser);
    }
    if (const auto token = claims::verifyModule(*module->bytes, {}, claims::secondsNow()).token)
        made->claims = token->claims;
    made->speech = contracts::speechOf(*module->bytes);
    made->era = eraOf(*module);
    made->name = std::move(name);
    made->names = names ? std::move(names) : std::make_shared<const wasm::Names>(readNames(*module));
    made->module = std::move(module);
    return {std::move(made), {}};
}

ActorModuleResult readActorModule(std::string name, std::shared_ptr<const wasm::Bytes> bytes)
{
    wasm::DecodeResult loaded = wasm::load(std::move(bytes), 1);
    if (!loaded)
        return {nullptr, name + ": " + (loaded.problems.empty() ? "it is no module" : loaded.problems.front().message)};
    return actorModule(std::move(name), std::move(loaded.module));
}

} // namespace watchglass::host
