// SPDX-License-Identifier: Apache-2.0
/// Function references as numbers people know: an index of the instance, and back.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "engine/exec/instance.h"

namespace watchglass::debug {

class References
{
public:
    explicit References(const exec::Instance &instance);
    /// Nothing for null and for functions of others.
    std::optional<uint32_t> function(uint64_t reference) const;
    uint64_t reference(uint32_t function) const;
    /// "null", "$add", "func 3"; what is not a function of this instance is printed as reference_text.h says.
    std::string text(const exec::Value &value) const;

private:
    const exec::Instance &m_instance;
    std::unordered_map<uint64_t, uint32_t> m_functions;
};

/// Types whose references point to functions.
bool isFunctionReference(const wasm::Module &module, const wasm::ValType &type);

/// Why this value cannot stand where the type is wanted, as a sentence that begins with `what`; nothing when it can.
/// References are checked too: a made-up one would crash the engine.
std::optional<std::string> refusal(const References &references, const wasm::Module &module, const std::string &what,
                                   const wasm::ValType &type, const exec::Value &value);

} // namespace watchglass::debug
