// SPDX-License-Identifier: Apache-2.0
/// Accesses without a check of bounds: a memory that has address space for every index and offset (memory.h) leaves it
/// to the processor to notice those outside. The handler of the fault turns it into a trap of the cell that made the
/// access, which is found in the register that handlers keep it in; so this needs their calling convention.
#pragma once

#include "engine/exec/handler.h"

#if WG_THREADED && !defined(WG_ASAN) && defined(__x86_64__) && defined(__linux__)
#if __has_attribute(preserve_none)
#define WG_GUARDED 1
#endif
#endif
#ifndef WG_GUARDED
#define WG_GUARDED 0
#endif

namespace watchglass::exec {

/// Whether accesses can be guarded in this process; the first call installs the fault handler, which passes on what is
/// not for it.
bool guardsAccesses();

} // namespace watchglass::exec
