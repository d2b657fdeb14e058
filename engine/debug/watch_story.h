// SPDX-License-Identifier: Apache-2.0
/// What a watchpoint saw, for people.
#pragma once

#include <string>

#include "engine/debug/watchpoints.h"

namespace watchglass::debug {

/// "Global $calls", "Local $n", "Memory at 0x400", "Element 3 of table 0": what the hit touched.
std::string watchedName(const WatchHit &hit, const Watchpoint &watchpoint, const exec::Instance &instance);
/// "Global $calls changed: 0 → 1, by global.set". Bytes of memory are shown as they lie there, and as a number when
/// they can be one: "Memory at 0x8 changed: 00 00 00 00 → 02 00 00 00 (0 → 2), by i32.store".
std::string tellWatch(const WatchHit &hit, const Watchpoint &watchpoint, const exec::Instance &instance);

} // namespace watchglass::debug
