// SPDX-License-Identifier: Apache-2.0
/// The forms of `wglass host` that serve, and that control who serves.
#pragma once

#include "app/cli/arguments.h"

namespace watchglass::cli {

int serveManifest(const Arguments &arguments);
int controlHost(const Arguments &arguments);

} // namespace watchglass::cli
