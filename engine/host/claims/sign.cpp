// SPDX-License-Identifier: Apache-2.0
#include "engine/host/claims/sign.h"

#include "engine/host/claims/dates.h"
#include "engine/host/claims/module_tokens.h"

namespace watchglass::claims {

Result<std::shared_ptr<const Token>> signToken(Claims claims, const KeyPair &issuer)
{
    constexpr size_t idLength = 22; // as NATS' unique identifiers have
    claims.issuer = issuer.publicKey().text();
    if (claims.id.empty())
        claims.id = randomBase62(idLength);
    if (claims.id.empty())
        return Trouble{"the system gave no random numbers", {}};
    if (!claims.issued)
        claims.issued = secondsNow();
    return issueToken(claims, issuer);
}

Result<std::vector<uint8_t>> signModule(std::span<const uint8_t> bytes, Signing signing, const KeyPair &issuer)
{
    Result<std::vector<uint8_t>> module = withoutTokens(bytes);
    if (!module)
        return module;
    auto *claims = std::get_if<ModuleClaims>(&signing.claims.about);
    if (!claims)
        return Trouble{"the claims are not those of a module", {}};
    claims->hash = hashOf(*module);
    const Result<std::shared_ptr<const Token>> token = signToken(std::move(signing.claims), issuer);
    if (!token)
        return token.trouble;
    appendToken(*module, signing.section, (*token)->text);
    return module;
}

} // namespace watchglass::claims
