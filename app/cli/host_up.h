// SPDX-License-Identifier: Apache-2.0
/// The forms of `wglass host` that serve, and that control who serves.
#pragma once

#include <csignal>
#include <string>

#include "app/cli/arguments.h"
#include "engine/host/host.h"

namespace watchglass::cli {

int serveManifest(const Arguments &arguments);
int controlHost(const Arguments &arguments);
int runScenario(const Arguments &arguments);

/// A line on standard error.
void say(const std::string &line);
/// Lines of providers and actors, on standard error.
host::HostListeners listenersThatSay();
/// Blocked from the first thread on, so that only `sigwait` gets them.
sigset_t blockInterrupts();
/// Nothing comes in any more; what came in is answered while all else still serves. A server goes once its connections
/// are closed; those that are kept open and ask nothing are not waited for.
void endServing(host::Host &host);

} // namespace watchglass::cli
