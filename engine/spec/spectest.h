// SPDX-License-Identifier: Apache-2.0
/// The host module `spectest` that scripts of the suite import from.
#pragma once

#include "engine/exec/instance.h"

namespace watchglass::spec {

std::shared_ptr<exec::Instance> makeSpectest(exec::Store &store);

} // namespace watchglass::spec
