// SPDX-License-Identifier: Apache-2.0
/// A link as a value: what a module imports, and who serves it. Capabilities that a waPC guest calls and functions that
/// any module imports are links of the same kind.
#pragma once

#include <memory>
#include <variant>

#include "engine/host/breaker.h"
#include "engine/host/faults.h"
#include "engine/host/provider.h"
#include "engine/host/rate_limit.h"
#include "engine/host/script.h"

namespace watchglass::host {

class ModuleExports; ///< module_exports.h

struct LinkKey {
    std::string actor;
    std::string capability;       ///< "wascc:keyvalue"; of a plain import its module, "env"
    std::string name = "default"; ///< of a plain import its name, "log"

    auto operator<=>(const LinkKey &) const = default;
};
/// "wascc:keyvalue", "wascc:keyvalue/source1"; of a plain import "env/log".
std::string toString(const LinkKey &key);

/// Nobody serves it: calls fail with that sentence, or wait so long for somebody to come.
struct Unbound {
    std::string sentence; ///< empty: that nothing is linked
    std::chrono::milliseconds grace{0};
};
/// A provider, by the name it has in the host.
struct ToProvider {
    std::string provider;
    std::string function = {}; ///< of a plain import: the provider's; empty = as the import is called
};
struct ToScript {
    std::shared_ptr<const Script> script;
};
/// A function that another module exports; only for plain imports.
struct ToExport {
    std::shared_ptr<ModuleExports> module;
    std::string function;
};
/// An actor that answers what is asked of the capability; only for capabilities.
struct ToActor {
    std::string actor;
};
using LinkTarget = std::variant<Unbound, ToProvider, ToScript, ToExport, ToActor>;
/// "the provider KV", "a script", "double of math.wat", "the actor B", "nobody".
std::string toString(const LinkTarget &target);

struct Link {
    LinkKey key;
    LinkTarget target;
    std::map<std::string, std::string> values = {}; ///< settings for the provider
    std::vector<Fault> faults = {};                 ///< each call meets those whose turn it is
    BreakerSettings breaker = {};
    RateLimit rate = {};
};

/// How a link does.
struct LinkState {
    Link link;
    BreakerState breaker = BreakerState::Closed;
    uint64_t calls = 0, failures = 0; ///< since it was made
    bool ok = true;
    std::string sentence; ///< why not
};

} // namespace watchglass::host
