// SPDX-License-Identifier: Apache-2.0
#include "engine/host/claims/token_checks.h"

#include <algorithm>

#include "engine/host/claims/dates.h"

namespace watchglass::claims {

namespace {

/// Who is named by a token, and who may sign it: letters of kinds of keys.
struct Roles {
    TokenKind kind;
    std::string_view subjects, issuers;
};
constexpr Roles roles[] = {
    {TokenKind::Module, "MV", "A"},    {TokenKind::Provider, "VM", "A"}, {TokenKind::Account, "A", "O"},
    {TokenKind::Operator, "O", "O"},   {TokenKind::Cluster, "C", "O"},   {TokenKind::Host, "N", "C"},
    {TokenKind::Invocation, "", "NC"}, // its subject is the call's number
};

const Roles &rolesOf(TokenKind kind)
{
    return *std::find_if(std::begin(roles), std::end(roles), [&](const Roles &role) { return role.kind == kind; });
}

std::string nounOf(char letter)
{
    const auto kinds = keyKinds();
    const auto found =
        std::find_if(kinds.begin(), kinds.end(), [&](const KeyKindName &name) { return name.letter == letter; });
    return std::string(found->noun);
}

/// Empty when the key is one of the kinds.
std::string wrongKind(const std::string &key, std::string_view letters)
{
    if (letters.empty())
        return {};
    const Result<PublicKey> read = PublicKey::read(key);
    if (!read)
        return read.trouble.sentence;
    const KeyKindName &name = nameOf(read->kind);
    if (letters.find(name.letter) != letters.npos)
        return {};
    return "is the key of " + std::string(name.noun) + ", not of " + nounOf(letters.front());
}

Finding keyFinding(const Claims &claims)
{
    const Roles &role = rolesOf(claims.kind);
    const std::string kind(nameOf(claims.kind));
    if (const std::string wrong = wrongKind(claims.subject, role.subjects); !wrong.empty())
        return {Check::Keys, Severity::Error, "the subject " + wrong, {}};
    if (const std::string wrong = wrongKind(claims.issuer, role.issuers); !wrong.empty())
        return {Check::Keys, Severity::Error, "the issuer " + wrong,
                "have it signed with the key of " + nounOf(role.issuers.front())};
    if (claims.kind == TokenKind::Operator && claims.issuer != claims.subject)
        return {Check::Keys, Severity::Error, "an operator signs its own token, another key signed this one", {}};
    if (const SignerClaims *signer = claims.signer())
        for (const std::string &key : signer->validSigners)
            if (const std::string wrong = wrongKind(key, role.subjects); !wrong.empty())
                return {Check::Keys, Severity::Error, "one of the keys that may sign for it " + wrong, {}};
    return {
        Check::Keys, Severity::Passed, "issuer and subject are keys of the kinds that a token of this kind wants", {}};
}

Finding dateFinding(const Claims &claims, uint64_t now)
{
    if (claims.expires && *claims.expires < now)
        return {Check::Dates, Severity::Error, "it expired on " + dateText(*claims.expires), "have it signed again"};
    if (claims.notBefore && now < *claims.notBefore)
        return {Check::Dates, Severity::Error, "it must not be used before " + dateText(*claims.notBefore),
                "wait, or have it signed again"};
    constexpr uint64_t clocksDiffer = 300;
    if (claims.issued > now + clocksDiffer)
        return {Check::Dates,
                Severity::Warning,
                "it was issued in the future, on " + dateText(claims.issued) + ": some clock is wrong",
                {}};
    return {Check::Dates,
            Severity::Passed,
            claims.expires ? "it is valid until " + dateText(*claims.expires) : "it never expires",
            {}};
}

} // namespace

std::string_view nameOf(Check check)
{
    constexpr std::string_view names[] = {"token", "signature", "hash", "dates", "keys", "provenance"};
    return names[size_t(check)];
}

std::string_view nameOf(Severity severity)
{
    constexpr std::string_view names[] = {"passed", "note", "warning", "error"};
    return names[size_t(severity)];
}

const Finding *firstError(const std::vector<Finding> &findings)
{
    const auto found = std::find_if(findings.begin(), findings.end(),
                                    [](const Finding &finding) { return finding.severity == Severity::Error; });
    return found == findings.end() ? nullptr : &*found;
}

std::string shortKey(const std::string &key)
{
    const Result<PublicKey> read = PublicKey::read(key);
    const std::string kind = read ? std::string(nameOf(read->kind).name) + " " : std::string();
    return kind + (key.size() > 10 ? key.substr(0, 8) + "…" : key);
}

std::vector<Finding> checkToken(const Token &token, uint64_t now)
{
    std::vector<Finding> findings;
    if (const std::optional<Trouble> trouble = checkSignature(token))
        findings.push_back({Check::Signature, Severity::Error, trouble->sentence, trouble->fix});
    else
        findings.push_back(
            {Check::Signature, Severity::Passed, "the signature is that of " + shortKey(token.claims->issuer), {}});
    findings.push_back(keyFinding(*token.claims));
    findings.push_back(dateFinding(*token.claims, now));
    return findings;
}

} // namespace watchglass::claims
