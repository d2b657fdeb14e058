// SPDX-License-Identifier: Apache-2.0
/// Values of a message, made up from a seed.
#pragma once

#include <random>

#include "engine/host/contracts/codec.h"

namespace watchglass::contracts::testing {

using Random = std::mt19937;

/// Every field present, and of a choice exactly one case.
Value randomValue(const Message &message, Random &random);
/// Each message of the table once.
std::vector<const Message *> allMessages();

Bytes fromHex(std::string_view hex);
std::string toHex(std::span<const uint8_t> bytes);

} // namespace watchglass::contracts::testing
