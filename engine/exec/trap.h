// SPDX-License-Identifier: Apache-2.0
/// Traps (spec §4.3): what went wrong at which instruction, with the numbers a person asks for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/exec/value.h"

namespace watchglass::exec {

enum class TrapKind : uint8_t {
    Unreachable,
    IntegerDivideByZero,
    IntegerOverflow,
    InvalidConversion,
    MemoryOutOfBounds,
    TableOutOfBounds,
    UndefinedElement,
    UninitializedElement,
    IndirectCallTypeMismatch,
    NullReference,
    ArrayOutOfBounds,
    CastFailure,
    UnalignedAtomic,
    ExpectedSharedMemory,
    StackOverflow,
    OutOfMemory,
    UncaughtException,
    Host, ///< a host function refused
};

/// The spec suite's wording: "integer divide by zero", "out of bounds memory access", …
std::string_view specMessage(TrapKind kind);

struct Trap {
    TrapKind kind = TrapKind::Unreachable;
    uint32_t function = 0; ///< where, in the function index space of its instance
    uint32_t offset = 0;   ///< of the instruction in the module
    std::string message;   ///< one sentence: what was tried, the limit, the values – e.g. "i32.load reads 4 bytes at
                           ///< 65534, but memory 0 ends at 65536"
    std::vector<Value> operands; ///< of the instruction, as it found them
    Value exception{};           ///< UncaughtException: an exnref
};

} // namespace watchglass::exec
