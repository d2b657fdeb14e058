// SPDX-License-Identifier: Apache-2.0
/// What a file is, and its times.
#pragma once

#include <sys/stat.h>

#include "engine/wasi/parameters.h"

namespace watchglass::wasi {

/// Writes a filestat; the layout depends on the dialect.
Errno putFilestat(Call &call, Address at, const struct stat &about, FileType type);

struct Times {
    timespec values[2] = {}; ///< accessed, modified, as utimensat takes them
    Errno error = Errno::Success;
};
/// `Invalid` when a time is both given and to be now.
Times times(Call &call, Timestamp accessed, Timestamp modified, FstFlags flags);

} // namespace watchglass::wasi
