// SPDX-License-Identifier: Apache-2.0
/// The messages of the table, by contract.
#pragma once

#include "engine/host/contracts/contract.h"

namespace watchglass::contracts::detail {

std::span<const Operation> coreOperations();
std::span<const Operation> keyValueOperations();
std::span<const Operation> httpServerOperations();
std::span<const Operation> httpClientOperations();
std::span<const Operation> messagingOperations();
std::span<const Operation> loggingOperations();
std::span<const Operation> extrasOperations();
std::span<const Operation> blobStoreOperations();
std::span<const Operation> eventStreamOperations();

} // namespace watchglass::contracts::detail
