// SPDX-License-Identifier: Apache-2.0
/// Signing, byte for byte as wascap does it.
#pragma once

#include <span>
#include <vector>

#include "engine/host/claims/token.h"

namespace watchglass::claims {

struct Signing {
    /// Hash and issuer are filled in. An empty `id` gets a random one, and 0 for `issued` means now.
    Claims claims;
    /// The section's name. The default is read by hosts of 2020 and by all later ones.
    std::string section = "jwt";
};

/// The module without the tokens it had, with the new one as its last section.
Result<std::vector<uint8_t>> signModule(std::span<const uint8_t> bytes, Signing signing, const KeyPair &issuer);

/// A token by itself, as of an operator or an account; issuer, id and issued as above.
Result<std::shared_ptr<const Token>> signToken(Claims claims, const KeyPair &issuer);

} // namespace watchglass::claims
