// SPDX-License-Identifier: Apache-2.0
/// What the claims of a module allow. Asked when it is linked, and again at every call.
#pragma once

#include <string_view>

#include "engine/host/claims/claims.h"
#include "engine/host/claims/result.h"

namespace watchglass::claims {

struct Grant {
    bool granted = false;
    std::string sentence; ///< which grant, or which is missing; whole
    explicit operator bool() const { return granted; }
};

/// `capability` is its identifier, or the key of another module that is to be called. A module may always call itself.
/// Names of other eras do not grant: who signed for `wascap:keyvalue` has not signed for `wascc:keyvalue`. Null claims
/// are those of a module that nobody signed.
Grant grantFor(const Claims *claims, std::string_view capability);

/// Whether a module may take the place of a running one: same subject, same issuer, newer revision.
std::optional<Trouble> mayReplace(const Claims &running, const Claims &next);

} // namespace watchglass::claims
