// SPDX-License-Identifier: Apache-2.0
/// Bytes of instructions on structs, arrays and casts.
#pragma once

#include "tests/engine/exec/programs.h"

namespace watchglass::exec::test {

inline constexpr uint8_t anyref = 0x6e, eqref = 0x6d, exnref = 0x69, refNull = 0xd0, none = 0x71;

inline Code structNew(uint8_t type)
{
    return {0xfb, 0x00, type};
}
inline Code structGet(uint8_t type, uint8_t field)
{
    return {0xfb, 0x02, type, field};
}
inline Code structSet(uint8_t type, uint8_t field)
{
    return {0xfb, 0x05, type, field};
}
/// ref.cast (ref type)
inline Code castTo(uint8_t type)
{
    return {0xfb, 0x16, type};
}

} // namespace watchglass::exec::test
