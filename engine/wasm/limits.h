// SPDX-License-Identifier: Apache-2.0
/// What is refused although the specification would allow it (spec appendix "Implementation Limitations"): explicit
/// numbers, so that hostile input costs an error and not the machine. Most follow the JavaScript embedding.
#pragma once

#include <cstdint>

namespace watchglass::wasm::limits {

inline constexpr uint64_t moduleBytes = 1u << 30;
inline constexpr uint32_t types = 1'000'000;
inline constexpr uint32_t items = 1'000'000; ///< functions, imports, exports, globals, tags, segments; each
inline constexpr uint32_t tables = 100'000;
inline constexpr uint32_t memories = 100;
inline constexpr uint32_t params = 1'000;      ///< of one function type; results the same
inline constexpr uint32_t fields = 10'000;     ///< of one struct type
inline constexpr uint32_t subtypeDepth = 63;   ///< supertypes above one type
inline constexpr uint32_t locals = 50'000;     ///< of one function, without its parameters
inline constexpr uint32_t nesting = 1'000'000; ///< open blocks
inline constexpr uint32_t problems = 1'000;    ///< kept for one function

} // namespace watchglass::wasm::limits
