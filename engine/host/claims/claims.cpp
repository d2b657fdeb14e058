// SPDX-License-Identifier: Apache-2.0
#include "engine/host/claims/claims.h"

namespace watchglass::claims {

std::string_view nameOf(TokenKind kind)
{
    constexpr std::string_view names[] = {"module", "provider", "account", "operator", "cluster", "host", "invocation"};
    return names[size_t(kind)];
}

std::string Claims::name() const
{
    return std::visit(
        [](const auto &about) -> std::string {
            if constexpr (requires { about.name; })
                return about.name.value_or("");
            else
                return about.target;
        },
        about);
}

} // namespace watchglass::claims
