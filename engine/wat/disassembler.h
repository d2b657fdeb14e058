// SPDX-License-Identifier: Apache-2.0
/// Module → text, function by function, with text ↔ offset by construction; every instruction of the table.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/wasm/module.h"
#include "engine/wasm/names.h"
#include "engine/wat/source_map.h"

namespace watchglass::wat {

struct Disassembly {
    std::string text;
    SourceMap map;
};

/// One row of a listing: a header ("section", "func $add"), or an instruction.
struct ListingRow {
    uint32_t offset = 0, length = 0; ///< bytes of the module
    uint32_t function = UINT32_MAX;
    uint32_t indent = 0; ///< nesting depth
    std::string text;
};

/// One module's disassembler, for whoever asks for many functions: names are made unique once. Both arguments must
/// outlive it; its methods may be called from several threads.
class Disassembler
{
public:
    Disassembler(const wasm::Module &module, const wasm::Names &names);
    ~Disassembler();
    Disassembly module() const;
    Disassembly function(uint32_t function) const;
    std::vector<ListingRow> listing(uint32_t function) const;

private:
    struct Impl;
    std::unique_ptr<const Impl> m;
};

/// The whole module, which assembles back to an equal module (wabt permitting).
Disassembly disassemble(const wasm::Module &module, const wasm::Names &names);
/// One function alone: `(func …)`, as a document of its own.
Disassembly disassembleFunction(const wasm::Module &module, const wasm::Names &names, uint32_t function);
std::vector<ListingRow> listing(const wasm::Module &module, const wasm::Names &names, uint32_t function);

} // namespace watchglass::wat
