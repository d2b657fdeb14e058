// SPDX-License-Identifier: Apache-2.0
/// How handlers are written: once, as templates over `Threaded`. The threaded form ends with a tail call into the next
/// cell's handler; the single form hands its registers back to a loop. Builds without dependable tail calls (gcc,
/// ThreadSanitizer, WATCHGLASS_LOOP_DRIVER) have only the single form.
#pragma once

#include <bit>
#include <cstring>

#include "engine/exec/context.h"

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define WG_TSAN 1
#endif
#if __has_feature(address_sanitizer)
#define WG_ASAN 1 // its stack frames and the special calling conventions exclude each other
#endif
#endif

#if defined(__clang__) && !defined(WG_TSAN) && !defined(WATCHGLASS_LOOP_DRIVER)
#define WG_THREADED 1
#define WG_MUSTTAIL [[clang::musttail]]
#else
#define WG_THREADED 0
#define WG_MUSTTAIL
#endif

// Handlers keep nothing for their caller and hold the interpreter's registers in argument registers.
#if WG_THREADED && !defined(WG_ASAN) && __has_attribute(preserve_none)
#define WG_HANDLER __attribute__((preserve_none))
#else
#define WG_HANDLER
#endif
// For rare helpers: the handler that calls them need not spill.
#if WG_THREADED && !defined(WG_ASAN) && __has_attribute(preserve_most) && defined(__x86_64__)
#define WG_RARE __attribute__((preserve_most, noinline, cold))
#else
#define WG_RARE __attribute__((noinline, cold))
#endif

// Where the machine is, samples (sampler.h) read from the processor's registers; a compiler that does not keep it there
// has to write it down at every step.
#if WG_THREADED && !defined(WG_ASAN) && defined(__OPTIMIZE__) && defined(__x86_64__) && defined(__linux__)
#if __has_attribute(preserve_none)
#define WG_PLACE_IN_REGISTERS 1
#endif
#endif
#ifdef WG_PLACE_IN_REGISTERS
#define WG_KEEP_PLACE (void)0
#else
#define WG_PLACE_IN_REGISTERS 0
#define WG_KEEP_PLACE ctx->save(pc, fp, mem)
#endif

/// The interpreter's registers. Slots are authoritative for watched code, which only passes the others on; fast code
/// (plain/) keeps there:
///     acc, facc, sacc   the integer, f64 and f32 that were made last
///     l0, fl0           copies of the function's pinned locals, an integer and an f64
#define WG_PARAMETERS                                                                                                  \
    [[maybe_unused]] const Cell *pc, [[maybe_unused]] Slot *fp, [[maybe_unused]] uint8_t *mem,                         \
        [[maybe_unused]] Context *ctx, [[maybe_unused]] uint64_t acc, [[maybe_unused]] uint64_t l0,                    \
        [[maybe_unused]] double facc, [[maybe_unused]] float sacc, [[maybe_unused]] double fl0
#define WG_REGISTERS pc, fp, mem, ctx, acc, l0, facc, sacc, fl0

#define WG_DISPATCH                                                                                                    \
    do {                                                                                                               \
        if constexpr (Threaded) {                                                                                      \
            WG_KEEP_PLACE;                                                                                             \
            WG_MUSTTAIL return reinterpret_cast<Handler>(*pc)(WG_REGISTERS);                                           \
        } else {                                                                                                       \
            ctx->saveAll(WG_REGISTERS); /* a call, return or loop may lead to fast code */                             \
            return;                                                                                                    \
        }                                                                                                              \
    } while (0)
#define WG_NEXT(words)                                                                                                 \
    do {                                                                                                               \
        pc += (words);                                                                                                 \
        WG_DISPATCH;                                                                                                   \
    } while (0)
/// The registers as they were saved, or as others have left them since.
#define WG_RELOAD                                                                                                      \
    do {                                                                                                               \
        pc = ctx->pc;                                                                                                  \
        fp = ctx->fp;                                                                                                  \
        mem = ctx->mem;                                                                                                \
        acc = ctx->acc;                                                                                                \
        l0 = ctx->l0;                                                                                                  \
        facc = ctx->facc;                                                                                              \
        sacc = ctx->sacc;                                                                                              \
        fl0 = ctx->fl0;                                                                                                \
    } while (0)
/// Goes on in another handler, at the same cell.
#define WG_LEAVE(...) WG_MUSTTAIL return __VA_ARGS__(WG_REGISTERS)

namespace watchglass::exec {

static_assert(std::endian::native == std::endian::little, "slots and memory are read in place");

using Handler = void(WG_HANDLER *)(const Cell *pc, Slot *fp, uint8_t *mem, Context *ctx, uint64_t acc, uint64_t l0,
                                   double facc, float sacc, double fl0);

struct HandlerPair {
    Handler threaded = nullptr, single = nullptr;
    explicit operator bool() const { return single != nullptr; }
    /// What a cell holds.
    Cell cell() const { return reinterpret_cast<Cell>(WG_THREADED ? threaded : single); }
};

/// Builds the pair of a handler template whose last parameter is `Threaded`.
#if WG_THREADED
#define WG_HANDLERS(name, ...)                                                                                         \
    HandlerPair                                                                                                        \
    {                                                                                                                  \
        name<__VA_ARGS__ __VA_OPT__(, ) true>, name<__VA_ARGS__ __VA_OPT__(, ) false>                                  \
    }
#else
#define WG_HANDLERS(name, ...)                                                                                         \
    HandlerPair                                                                                                        \
    {                                                                                                                  \
        nullptr, name<__VA_ARGS__ __VA_OPT__(, ) false>                                                                \
    }
#endif

/// Stop at this cell, its instruction not executed, everything as it found it.
template <TrapKind kind>
WG_HANDLER __attribute__((noinline, cold)) void trapAt(WG_PARAMETERS)
{
    ctx->saveAll(WG_REGISTERS);
    ctx->trap = kind;
    ctx->halt(StopKind::Trapped);
}
/// As `trapAt`, for the kind that `ctx->trap` names.
WG_HANDLER void trapAsNoted(WG_PARAMETERS);
/// Honours `ctx->attention`.
WG_HANDLER void pauseAt(WG_PARAMETERS);
/// Tells of accesses to watched memory that the cell before this one made.
template <bool Threaded>
WG_HANDLER void afterAccess(WG_PARAMETERS);

template <class T>
inline T get(const Slot *fp, uint32_t slot)
{
    T value;
    std::memcpy(&value, fp + slot, sizeof value);
    return value;
}
/// Narrow values are stored zero-extended.
template <class T>
inline void put(Slot *fp, uint32_t slot, T value)
{
    if constexpr (sizeof(T) < sizeof(Slot)) {
        Slot wide = 0;
        std::memcpy(&wide, &value, sizeof value);
        fp[slot] = wide;
    } else {
        std::memcpy(fp + slot, &value, sizeof value);
    }
}
/// Moves down or not at all.
inline void moveSlots(Slot *fp, uint32_t to, uint32_t from, uint32_t count)
{
    for (uint32_t i = 0; i < count; ++i) {
        fp[to + i] = fp[from + i];
        asm volatile(""); // keep it a loop: a call to memmove would spill the registers of every handler
    }
}

} // namespace watchglass::exec
