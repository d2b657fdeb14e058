// SPDX-License-Identifier: Apache-2.0
/// The one table of the interface's functions: name, names of the parameters, what it does.
#pragma once

#include <span>

#include "engine/wasi/state.h"

namespace watchglass::wasi {

struct Interface {
    std::string_view name;
    std::string_view parameters; ///< their names, one word each; a string, a buffer and a list of buffers are one
    wasm::FuncType (*type)();
    bool onlyPreview1 = false;
    /// Reads and checks the arguments, acts, and fills the record when there is one.
    Errno (*call)(Call &, std::string_view parameters, CallRecord *record) = nullptr;
};

std::span<const Interface> interface();
/// Null when the interface has no such function.
const Interface *findInterface(Dialect dialect, std::string_view name);
/// Of an import's module name.
std::optional<Dialect> dialectOf(std::string_view module);

} // namespace watchglass::wasi
