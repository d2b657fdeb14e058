// SPDX-License-Identifier: Apache-2.0
/// The host function behind a plain import: whatever its link leads to at the moment of a call.
#pragma once

#include "engine/host/host.h"

namespace watchglass::host {

/// Null when it takes or gives what is no number, or when waPC or WASI serve it and nobody linked it to something else.
std::shared_ptr<exec::Function> importLink(const std::shared_ptr<Host::Core> &core, const std::string &actor,
                                           const wasm::Module &module, const wasm::Import &import);

/// Host::linkedImport.
LinkedImport linkedImport(const std::shared_ptr<Host::Core> &core, const std::string &actor, const wasm::Module &module,
                          const wasm::Import &import);

} // namespace watchglass::host
