// SPDX-License-Identifier: Apache-2.0
/// Assertions of the public suite that fail for a reason outside of our hands: wabt 1.0.32, which assembles the texts,
/// is wrong there, or a proposal's file was written before another became part of the language. A failure that stands
/// here counts as skipped. The table may only shrink.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace watchglass::spec {

struct KnownFault {
    std::string_view file; ///< the end of its path
    uint32_t line;
    std::string_view wanted; ///< what the script says there, so that another edition of the file is not mistaken for it
    std::string_view reason;
};

std::span<const KnownFault> knownFaults();
/// Null when there is none of that place.
const KnownFault *knownFault(std::string_view file, uint32_t line, std::string_view wanted);

} // namespace watchglass::spec
