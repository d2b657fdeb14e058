// SPDX-License-Identifier: Apache-2.0
/// Instructions that work through ranges do so in slices; after each the operands say what is left, so that a pause
/// between two slices finds an ordinary, shorter instruction of the same kind.
#pragma once

#include <algorithm>

#include "engine/exec/control.h"

namespace watchglass::exec {

enum class Outcome : uint8_t { Next, Wait, Trap };

inline constexpr uint64_t sliceBytes = 256 * 1024; // well below a millisecond even with fresh pages to record
inline constexpr uint64_t sliceElements = 16 * 1024;

/// The handler of a range cell (control.h).
template <Outcome (*apply)(const Cell *, Slot *, Context *), bool Threaded>
WG_HANDLER void range(WG_PARAMETERS)
{
    ctx->save(pc, fp, mem); // for samples
    const Outcome outcome = apply(pc, fp, ctx);
    if (outcome == Outcome::Wait) [[unlikely]]
        WG_LEAVE(pauseAt);
    if (outcome == Outcome::Trap) [[unlikely]]
        WG_LEAVE(trapAsNoted);
    pc += rangeWords;
    if (ctx->accessed) [[unlikely]] {
        ctx->accessed = false;
        WG_LEAVE(afterAccess<Threaded>);
    }
    WG_DISPATCH;
}

inline Outcome trap(Context *ctx, TrapKind kind)
{
    ctx->trap = kind;
    return Outcome::Trap;
}

template <class T>
T &object(const Cell *pc, int which = 0)
{
    return *reinterpret_cast<T *>(pc[2 + which]);
}
inline Slot *operands(const Cell *pc, Slot *fp)
{
    return fp + lowHalf(pc[1]);
}
inline bool inside(uint64_t at, uint64_t count, uint64_t size)
{
    return count <= size && at <= size - count;
}

/// Calls `slice(skip, count)` – how many to leave out from the start of the range, how many to do – until nothing is
/// left or the machine is wanted, and after each `note(done)`. Backwards, the end goes first.
template <class Slice, class Note>
Outcome inSlices(Context *ctx, uint64_t count, uint64_t most, bool backwards, Slice slice, Note note)
{
    for (uint64_t done = 0; done < count;) {
        const uint64_t now = std::min(count - done, most);
        slice(backwards ? count - done - now : done, now);
        done += now;
        note(done);
        if (done < count && ctx->wanted()) [[unlikely]]
            return Outcome::Wait;
    }
    return Outcome::Next;
}

} // namespace watchglass::exec
