// SPDX-License-Identifier: Apache-2.0
#include "engine/host/trust.h"

#include "engine/host/claims/dates.h"
#include "engine/host/claims/grants.h"
#include "engine/host/claims/verify.h"
#include "engine/host/host.h"

namespace watchglass::host {

Objection objectionToLoad(const TrustPolicy &policy, const ActorModule &module)
{
    const claims::Verification found = claims::verifyModule(*module.module->bytes, policy.trust, claims::secondsNow());
    if (found.good() || (found.verdict == claims::Verdict::Unsigned && policy.unsignedToo))
        return std::nullopt;
    return module.name + ": " + found.sentence;
}

Objection objectionToCapability(const TrustPolicy &policy, const ActorModule &module, std::string_view capability)
{
    if (!module.claims && policy.unsignedToo)
        return std::nullopt;
    const claims::Grant grant = claims::grantFor(module.claims.get(), capability);
    return grant ? std::nullopt : Objection(grant.sentence);
}

Objection objectionToReplace(const ActorModule &running, const ActorModule &next)
{
    if (!running.claims)
        return std::nullopt;
    if (!next.claims)
        return next.name + " is not signed, but the module that runs is";
    if (const auto trouble = claims::mayReplace(*running.claims, *next.claims))
        return next.name + ": " + trouble->text();
    return std::nullopt;
}

void applyTrust(Host &host, TrustPolicy policy)
{
    const auto rules = std::make_shared<const TrustPolicy>(std::move(policy));
    host.setLoadRule([rules](const ActorModule &module) { return objectionToLoad(*rules, module); });
    host.setPermission([rules](const ActorModule &module, const std::string &capability) {
        return objectionToCapability(*rules, module, capability);
    });
    host.setReplaceRule(objectionToReplace);
}

} // namespace watchglass::host
