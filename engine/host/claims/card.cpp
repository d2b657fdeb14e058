// SPDX-License-Identifier: Apache-2.0
#include "engine/host/claims/card.h"

#include "engine/host/claims/dates.h"
#include "engine/host/contracts/contract.h"

namespace watchglass::claims {

namespace {

std::string versionText(const std::optional<std::string> &version, const std::optional<int32_t> &revision)
{
    std::string text = version.value_or("");
    if (revision)
        text += (text.empty() ? "(" : " (") + std::to_string(*revision) + ")";
    return text;
}

void fill(Card &card, const ModuleClaims &module)
{
    card.version = versionText(module.version, module.revision);
    card.callAlias = module.callAlias.value_or("");
    for (const std::string &id : module.capabilities.value_or(Texts{}))
        card.capabilities.push_back({id, contracts::capabilityTitle(id)});
    card.tags = module.tags.value_or(Texts{});
    card.claimedHash = module.hash;
    if (module.provider.value_or(false))
        card.kind += ", a provider";
}

void fill(Card &card, const ProviderClaims &provider)
{
    card.version = versionText(provider.version, provider.revision);
    card.vendor = provider.vendor;
    if (provider.capability)
        card.capabilities.push_back({*provider.capability, contracts::capabilityTitle(*provider.capability)});
    card.details = provider.hashes;
    card.schema = provider.settingsSchema.value_or("");
}

void fill(Card &card, const SignerClaims &signer)
{
    card.validSigners = signer.validSigners;
}

void fill(Card &card, const HostClaims &host)
{
    card.details = host.labels;
}

void fill(Card &card, const InvocationClaims &invocation)
{
    card.details = {{"target", invocation.target}, {"origin", invocation.origin}};
    card.claimedHash = invocation.hash;
}

std::string formText(const Claims &claims, const std::string &section)
{
    const ModuleClaims *module = claims.module();
    std::string form = module && module->topLevel ? "wascap of 2019"
                       : claims.format            ? "wascap revision " + std::to_string(*claims.format)
                                                  : "wascap before 0.9";
    return section.empty() ? form : form + ", in section " + section;
}

} // namespace

Card cardOf(const Verification &verification)
{
    Card card;
    card.verdict = verification.verdict;
    card.sentence = verification.sentence;
    card.hash = verification.hash;
    card.chain = verification.chain;
    card.findings = verification.findings;
    if (!verification.token)
        return card;
    const Claims &claims = *verification.token->claims;
    card.kind = verification.component ? "component" : nameOf(claims.kind);
    card.name = claims.name();
    card.subject = claims.subject;
    card.issuer = claims.issuer;
    const Result<PublicKey> issuer = PublicKey::read(claims.issuer);
    card.issuerKind = issuer ? nameOf(issuer->kind).name : "";
    card.issued = dateText(claims.issued);
    card.expires = claims.expires ? dateText(*claims.expires) : "never";
    card.notBefore = claims.notBefore ? dateText(*claims.notBefore) : "immediately";
    card.id = claims.id;
    card.form = formText(claims, verification.section);
    std::visit([&](const auto &about) { fill(card, about); }, claims.about);
    return card;
}

} // namespace watchglass::claims
