// SPDX-License-Identifier: Apache-2.0
/// What Assembler and `watchglass-wat` say to each other over one stream socket (the helper's standard input and
/// output). Both ends are on one machine, so numbers stand in its byte order.
///
///     parent → helper   Request, then `textSize` bytes of text; any number of times, until end of file
///     helper → parent   per request: Frame and its bytes, in this order:
///                       Version               only when the request speaks another version; the helper then ends
///                       Problem …             Complaint, then its message
///                       Binary, Places        when there is a module; Places belongs to that Binary
///                       Done                  empty: the answer is complete
///
/// Frames are sent as soon as they are known: when the helper dies half-way, the problems found so far are not lost.
#pragma once

#include <cstdint>

namespace watchglass::wat::helper {

inline constexpr uint32_t protocolVersion = 1;
inline constexpr uint32_t requestMagic = 0x54415757; ///< "WWAT"

enum RequestFlag : uint32_t {
    WriteNames = 1, ///< identifiers go into the "name" section
};

struct Request {
    uint32_t magic = requestMagic, version = protocolVersion;
    uint32_t flags = 0;
    uint32_t seconds = 0; ///< the helper ends itself after this time, should nobody be left to do it
    uint32_t textSize = 0;
};

enum class FrameKind : uint32_t { Version, Problem, Binary, Places, Done };

struct Frame {
    FrameKind kind = FrameKind::Done;
    uint32_t size = 0;
};

/// A place as wabt counts: lines and byte columns from 1, `last` past the end; line 0 = nowhere.
struct Place {
    uint32_t line = 0, first = 0, last = 0;
};

/// The head of a Problem frame; the rest of the frame is the message.
struct Complaint {
    Place place;
    uint32_t warning = 0;
    /// The module was parsed and written all the same: only wabt's validator refuses it.
    uint32_t validation = 0;
};

/// A Places frame: for each defined function, a FunctionPlaces and `count` times Place: one for each instruction of its
/// code in the order of the binary format, `else`, `end` and the like included.
struct FunctionPlaces {
    Place field; ///< the keyword `func`
    uint32_t count = 0;
};

/// Address space of the helper: wabt's trees, and a stack for texts nested as deep as memory allows.
inline constexpr uint64_t stackBytes = uint64_t(1) << 30, addressSpaceBytes = uint64_t(4) << 30;

} // namespace watchglass::wat::helper
