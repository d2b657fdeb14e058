// SPDX-License-Identifier: Apache-2.0
#include "engine/host/claims/token.h"

#include <algorithm>

#include "engine/host/claims/claims_json.h"
#include "engine/host/claims/encoding.h"

namespace watchglass::claims {

namespace {

constexpr std::string_view header = R"({"typ":"jwt","alg":"Ed25519"})"; // as wascap writes it, to the byte
constexpr size_t longest = 1 << 20;

} // namespace

Result<std::shared_ptr<const Token>> readToken(std::string_view text)
{
    if (text.size() > longest)
        return Trouble{"it is longer than a megabyte", {}};
    const auto dots = std::count(text.begin(), text.end(), '.');
    if (dots != 2)
        return Trouble{"it has " + std::to_string(dots + 1) + (dots ? " segments" : " segment") + " instead of 3", {}};
    const size_t first = text.find('.'), second = text.rfind('.');
    const Result<std::string> head = fromBase64Url(text.substr(0, first), "its first segment");
    if (!head)
        return head.trouble;
    Result<std::string> body = fromBase64Url(text.substr(first + 1, second - first - 1), "its second segment");
    if (!body)
        return body.trouble;
    const Result<std::string> signature = fromBase64Url(text.substr(second + 1), "its signature");
    if (!signature)
        return signature.trouble;
    if (signature->size() != SignatureBytes{}.size())
        return Trouble{"its signature has " + std::to_string(signature->size()) + " bytes instead of 64", {}};
    if (const std::optional<Trouble> trouble = checkHeader(*head))
        return *trouble;
    Result<std::shared_ptr<const Claims>> claims = readClaims(*body);
    if (!claims)
        return claims.trouble;
    auto token = std::make_shared<Token>(Token{std::string(text), std::move(*claims), std::move(*body), {}});
    std::copy(signature->begin(), signature->end(), token->signature.begin());
    return std::shared_ptr<const Token>(std::move(token));
}

std::optional<Trouble> checkSignature(const Token &token)
{
    const Result<PublicKey> key = PublicKey::read(token.claims->issuer);
    if (!key)
        return Trouble{"the issuer " + key.trouble.sentence, {}};
    if (key->kind == KeyKind::Curve)
        return Trouble{"the issuer is a key for encryption, which cannot sign", {}};
    if (!signatureHolds(key->bytes, token.signedText(), token.signature))
        return Trouble{"the signature is not that of the issuer: the token was altered, or made by somebody else",
                       "have it signed again"};
    return std::nullopt;
}

Result<std::shared_ptr<const Token>> issueToken(const Claims &claims, const KeyPair &issuer)
{
    if (claims.issuer != issuer.publicKey().text())
        return Trouble{"the issuer of the claims is not the key that signs", {}};
    const Result<std::string> json = writeClaims(claims);
    if (!json)
        return json.trouble;
    std::string text = toBase64Url(bytesOf(header)) + "." + toBase64Url(bytesOf(*json));
    const std::optional<SignatureBytes> signature = issuer.sign(text);
    if (!signature)
        return Trouble{"OpenSSL could not sign", {}};
    return readToken((text += ".") += toBase64Url(*signature)); // what we cannot read nobody should get
}

} // namespace watchglass::claims
