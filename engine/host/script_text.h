// SPDX-License-Identifier: Apache-2.0
/// Scripts as people type them, a row in each line; the first that fits answers. Of a plain import:
///
///     1, 2 -> 3                      these arguments, this result
///     0, 0 -> trap "not of nothing"
///     *    -> 7; write "hi" at $1    any arguments; the bytes go where argument 1 (from 0) says
///     *    -> 7; write 0x0aff at 64
///
/// and of a capability, with texts or hexadecimal bytes:
///
///     Get "key" -> "value"
///     Get       -> 0x0102
///     *         -> error "not today"
///
/// Lines that begin with # say nothing.
#pragma once

#include <memory>

#include "engine/host/script.h"
#include "engine/wasm/types.h"

namespace watchglass::host {

struct ScriptRead {
    std::shared_ptr<const Script> script; ///< null when there is an error
    size_t line = 0;                      ///< of the error, from 1
    std::string error;                    ///< a sentence
};
/// `type` is that of a plain import; missing = of a capability.
ScriptRead readScript(std::string_view text, const std::optional<wasm::FuncType> &type);

} // namespace watchglass::host
