// SPDX-License-Identifier: Apache-2.0
#include "engine/host/load/settings.h"

#include <algorithm>

namespace watchglass::load {

namespace {

/// Whether it can stand in the head of a request as it is.
bool fits(const std::string &text, bool spaces)
{
    return std::all_of(text.begin(), text.end(), [&](char one) {
        return uint8_t(one) > ' ' && one != '\x7f' ? true : spaces && (one == ' ' || one == '\t');
    });
}

} // namespace

std::optional<std::string> problemOf(const Settings &settings)
{
    if (settings.port == 0)
        return "the load needs the port of the listener";
    if (settings.method.empty() || !fits(settings.method, false))
        return "\"" + settings.method + "\" is no method of HTTP";
    if (settings.method == "HEAD" || settings.method == "CONNECT")
        return settings.method + " has answers without a body, which can prove nothing; use GET, POST or PUT";
    if (!settings.target.starts_with('/') || !fits(settings.target, false))
        return "the target must begin with / and have no spaces, not \"" + settings.target + "\"";
    for (const auto &[name, value] : settings.headers)
        if (name.empty() || !fits(name, false) || name.find(':') != name.npos || !fits(value, true))
            return "\"" + name + ": " + value + "\" is no header";
    if (settings.connections < 1 || settings.connections > 10'000)
        return "there can be from 1 to 10000 connections, not " + std::to_string(settings.connections);
    if (settings.rate && !(*settings.rate > 0 && *settings.rate <= 1e7))
        return "the rate must be more than 0 and at most ten million requests in a second";
    if (settings.patience.count() < 1)
        return "the patience must be at least a millisecond";
    return std::nullopt;
}

} // namespace watchglass::load
