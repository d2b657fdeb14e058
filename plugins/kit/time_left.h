// SPDX-License-Identifier: Apache-2.0
/// How long a provider may wait for its backend.
#pragma once

#include <algorithm>
#include <chrono>

#include "engine/host/provider.h"

namespace watchglass::plugins {

/// Until shortly before the deadline: it takes a moment to say that it will be missed. At most an hour, at least 0.
inline std::chrono::milliseconds timeLeft(host::Deadline deadline)
{
    using namespace std::chrono_literals;
    const auto now = std::chrono::steady_clock::now();
    if (deadline - now > 1h)
        return 1h;
    return std::max(std::chrono::duration_cast<std::chrono::milliseconds>(deadline - now) - 20ms, 0ms);
}

} // namespace watchglass::plugins
