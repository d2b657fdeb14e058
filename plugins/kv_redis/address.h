// SPDX-License-Identifier: Apache-2.0
/// Where a server of Redis is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace watchglass::keyvalue {

struct Address {
    std::string host;
    uint16_t port = 6379;
    uint32_t database = 0;
    std::string user, password; ///< empty: there is none

    std::string name() const; ///< "Redis at localhost:6379", as sentences have it
    auto operator<=>(const Address &) const = default;
};

/// redis://[user:password@]host[:port][/database] (iana.org/assignments/uri-schemes/prov/redis). Throws Refused.
Address addressOf(std::string_view url);

} // namespace watchglass::keyvalue
