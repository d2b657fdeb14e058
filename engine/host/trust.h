// SPDX-License-Identifier: Apache-2.0
/// What the tokens of modules allow in a host: to be run, to be linked, to take another's place.
#pragma once

#include "engine/host/actor_module.h"
#include "engine/host/claims/provenance.h"

namespace watchglass::host {

class Host;

struct TrustPolicy {
    bool unsignedToo = true; ///< modules without a token run, and may have everything
    claims::Trust trust;     ///< with operators in it, one of them has to vouch for every token
};

using Objection = std::optional<std::string>; ///< a sentence: why not

/// Whether the module may be run at all.
Objection objectionToLoad(const TrustPolicy &policy, const ActorModule &module);
/// Whether it may have the capability; of a module that may be run.
Objection objectionToCapability(const TrustPolicy &policy, const ActorModule &module, std::string_view capability);
/// Whether it may take the place of the running one: same subject and issuer, newer revision.
Objection objectionToReplace(const ActorModule &running, const ActorModule &next);

/// Makes these the rules of a host. Before it has actors.
void applyTrust(Host &host, TrustPolicy policy);

} // namespace watchglass::host
