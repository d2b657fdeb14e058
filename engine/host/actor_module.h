// SPDX-License-Identifier: Apache-2.0
/// A module that speaks waPC, looked through before it is run. Source of the protocol: wapc.io, docs/spec.md; of its
/// older forms: history of wapc-rust.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/host/contracts/codec.h"
#include "engine/wasm/module.h"
#include "engine/wasm/names.h"

namespace watchglass::claims {
struct Claims; ///< claims/claims.h
}

namespace watchglass::host {

/// How a guest says what it calls; told apart by the number of parameters of the `__host_call` that it imports.
enum class Era : uint8_t {
    None,      ///< it imports no __host_call
    Operation, ///< 4: the operation carries the capability, "wascc:keyvalue!Add" (2019 to March 2020)
    Namespace, ///< 6: namespace and operation (March 2020)
    Binding,   ///< 8: binding, namespace and operation (since)
};
/// 0, 4, 6 or 8.
uint32_t hostCallParameters(Era era);

struct ActorModule {
    std::string name; ///< for messages
    std::shared_ptr<const wasm::Module> module;
    std::shared_ptr<const wasm::Names> names;
    Era era = Era::None;
    std::vector<std::string> initialisers; ///< exports to be called before all else, in this order
    std::vector<std::string> notes;        ///< imports that nobody serves: calling one traps
    contracts::Speech speech;              ///< what it most likely wants to be spoken to in
    /// What its token says, whatever that is worth; null when it has none that can be read. See trust.h.
    std::shared_ptr<const claims::Claims> claims;
};

struct ActorModuleResult {
    std::shared_ptr<const ActorModule> actor; ///< null when it cannot be one
    std::string error;                        ///< a sentence
};
/// Of a validated module.
ActorModuleResult actorModule(std::string name, std::shared_ptr<const wasm::Module> module,
                              std::shared_ptr<const wasm::Names> names = nullptr);
/// Of a file's bytes.
ActorModuleResult readActorModule(std::string name, std::shared_ptr<const wasm::Bytes> bytes);

/// The import as WASI knows it, whichever of its three module names it has; nothing when it is none.
std::optional<wasm::Import> wasiImport(const wasm::Module &module, const wasm::Import &import);
/// "env.log"
std::string pathOf(const wasm::Import &import);

} // namespace watchglass::host
