// SPDX-License-Identifier: Apache-2.0
/// The operations of wascc:keyvalue, done in a store.
#pragma once

#include "plugins/keyvalue/store.h"

namespace watchglass::keyvalue {

/// Reads the payload in whatever codec it is in, and answers in the same.
host::Answer perform(Store &store, const host::Call &call);

} // namespace watchglass::keyvalue
