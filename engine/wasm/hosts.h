// SPDX-License-Identifier: Apache-2.0
/// Which known hosts run which features.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/wasm/features.h"

namespace watchglass::wasm {

/// What a host has to say to a module's features.
struct HostVerdict {
    std::string_view host;
    std::string since;          ///< the first version that runs them all without being asked; empty when any will do
    std::vector<Feature> lacks; ///< not at all; then `since` says nothing
    std::vector<Feature> asked; ///< only with an option, of the program or of its build
    bool runs() const { return lacks.empty(); }
};
/// One for each host of the table, in its order.
std::vector<HostVerdict> judgeHosts(std::span<const Feature> features);

/// The table as of this date.
inline constexpr std::string_view hostTableDate = "2026-08-21";

} // namespace watchglass::wasm
