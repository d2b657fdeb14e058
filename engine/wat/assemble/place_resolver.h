// SPDX-License-Identifier: Apache-2.0
/// From the places where wabt read its expressions to the keyword of every instruction of a module.
#pragma once

#include <span>
#include <vector>

#include "engine/wasm/module.h"
#include "engine/wat/assemble/helper_process.h"
#include "engine/wat/assemble/token_index.h"
#include "engine/wat/source_map.h"

namespace watchglass::wat {

/// Lines as wabt counts them: only a line feed ends one.
class WabtLines
{
public:
    explicit WabtLines(std::string_view text);
    /// The range of a place, cut to the text; empty at 0 for nowhere.
    TextRange range(const helper::Place &place) const;

private:
    std::vector<uint32_t> m_starts;
    uint32_t m_size;
};

/// The mappings of all functions, sorted by offset, with ranges but without lines. A function whose places do not fit
/// its code (text in which `(module binary …)` stands) has none.
std::vector<Mapping> resolvePlaces(const TokenIndex &tokens, const WabtLines &lines, const wasm::Module &module,
                                   std::span<const helper::FunctionPlaces> functions,
                                   std::span<const helper::Place> places);

} // namespace watchglass::wat
