// SPDX-License-Identifier: Apache-2.0
/// Claims ↔ JSON, with the keys in the order in which wascap writes them.
#pragma once

#include <string_view>

#include "engine/host/claims/claims.h"
#include "engine/host/claims/result.h"

namespace watchglass::claims {

Result<std::shared_ptr<const Claims>> readClaims(std::string_view json);
/// Fails for text that is no UTF-8.
Result<std::string> writeClaims(const Claims &claims);

/// Whether the text is `{"typ":"jwt","alg":"Ed25519"}`, in any order and with any company.
std::optional<Trouble> checkHeader(std::string_view json);

} // namespace watchglass::claims
