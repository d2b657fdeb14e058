// SPDX-License-Identifier: Apache-2.0
#include "engine/host/claims/verify.h"

#include "engine/base/interactive.h"
#include "engine/host/claims/module_tokens.h"
#include "engine/host/claims/token_checks.h"

namespace watchglass::claims {

namespace {

void refuse(Verification &verification, Check check, std::string sentence, std::string fix = {})
{
    verification.findings.push_back({check, Severity::Error, std::move(sentence), std::move(fix)});
}

Finding hashFinding(const ModuleClaims *claims, const ModuleParts &parts)
{
    if (!claims)
        return {Check::Hash, Severity::Error, "the token is not that of a module, and says nothing about this one", {}};
    if (claims->hash == parts.hash)
        return {Check::Hash, Severity::Passed, "not a byte of the module has changed since it was signed", {}};
    if (claims->hash == parts.reframedHash)
        return {Check::Hash,
                Severity::Passed,
                "nothing but the spelling of its sections' lengths has changed since the module was signed",
                {}};
    return {Check::Hash, Severity::Error,
            "the module is not the one that was signed: its hash is " + parts.hash + ", the token says " + claims->hash,
            "have it signed again"};
}

void checkSections(Verification &verification, const ModuleParts &parts)
{
    if (parts.tokens.size() > 1)
        refuse(verification, Check::Token,
               "it carries " + std::to_string(parts.tokens.size()) + " tokens, and hosts differ on which one counts",
               "sign it again, which removes them all");
    else if (!parts.tokenIsLast)
        verification.findings.push_back(
            {Check::Token, Severity::Note, "the token is not the last section, where signing tools put it", {}});
}

void trace(Verification &verification, const Trust &trust, uint64_t now)
{
    if (trust.empty()) {
        verification.findings.push_back(
            {Check::Provenance, Severity::Note, "who the issuer is was not asked: no operator is trusted here", {}});
        return;
    }
    Provenance provenance = traceProvenance(*verification.token->claims, trust, now);
    verification.chain = std::move(provenance.chain);
    verification.findings.push_back(std::move(provenance.finding));
}

/// "The module "Key Value Counter""
std::string subjectOf(const Verification &verification)
{
    if (!verification.token)
        return "The module";
    const Claims &claims = *verification.token->claims;
    const std::string name = claims.name();
    return "The " + std::string(nameOf(claims.kind)) + (name.empty() ? "" : " \"" + name + "\"");
}

Verification concluded(Verification verification, const Trust &trust)
{
    const std::string subject = subjectOf(verification);
    if (const Finding *error = firstError(verification.findings)) {
        verification.verdict = Verdict::Refused;
        verification.sentence = subject + " is not trusted: " + error->sentence + ".";
    } else if (trust.empty()) {
        verification.verdict = Verdict::Intact;
        verification.sentence = subject + " is as " + shortKey(verification.token->claims->issuer) +
                                " signed it; whether to trust that issuer was not asked.";
    } else {
        verification.verdict = Verdict::Trusted;
        verification.sentence = subject + " is trusted: " + verification.findings.back().sentence + ".";
    }
    return verification;
}

} // namespace

std::string_view nameOf(Verdict verdict)
{
    constexpr std::string_view names[] = {"unsigned", "refused", "intact", "trusted"};
    return names[size_t(verdict)];
}

Verification verifyModule(std::span<const uint8_t> bytes, const Trust &trust, uint64_t now)
{
    longCall("claims::verifyModule");
    Verification verification;
    const Result<ModuleParts> parts = readParts(bytes);
    if (!parts) {
        refuse(verification, Check::Token, parts.trouble.sentence, parts.trouble.fix);
        return concluded(std::move(verification), trust);
    }
    verification.component = parts->component;
    verification.hash = parts->hash;
    if (parts->tokens.empty()) {
        refuse(verification, Check::Token, "it carries no token, so nobody signed it");
        verification = concluded(std::move(verification), trust);
        verification.verdict = Verdict::Unsigned;
        return verification;
    }
    verification.section = parts->tokens.front().name;
    checkSections(verification, *parts);
    const Result<std::shared_ptr<const Token>> token = readToken(parts->tokens.front().text);
    if (!token) {
        refuse(verification, Check::Token, "its token cannot be read: " + token.trouble.sentence,
               "have it signed again");
        return concluded(std::move(verification), trust);
    }
    verification.token = *token;
    verification.findings.push_back(hashFinding((*token)->claims->module(), *parts));
    for (Finding &finding : checkToken(**token, now))
        verification.findings.push_back(std::move(finding));
    trace(verification, trust, now);
    return concluded(std::move(verification), trust);
}

Verification verifyToken(std::shared_ptr<const Token> token, const Trust &trust, uint64_t now)
{
    Verification verification;
    verification.token = std::move(token);
    verification.findings = checkToken(*verification.token, now);
    trace(verification, trust, now);
    return concluded(std::move(verification), trust);
}

} // namespace watchglass::claims
