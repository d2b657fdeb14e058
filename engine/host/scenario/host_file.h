// SPDX-License-Identifier: Apache-2.0
/// The manifest of a host that serves, as `wglass host up` reads it:
///
///     {
///       "watchglass_host": 1,
///       "actors": [{"name": "counter", "module": "counter.wasm", "instances": 4, "queue": 256, "timeout": 5}],
///       "providers": [{"name": "store", "library": "kv_memory"}, {"library": "http_server"}],
///       "links": [{"actor": "counter", "capability": "wascc:keyvalue", "provider": "store",
///                  "faults": [{"kind": "delay", "delay": "20 ms", "rate": 0.1}]},
///                 {"actor": "counter", "capability": "wascc:http_server", "provider": "http_server",
///                  "binding": "default", "values": {"PORT": "8080"}}],
///       "trust": {"operators": ["chain.json"], "unsigned": false}
///     }
///
/// "watchglass_host" is the version of the format. Of an actor only "module" is needed, of a provider "library", of a
/// link what is named first, or "to_actor" in place of "provider": another actor answers; names default to those of the
/// files. "timeout" is in seconds. Faults have "kind" (delay, error, trap, drop, truncate, wrong-type), "rate" or
/// "every", "burst", "delay", "jitter", "sentence" and "seed". An actor's "rollout" says when a module that was swapped
/// in is swapped back by itself: "errors" (0.05 of its calls), "times" (2, of what failed before), "least" (20 calls),
/// "calls" (100), "time" ("10 s"); false: never. "operators" are tokens or files of tokens; with any, modules without a
/// token are refused unless "unsigned" is true. Paths are relative to the manifest; a library without a slash that does
/// not end in .so is looked for where providers are installed. A scenario (scenario.h) has the same parts, and more.
#pragma once

#include <string>
#include <vector>

#include "engine/host/host.h"
#include "engine/host/trust.h"

namespace watchglass::scenario {

struct ActorPart {
    std::string where; ///< in the file, as a JSON pointer
    std::string name;
    std::shared_ptr<const host::ActorModule> module;
    host::ActorSettings settings;
};
struct ProviderPart {
    std::string where, name;
    std::filesystem::path library;
    host::Manifest says;
};
struct LinkPart {
    std::string where;
    host::Link link;
};

struct HostFile {
    std::vector<ActorPart> actors;
    std::vector<ProviderPart> providers;
    std::vector<LinkPart> links;
    host::TrustPolicy trust;
    std::vector<std::string> notes; ///< about the modules
};

struct HostFileResult {
    HostFile file;                   ///< whole when there are no errors
    std::vector<std::string> errors; ///< "/links/0/actor: there is no actor …", all that were found
};
/// Reads it, and every module and provider's manifest that it names. Runs nothing.
HostFileResult readHostFile(const std::filesystem::path &path);

/// Puts all of it into a host without actors: what calls actors by itself comes last. `told` gets a line for each part.
/// A sentence with its place: what could not be started.
std::optional<std::string> setUp(host::Host &host, const HostFile &file,
                                 const std::function<void(const std::string &)> &told = {});

/// What is wrong with the settings of a link, by the manifest of its provider; the name of the setting comes first.
struct WrongSetting {
    std::string name, sentence;
    bool unknown = false; ///< the provider has none of that name
};
std::vector<WrongSetting> wrongSettings(const std::map<std::string, std::string> &values,
                                        const host::Manifest &provider);

/// Whether its provider calls the actor by itself, as an HTTP server does.
bool bringsCalls(const std::string &capability);
/// "known: kv_memory, …"
std::string knownProviders();

} // namespace watchglass::scenario
