// SPDX-License-Identifier: Apache-2.0
/// The kinds of parameters that functions of the interface have: each knows its WebAssembly types, how it is read and
/// checked before the function does anything, and how it is told to people.
#pragma once

#include <cinttypes>
#include <type_traits>
#include <vector>

#include "engine/wasi/names.h"
#include "engine/wasi/state.h"

namespace watchglass::wasi {

// Numbers ------------------------------------------------------------------------------------------------------------
template <class T, class Kind>
struct Number {
    T value;
};
using Fd = Number<uint32_t, struct FdKind>;
using Size = Number<uint32_t, struct SizeKind>;
using Status = Number<uint32_t, struct StatusKind>;
using Signal = Number<uint32_t, struct SignalKind>;
using ClockNumber = Number<uint32_t, struct ClockKind>;
using LookupFlags = Number<uint32_t, struct LookupFlagsKind>;
using OFlags = Number<uint32_t, struct OFlagsKind>;
using FdFlags = Number<uint32_t, struct FdFlagsKind>;
using FstFlags = Number<uint32_t, struct FstFlagsKind>;
using SockFlags = Number<uint32_t, struct SockFlagsKind>;
using Small = Number<uint32_t, struct SmallKind>; ///< an enumeration without a better name here
using Rights = Number<uint64_t, struct RightsKind>;
using Filesize = Number<uint64_t, struct FilesizeKind>;
using Timestamp = Number<uint64_t, struct TimestampKind>;
using Cookie = Number<uint64_t, struct CookieKind>;
using Delta = Number<int64_t, struct DeltaKind>;
/// The address of something the function checks by itself.
using Address = Number<uint32_t, struct AddressKind>;

// In memory ----------------------------------------------------------------------------------------------------------
/// A string of the guest: its address and its length.
struct Text {
    std::string_view value;
};
/// Where a function may write: address and length, checked.
struct Buffer {
    uint32_t address;
    uint32_t length;
};
/// Buffers of the guest in the order they are used; each is checked.
struct Vectors {
    struct One {
        uint32_t address;
        uint32_t length;
    };
    uint32_t count;
    std::vector<One> all;
};
/// Where a result goes, checked.
template <class T>
struct Out {
    uint32_t address;
};

// Reading ------------------------------------------------------------------------------------------------------------
class ArgumentReader
{
public:
    explicit ArgumentReader(const Call &call) : m_call(call) {}
    uint64_t next() { return m_call.host.arguments[m_at++].bits[0]; }
    bool holds(uint64_t address, uint64_t length) const { return m_call.memory.holds(address, length); }
    const GuestMemory &memory() const { return m_call.memory; }

private:
    const Call &m_call;
    size_t m_at = 0;
};

template <class T, class Kind>
Errno read(ArgumentReader &from, Number<T, Kind> &number)
{
    number.value = T(from.next());
    return Errno::Success;
}
Errno read(ArgumentReader &from, Text &text);
Errno read(ArgumentReader &from, Buffer &buffer);
Errno read(ArgumentReader &from, Vectors &vectors);
template <class T>
Errno read(ArgumentReader &from, Out<T> &out)
{
    out.address = uint32_t(from.next());
    return from.holds(out.address, sizeof(T)) ? Errno::Success : Errno::Fault;
}

template <class T>
void put(Call &call, Out<T> out, T value)
{
    call.memory.put(out.address, value);
}

// WebAssembly types --------------------------------------------------------------------------------------------------
template <class T>
inline constexpr size_t slots =
    std::is_same_v<T, Text> || std::is_same_v<T, Buffer> || std::is_same_v<T, Vectors> ? 2 : 1;
template <class T>
inline constexpr bool isWide = std::is_same_v<T, Delta>;
template <class Kind>
inline constexpr bool isWide<Number<uint64_t, Kind>> = true;

template <class T>
void addTypes(std::vector<wasm::ValType> &types)
{
    types.insert(types.end(), slots<T>, isWide<T> ? wasm::I64 : wasm::I32);
}

// Telling ------------------------------------------------------------------------------------------------------------
template <class T, class Kind>
std::string tell(Number<T, Kind> number)
{
    return std::to_string(number.value);
}
std::string tell(const Text &text);
std::string tell(const Buffer &buffer);
std::string tell(const Vectors &vectors);
std::string tell(Address address);
std::string tell(Rights rights);
inline std::string tell(Signal signal)
{
    return signalName(signal.value);
}
inline std::string tell(ClockNumber id)
{
    return clockName(id.value);
}
inline std::string tell(LookupFlags flags)
{
    return lookupflagNames(flags.value);
}
inline std::string tell(OFlags flags)
{
    return oflagNames(flags.value);
}
inline std::string tell(FdFlags flags)
{
    return fdflagNames(flags.value);
}
inline std::string tell(FstFlags flags)
{
    return fstflagNames(flags.value);
}

} // namespace watchglass::wasi
