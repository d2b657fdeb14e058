// SPDX-License-Identifier: Apache-2.0
#include "engine/host/claims/provenance.h"

#include <algorithm>

#include "engine/host/claims/token_checks.h"

namespace watchglass::claims {

namespace {

ChainLink linkOf(const Claims &claims)
{
    return {claims.kind, claims.name(), claims.subject, claims.issuer};
}

std::string called(const Claims &claims)
{
    const std::string name = claims.name();
    return std::string(nameOf(claims.kind)) + " " +
           (name.empty() ? claims.subject.substr(0, 8) + "…" : "\"" + name + "\"");
}

bool names(const Claims &claims, const std::string &key)
{
    const SignerClaims *signer = claims.signer();
    return signer &&
           std::find(signer->validSigners.begin(), signer->validSigners.end(), key) != signer->validSigners.end();
}

Provenance broken(std::vector<ChainLink> chain, std::string sentence, std::string fix = {})
{
    return {std::move(chain), {Check::Provenance, Severity::Error, std::move(sentence), std::move(fix)}};
}

std::string wrongWith(const Token &token, uint64_t now)
{
    const std::vector<Finding> findings = checkToken(token, now);
    const Finding *error = firstError(findings);
    return error ? "the token of " + called(*token.claims) + " does not hold: " + error->sentence : std::string();
}

/// Who vouches for what an operator's signing key has issued.
Provenance traceOperator(const Claims &claims, const Trust &trust, uint64_t now)
{
    const ChainLink own = linkOf(claims);
    std::string reason;
    for (const auto &token : trust.operators) {
        const Claims &root = *token->claims;
        const bool byIdentity = claims.issuer == root.subject;
        if (!byIdentity && !names(root, claims.issuer))
            continue;
        const std::vector<ChainLink> chain{linkOf(root), own};
        if (std::string wrong = wrongWith(*token, now); !wrong.empty())
            reason = std::move(wrong);
        else if (byIdentity)
            reason = "the " + called(claims) + " is signed with the own key of " + called(root) +
                     " instead of one of its signing keys";
        else
            return {chain, {Check::Provenance, Severity::Passed, called(root) + " vouches for " + called(claims), {}}};
    }
    if (!reason.empty())
        return broken({own}, reason);
    return broken({own}, "no operator that is trusted here says that it signs with " + shortKey(claims.issuer),
                  "add the token of the operator to those that are trusted, if it is");
}

Provenance traceAccount(const Claims &claims, const Trust &trust, uint64_t now)
{
    const ChainLink own = linkOf(claims);
    if (claims.issuer == claims.subject)
        return broken({own}, "it signed itself, so nobody vouches for it");
    std::optional<Provenance> best;
    for (const auto &token : trust.accounts) {
        const Claims &account = *token->claims;
        if (claims.issuer != account.subject && !names(account, claims.issuer))
            continue;
        Provenance above;
        if (std::string wrong = wrongWith(*token, now); !wrong.empty())
            above = broken({linkOf(account)}, std::move(wrong));
        else
            above = traceOperator(account, trust, now);
        above.chain.push_back(own);
        if (above.finding.severity == Severity::Passed) {
            above.finding.sentence += ", and that one signed this " + std::string(nameOf(claims.kind));
            return above;
        }
        if (!best)
            best = std::move(above);
    }
    if (best)
        return *best;
    return broken({own}, "no account that is known here says that it signs with " + shortKey(claims.issuer),
                  "add the token of the account, which its operator signed");
}

Provenance traceItself(const Claims &claims, const Trust &trust, uint64_t now)
{
    for (const auto &token : trust.operators)
        if (token->claims->subject == claims.subject) {
            std::string wrong = wrongWith(*token, now);
            if (!wrong.empty())
                return broken({linkOf(claims)}, std::move(wrong));
            return {{linkOf(claims)},
                    {Check::Provenance, Severity::Passed, called(claims) + " is one of those trusted here", {}}};
        }
    return broken({linkOf(claims)}, called(claims) + " is none of those trusted here");
}

} // namespace

std::optional<Trouble> Trust::add(std::shared_ptr<const Token> token)
{
    const TokenKind kind = token->claims->kind;
    if (kind == TokenKind::Operator) {
        if (token->claims->signer()->validSigners.empty())
            return Trouble{"the operator names no keys that sign for it, so no account can be one of its own",
                           "issue it again with a signing key"};
        operators.push_back(std::move(token));
    } else if (kind == TokenKind::Account) {
        accounts.push_back(std::move(token));
    } else {
        return Trouble{"a token of a " + std::string(nameOf(kind)) + " vouches for nobody",
                       "give those of operators and accounts"};
    }
    return std::nullopt;
}

Provenance traceProvenance(const Claims &claims, const Trust &trust, uint64_t now)
{
    switch (claims.kind) {
    case TokenKind::Module:
    case TokenKind::Provider:
        return traceAccount(claims, trust, now);
    case TokenKind::Account:
    case TokenKind::Cluster:
        return traceOperator(claims, trust, now);
    case TokenKind::Operator:
        return traceItself(claims, trust, now);
    case TokenKind::Host:
    case TokenKind::Invocation:
        break;
    }
    return broken({linkOf(claims)}, "operators vouch for modules, providers, accounts and clusters, not for this");
}

} // namespace watchglass::claims
