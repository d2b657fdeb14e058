// SPDX-License-Identifier: Apache-2.0
/// Names of the interface's flags, for people.
#pragma once

#include <cstdint>
#include <string>

namespace watchglass::wasi {

/// "fd_read, fd_write"; "none".
std::string rightNames(uint64_t rights);
/// "CREAT|TRUNC", "0"; bits without a name in hex.
std::string oflagNames(uint32_t flags);
std::string fdflagNames(uint32_t flags);
std::string fstflagNames(uint32_t flags);
std::string lookupflagNames(uint32_t flags);
/// "ABRT", or the number.
std::string signalName(uint32_t signal);
/// "REALTIME", or the number.
std::string clockName(uint32_t id);

} // namespace watchglass::wasi
