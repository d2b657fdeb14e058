// SPDX-License-Identifier: Apache-2.0
/// Which text made which bytes, both ways.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/wat/text.h"

namespace watchglass::wat {

struct Mapping {
    uint32_t offset = 0;   ///< of an instruction in the module
    uint32_t length = 0;   ///< bytes
    TextRange text;        ///< the instruction's keyword (for `end`, the closing keyword or parenthesis)
    uint32_t line = 1;     ///< of text.begin
    uint32_t function = 0; ///< index in the function index space
    uint32_t column = 1;   ///< of text.begin, in bytes
};

class SourceMap
{
public:
    SourceMap() = default;
    /// Takes mappings sorted by offset.
    explicit SourceMap(std::vector<Mapping> mappings);
    const std::vector<Mapping> &mappings() const { return m_byOffset; }
    /// The instruction that holds this byte.
    const Mapping *atOffset(uint32_t offset) const;
    /// The innermost instruction whose keyword is at or next after this place on the same line, else null.
    const Mapping *atText(uint32_t textOffset) const;
    /// First instruction of a line in execution order, else null: where a line breakpoint goes.
    const Mapping *onLine(uint32_t line) const;
    std::vector<const Mapping *> allOnLine(uint32_t line) const; ///< in text order

private:
    std::vector<Mapping> m_byOffset;
    std::vector<uint32_t> m_byText; ///< indices into m_byOffset, sorted by text.begin
};

} // namespace watchglass::wat
