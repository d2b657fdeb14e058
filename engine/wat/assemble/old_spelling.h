// SPDX-License-Identifier: Apache-2.0
/// A text in current spelling, made from one with old names, and the way back to the places of the first.
#pragma once

#include <string>
#include <vector>

#include "engine/wat/analysis.h"

namespace watchglass::wat {

class CurrentSpelling
{
public:
    /// `names` are those to replace, in any order.
    CurrentSpelling(std::string_view original, std::vector<OldName> names);

    const std::string &text() const { return m_text; }
    /// The range of the original that became this range; a replaced name counts as a whole.
    TextRange original(TextRange range) const;

private:
    struct Replaced {
        TextRange before, after;
    };
    const Replaced *lastBefore(uint32_t offset) const;

    std::string m_text;
    std::vector<Replaced> m_replaced;
};

/// Current names that this version of wabt (1.0.32) knows only under another one.
std::vector<OldName> namesForWabt(std::string_view text);

/// The warning that goes with an old name, with the edit that replaces it.
Diagnostic warning(const OldName &old);

} // namespace watchglass::wat
