// SPDX-License-Identifier: Apache-2.0
/// Loads and stores of vectors and of single lanes.
#pragma once

#include "engine/exec/access.h"
#include "engine/exec/vector.h"

namespace watchglass::exec {

/// Eight bytes as lanes of From, each widened.
template <class To, class From>
inline V128 widen(uint64_t raw)
{
    return convertLanes<To, From>(V128{{raw, 0}}, 0, [](From lane) { return lane; });
}

WG_LOAD(V128Load, V128, V128, raw)
WG_LOAD(V128Load8x8S, uint64_t, V128, widen<int16_t, int8_t>(raw))
WG_LOAD(V128Load8x8U, uint64_t, V128, widen<uint16_t, uint8_t>(raw))
WG_LOAD(V128Load16x4S, uint64_t, V128, widen<int32_t, int16_t>(raw))
WG_LOAD(V128Load16x4U, uint64_t, V128, widen<uint32_t, uint16_t>(raw))
WG_LOAD(V128Load32x2S, uint64_t, V128, widen<int64_t, int32_t>(raw))
WG_LOAD(V128Load32x2U, uint64_t, V128, widen<uint64_t, uint32_t>(raw))
WG_LOAD(V128Load8Splat, uint8_t, V128, splat(raw))
WG_LOAD(V128Load16Splat, uint16_t, V128, splat(raw))
WG_LOAD(V128Load32Splat, uint32_t, V128, splat(raw))
WG_LOAD(V128Load64Splat, uint64_t, V128, splat(raw))
WG_LOAD(V128Load32Zero, uint32_t, V128, V128{{raw, 0}})
WG_LOAD(V128Load64Zero, uint64_t, V128, V128{{raw, 0}})
WG_LOAD_LANE(V128Load8Lane, uint8_t)
WG_LOAD_LANE(V128Load16Lane, uint16_t)
WG_LOAD_LANE(V128Load32Lane, uint32_t)
WG_LOAD_LANE(V128Load64Lane, uint64_t)

WG_STORE(V128Store, V128, V128)
WG_STORE_LANE(V128Store8Lane, uint8_t)
WG_STORE_LANE(V128Store16Lane, uint16_t)
WG_STORE_LANE(V128Store32Lane, uint32_t)
WG_STORE_LANE(V128Store64Lane, uint64_t)

} // namespace watchglass::exec
