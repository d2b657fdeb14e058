// SPDX-License-Identifier: Apache-2.0
/// One thing that was checked about a token, and what came of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace watchglass::claims {

enum class Check : uint8_t { Token, Signature, Hash, Dates, Keys, Provenance };
enum class Severity : uint8_t { Passed, Note, Warning, Error };
std::string_view nameOf(Check check);       ///< "signature"
std::string_view nameOf(Severity severity); ///< "passed"

struct Finding {
    Check check = Check::Token;
    Severity severity = Severity::Passed;
    std::string sentence; ///< without capital and full stop: "it expired on 2021-01-01 00:00:00 UTC"
    std::string fix;      ///< what to do about it; may be empty
};

/// The first error; null when there is none.
const Finding *firstError(const std::vector<Finding> &findings);

} // namespace watchglass::claims
