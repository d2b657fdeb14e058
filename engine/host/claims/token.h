// SPDX-License-Identifier: Apache-2.0
/// Tokens as text: three segments in base64url, joined by dots: header, claims, and an Ed25519 signature over the text
/// of the first two. Another JWT library would not do: wascap calls its algorithm "Ed25519", which no standard does.
#pragma once

#include "engine/host/claims/claims.h"
#include "engine/host/claims/keys.h"

namespace watchglass::claims {

struct Token {
    std::string text;
    std::shared_ptr<const Claims> claims;
    std::string json; ///< the claims as they were written
    SignatureBytes signature{};

    std::string_view signedText() const { return std::string_view(text).substr(0, text.rfind('.')); }
};

/// Reads the form only: whether the signature holds is asked of `signatureHolds`. Spaces are not part of a token.
Result<std::shared_ptr<const Token>> readToken(std::string_view text);

/// By the key of the issuer, as the token itself names it. A trouble says why not.
std::optional<Trouble> checkSignature(const Token &token);

/// The issuer of the claims must be the key that signs.
Result<std::shared_ptr<const Token>> issueToken(const Claims &claims, const KeyPair &issuer);

} // namespace watchglass::claims
