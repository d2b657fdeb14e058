// SPDX-License-Identifier: Apache-2.0
/// What a module imports, when nobody provides it: functions that ask the caller, and empty memories, tables, globals.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/exec/instance.h"

namespace watchglass::debug {

/// Answers a call of an imported function; `results` come filled with zeros.
using ImportHandler = std::function<exec::HostResult(uint32_t function, exec::HostCall &)>;

struct StandIns {
    /// In the order of module.imports; a tag, and a memory beyond the limits, stay empty.
    std::vector<exec::Extern> imports;
    std::vector<std::string> notes; ///< a sentence for each import that is not a function
};
StandIns standIns(exec::Store &store, const wasm::Module &module, const ImportHandler &handler,
                  const exec::Limits &limits = {});

/// "env.log"
std::string path(const wasm::Import &import);

} // namespace watchglass::debug
