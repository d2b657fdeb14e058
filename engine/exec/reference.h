// SPDX-License-Identifier: Apache-2.0
/// Reference values as running code holds them: one word. 0 is null. A function reference is the address of its
/// exec::Function. In the other hierarchies the low bits tell what a word is, so that `any.convert_extern` and
/// `extern.convert_any` leave it as it is:
///
///     …1   an i31, shifted left by one
///     …10  a reference of the host: its number, shifted left by two
///     …00  the address of an object in a heap (heap.h)
#pragma once

#include <cstdint>

namespace watchglass::exec {

/// What every object of a heap starts with; fields, elements or payload follow.
struct Object {
    uint32_t type;   ///< identity (type_registry.h), or `exceptionType`
    uint32_t length; ///< elements of an array, slots of an exception's payload
    uint8_t *bytes() { return reinterpret_cast<uint8_t *>(this); }
    const uint8_t *bytes() const { return reinterpret_cast<const uint8_t *>(this); }
};
inline constexpr uint32_t objectHeader = sizeof(Object);
inline constexpr uint32_t exceptionType = 0xffffffff;

inline constexpr uint64_t makeI31(uint32_t value)
{
    return uint64_t(value & 0x7fffffff) << 1 | 1;
}
inline constexpr bool isI31(uint64_t reference)
{
    return reference & 1;
}
inline constexpr int32_t i31Signed(uint64_t reference)
{
    return int32_t(uint32_t(reference)) >> 1;
}
inline constexpr uint32_t i31Unsigned(uint64_t reference)
{
    return uint32_t(reference) >> 1;
}

/// Numbers below 2^62.
inline constexpr uint64_t makeHostReference(uint64_t number)
{
    return number << 2 | 2;
}
inline constexpr bool isHostReference(uint64_t reference)
{
    return (reference & 3) == 2;
}
inline constexpr uint64_t hostNumber(uint64_t reference)
{
    return reference >> 2;
}

/// Null is none. Not for function references.
inline constexpr bool isObject(uint64_t reference)
{
    return reference && !(reference & 3);
}
inline Object *objectOf(uint64_t reference)
{
    return reinterpret_cast<Object *>(reference);
}
inline uint64_t referenceTo(const Object *object)
{
    return reinterpret_cast<uint64_t>(object);
}

} // namespace watchglass::exec
