// SPDX-License-Identifier: Apache-2.0
/// Moving bytes between what is open and the guest's buffers.
#pragma once

#include "engine/wasi/parameters.h"

namespace watchglass::wasi {

/// At `offset` or where the descriptor stands. Waits, unless the descriptor is non-blocking, while nothing can be read,
/// or until all is written; an interrupt makes it short.
Errno readInto(Call &call, Descriptor &descriptor, const Vectors &into, std::optional<uint64_t> offset,
               Out<uint32_t> count);
Errno writeFrom(Call &call, Descriptor &descriptor, const Vectors &from, std::optional<uint64_t> offset,
                Out<uint32_t> count);
/// Copies bytes that are at hand into the guest's buffers; they must have room.
void scatter(Call &call, const Vectors &into, std::span<const uint8_t> bytes);

} // namespace watchglass::wasi
