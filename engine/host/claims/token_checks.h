// SPDX-License-Identifier: Apache-2.0
/// What can be said of a token by itself.
#pragma once

#include "engine/host/claims/finding.h"
#include "engine/host/claims/token.h"

namespace watchglass::claims {

/// Signature, kinds of the keys, and dates at the moment `now` (seconds since 1970).
std::vector<Finding> checkToken(const Token &token, uint64_t now);

/// "account AAGRUXXT…", or "text …" for a key that is none.
std::string shortKey(const std::string &key);

} // namespace watchglass::claims
