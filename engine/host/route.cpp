// SPDX-License-Identifier: Apache-2.0
#include "engine/host/route.h"

namespace watchglass::host {

Route routeOf(const Call &call)
{
    Route made{call.capability, call.binding.empty() ? std::string_view("default") : call.binding, call.operation};
    if (const size_t between = call.operation.find('!'); made.capability.empty() && between != call.operation.npos) {
        made.capability = call.operation.substr(0, between);
        made.operation = call.operation.substr(between + 1);
    }
    return made;
}

std::string toString(const Route &route)
{
    if (route.capability.empty())
        return "the operation " + std::string(route.operation) + ", which names no capability";
    return std::string(route.capability) +
           (route.binding == "default" ? std::string() : "/" + std::string(route.binding));
}

} // namespace watchglass::host
