// SPDX-License-Identifier: Apache-2.0
#include "engine/host/claims/grants.h"

#include <algorithm>

#include "engine/host/claims/token_checks.h"
#include "engine/host/contracts/contract.h"

namespace watchglass::claims {

namespace {

/// "wascc:keyvalue (K/V Store)"
std::string described(std::string_view capability)
{
    const std::string title = contracts::capabilityTitle(capability);
    return std::string(capability) + (title == capability ? "" : " (" + title + ")");
}

std::string listed(const Texts &capabilities)
{
    if (capabilities.empty())
        return "grants nothing";
    std::string text;
    for (size_t i = 0; i < capabilities.size(); ++i)
        text += (i == 0 ? "" : i + 1 == capabilities.size() ? " and " : ", ") + capabilities[i];
    return "grants " + text;
}

std::string who(const Claims &claims)
{
    const std::string name = claims.name();
    return name.empty() ? "The module" : "\"" + name + "\"";
}

} // namespace

Grant grantFor(const Claims *claims, std::string_view capability)
{
    if (!claims)
        return {false, "The module may not use " + described(capability) + ": it has no token that grants it."};
    const ModuleClaims *module = claims->module();
    const Texts granted = module ? module->capabilities.value_or(Texts{}) : Texts{};
    if (capability == claims->subject)
        return {true, who(*claims) + " may call itself."};
    if (std::find(granted.begin(), granted.end(), capability) != granted.end())
        return {true, who(*claims) + " may use " + described(capability) + ": its token grants it."};
    return {false, who(*claims) + " may not use " + described(capability) + ": its token " + listed(granted) + "."};
}

std::optional<Trouble> mayReplace(const Claims &running, const Claims &next)
{
    const ModuleClaims *before = running.module(), *after = next.module();
    if (!before || !after)
        return Trouble{"only modules take each other's place", {}};
    if (running.subject != next.subject)
        return Trouble{"it is another module: its subject is " + shortKey(next.subject) + ", the running one's is " +
                           shortKey(running.subject),
                       "sign it for the same subject"};
    if (running.issuer != next.issuer)
        return Trouble{"somebody else signed it: " + shortKey(next.issuer) + ", not " + shortKey(running.issuer), {}};
    const int32_t old = before->revision.value_or(0), fresh = after->revision.value_or(0);
    if (fresh <= old)
        return Trouble{"its revision " + std::to_string(fresh) + " is not newer than the running one's, " +
                           std::to_string(old),
                       "sign it with a greater revision"};
    return std::nullopt;
}

} // namespace watchglass::claims
