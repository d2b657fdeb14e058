// SPDX-License-Identifier: Apache-2.0
/// Names for people: the name section (spec appendix "Name Section"), then export and import paths.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "engine/wasm/module.h"

namespace watchglass::wasm {

struct Names {
    using Map = std::map<uint32_t, std::string>;
    std::string module;
    Map functions, types, tables, memories, globals, elements, data, tags;
    std::map<uint32_t, Map> locals, labels, fields;

    /// Name section, else export name, else "module.name" of an import, else "" – without a `$`.
    std::string function(const Module &module, uint32_t index) const;
    /// The name section's name of a local, else "".
    std::string local(uint32_t function, uint32_t index) const;
    std::string global(const Module &module, uint32_t index) const;
    /// "$name" when there is one ($"with quotes" where the text format wants them), else the plain index: what a
    /// person can type.
    std::string display(const std::string &name, uint32_t index) const;
};

/// Reads the "name" custom section; a damaged part ends it silently, as the spec asks.
Names readNames(const Module &module);

} // namespace watchglass::wasm
