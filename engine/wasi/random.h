// SPDX-License-Identifier: Apache-2.0
/// Random bytes: the host's, or those of a seed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "engine/wasi/errors.h"

namespace watchglass::wasi {

class Random
{
public:
    explicit Random(std::optional<uint64_t> seed) : m_seeded(seed.has_value()), m_state(seed.value_or(0)) {}
    Errno fill(std::span<uint8_t> bytes);

private:
    bool m_seeded;
    uint64_t m_state;
};

} // namespace watchglass::wasi
