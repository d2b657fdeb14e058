// SPDX-License-Identifier: Apache-2.0
/// Bytes → a module that may be run.
#pragma once

#include "engine/wasm/decoder.h"

namespace watchglass::wasm {

/// Decodes and validates; tells at most `limit` problems. Null bytes are a problem too.
DecodeResult load(std::shared_ptr<const Bytes> bytes, size_t limit = 100);

} // namespace watchglass::wasm
