// SPDX-License-Identifier: Apache-2.0
/// Names of functions as their languages write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace watchglass::profile {

/// Of C++ (Itanium ABI) and Rust (both schemes, the hash of the older one left out). Others stay as they are.
std::string demangled(const std::string &raw);

/// Rust's older scheme, from what the C++ rules make of it: the hash goes, escapes become characters.
std::optional<std::string> rustLegacy(std::string_view demangled);
/// Rust's `v0` scheme (RFC 2603); nothing when the name is none or too deep. Types of constants are left out.
std::optional<std::string> rustV0(std::string_view raw);

} // namespace watchglass::profile
