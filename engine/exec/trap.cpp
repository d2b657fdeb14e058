// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/trap.h"

namespace watchglass::exec {

std::string_view specMessage(TrapKind kind)
{
    switch (kind) {
    case TrapKind::Unreachable:
        return "unreachable";
    case TrapKind::IntegerDivideByZero:
        return "integer divide by zero";
    case TrapKind::IntegerOverflow:
        return "integer overflow";
    case TrapKind::InvalidConversion:
        return "invalid conversion to integer";
    case TrapKind::MemoryOutOfBounds:
        return "out of bounds memory access";
    case TrapKind::TableOutOfBounds:
        return "out of bounds table access";
    case TrapKind::UndefinedElement:
        return "undefined element";
    case TrapKind::UninitializedElement:
        return "uninitialized element";
    case TrapKind::IndirectCallTypeMismatch:
        return "indirect call type mismatch";
    case TrapKind::NullReference:
        return "null reference";
    case TrapKind::ArrayOutOfBounds:
        return "out of bounds array access";
    case TrapKind::CastFailure:
        return "cast failure";
    case TrapKind::UnalignedAtomic:
        return "unaligned atomic";
    case TrapKind::ExpectedSharedMemory:
        return "expected shared memory";
    case TrapKind::StackOverflow:
        return "call stack exhausted";
    case TrapKind::OutOfMemory:
        return "out of memory";
    case TrapKind::UncaughtException:
        return "uncaught exception";
    case TrapKind::Host:
        return "host trap";
    }
    return {};
}

} // namespace watchglass::exec
