// SPDX-License-Identifier: Apache-2.0
/// What capabilities are called: by programs, which changed the names twice, and by people.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace watchglass::contracts {

struct CapabilityName {
    std::string_view word;      ///< "keyvalue": how command lines may say it
    std::string_view title;     ///< "K/V Store"
    std::string_view wascc;     ///< 2020; empty where it had none
    std::string_view wascap;    ///< 2019, likewise
    std::string_view wasmcloud; ///< 2021 on, likewise
};

std::span<const CapabilityName> capabilityNames();
/// By an identifier of any era; null for one of somebody's own.
const CapabilityName *findCapability(std::string_view id);
/// "K/V Store"; an identifier that is not in the table is its own title.
std::string capabilityTitle(std::string_view id);

} // namespace watchglass::contracts
