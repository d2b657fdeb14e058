// SPDX-License-Identifier: Apache-2.0
/// Where a guest's call is to go, whatever its era: the oldest guests say all of it in the operation.
#pragma once

#include "engine/host/provider.h"

namespace watchglass::host {

struct Route {
    std::string_view capability;          ///< "wascc:keyvalue"; empty when the guest named none
    std::string_view binding = "default"; ///< name of the link
    std::string_view operation;           ///< "Add"
};
/// Refers to the texts of the call.
Route routeOf(const Call &call);
/// "wascc:keyvalue", "wascc:keyvalue/source1" when it is not the default link.
std::string toString(const Route &route);

} // namespace watchglass::host
