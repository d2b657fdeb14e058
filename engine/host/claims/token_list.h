// SPDX-License-Identifier: Apache-2.0
/// Files in which people keep tokens of operators and accounts.
#pragma once

#include "engine/host/claims/token.h"

namespace watchglass::claims {

using Tokens = std::vector<std::shared_ptr<const Token>>;

/// Of a text that is a token, several between spaces, or a JSON object with tokens as values. There is at least one, or
/// the trouble tells what is wrong with the first that is none.
Result<Tokens> readTokens(std::string_view text);

} // namespace watchglass::claims
