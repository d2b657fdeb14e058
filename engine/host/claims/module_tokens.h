// SPDX-License-Identifier: Apache-2.0
/// The custom sections in which modules and components carry their tokens, `jwt` (before wascap 0.9) and
/// `wasmcloud_jwt`, and the hash of everything else.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/host/claims/result.h"

namespace watchglass::claims {

constexpr std::string_view oldSection = "jwt", newSection = "wasmcloud_jwt";

struct TokenSection {
    std::string_view name; ///< one of the two
    size_t offset = 0;     ///< of the section, bytes from the start of the module
    std::string_view text; ///< into the bytes that were read
};

struct ModuleParts {
    std::vector<TokenSection> tokens; ///< in their order; of a component those of its outermost level
    bool component = false;
    bool tokenIsLast = true; ///< no section stands behind the last token
    /// SHA-256 without the tokens, as wascap writes it: of the bytes as they are …
    std::string hash;
    /// … and with the length of every section in its shortest form, also inside a component (wascap from 0.10 on).
    std::string reframedHash;
};

/// The trouble says at which byte the module is broken.
Result<ModuleParts> readParts(std::span<const uint8_t> bytes);

/// Without its tokens, those of a component's parts too, and with the shortest lengths of sections: of such bytes all versions of wascap from 0.9 on
/// compute the same hash.
Result<std::vector<uint8_t>> withoutTokens(std::span<const uint8_t> bytes);
void appendToken(std::vector<uint8_t> &module, std::string_view section, std::string_view token);
/// Of bytes without tokens.
std::string hashOf(std::span<const uint8_t> bytes);

} // namespace watchglass::claims
