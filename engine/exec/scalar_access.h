// SPDX-License-Identifier: Apache-2.0
/// Loads and stores of single numbers. Floats travel as bits.
#pragma once

#include "engine/exec/access.h"

namespace watchglass::exec {

WG_LOAD(I32Load, uint32_t, uint32_t, raw)
WG_LOAD(I64Load, uint64_t, uint64_t, raw)
WG_LOAD(F32Load, uint32_t, uint32_t, raw)
WG_LOAD(F64Load, uint64_t, uint64_t, raw)
WG_LOAD(I32Load8S, int8_t, int32_t, raw)
WG_LOAD(I32Load8U, uint8_t, uint32_t, raw)
WG_LOAD(I32Load16S, int16_t, int32_t, raw)
WG_LOAD(I32Load16U, uint16_t, uint32_t, raw)
WG_LOAD(I64Load8S, int8_t, int64_t, raw)
WG_LOAD(I64Load8U, uint8_t, uint64_t, raw)
WG_LOAD(I64Load16S, int16_t, int64_t, raw)
WG_LOAD(I64Load16U, uint16_t, uint64_t, raw)
WG_LOAD(I64Load32S, int32_t, int64_t, raw)
WG_LOAD(I64Load32U, uint32_t, uint64_t, raw)

WG_STORE(I32Store, uint32_t, uint32_t)
WG_STORE(I64Store, uint64_t, uint64_t)
WG_STORE(F32Store, uint32_t, uint32_t)
WG_STORE(F64Store, uint64_t, uint64_t)
WG_STORE(I32Store8, uint8_t, uint32_t)
WG_STORE(I32Store16, uint16_t, uint32_t)
WG_STORE(I64Store8, uint8_t, uint64_t)
WG_STORE(I64Store16, uint16_t, uint64_t)
WG_STORE(I64Store32, uint32_t, uint64_t)

} // namespace watchglass::exec
