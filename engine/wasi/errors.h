// SPDX-License-Identifier: Apache-2.0
/// The error numbers of WASI preview 1.
#pragma once

#include <cstdint>
#include <string_view>

namespace watchglass::wasi {

enum class Errno : uint16_t {
    Success,
#define WG_ERRNO(name, host) name,
#include "engine/wasi/errors.def"
#undef WG_ERRNO
    NotCapable, ///< the descriptor lacks a right, or a path leads out of its directory
};

/// "EBADF"; "" for success.
std::string_view name(Errno error);
/// The like of a number from errno.h; `Io` for those that WASI does not know.
Errno fromHost(int error);
/// The like of the calling thread's errno.
Errno lastError();

} // namespace watchglass::wasi
