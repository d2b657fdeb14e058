// SPDX-License-Identifier: Apache-2.0
/// WASI preview 1: host functions for a program in a sandbox. Source of the interface: WebAssembly/WASI,
/// legacy/preview1/docs.md. It is served under both names it had, wasi_snapshot_preview1 and wasi_unstable.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/exec/instance.h"
#include "engine/wasi/sandbox.h"

namespace watchglass::wasi {

/// Whether the import is a function of the interface, with the type it has there.
bool provides(const wasm::Module &module, const wasm::Import &import);
/// Why an import that names the interface is not provided; nothing when it is, or when it names something else.
std::optional<std::string> misfit(const wasm::Module &module, const wasm::Import &import);

struct State;

/// One run of a program: what it has open, how far its clock is. Used by one thread at a time.
class Wasi
{
public:
    struct Opened {
        std::unique_ptr<Wasi> wasi; ///< null when something that is granted cannot be opened
        std::string error;          ///< a sentence that says what and why
    };
    static Opened open(Sandbox sandbox);
    ~Wasi();

    /// The host function for an import that is provided. It may outlive this object.
    std::shared_ptr<exec::Function> link(const wasm::Import &import) const;

private:
    explicit Wasi(std::shared_ptr<State> state);
    std::shared_ptr<State> m_state;
};

} // namespace watchglass::wasi
