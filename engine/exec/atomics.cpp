// SPDX-License-Identifier: Apache-2.0
/// Atomic accesses of the threads proposal. A guest has one thread here, so that every access is atomic already; what
/// remains are alignment, old values, and waits that nobody can end but the clock. The cells are those of plain loads
/// and stores (access.h), further operands in the slots after the second one.
#include <algorithm>
#include <chrono>
#include <limits>
#include <poll.h>

#include "engine/exec/access.h"

namespace watchglass::exec {

namespace {

enum class Atomic : uint8_t { None, Load, Store, Add, Sub, And, Or, Xor, Xchg, Cmpxchg, Wait, Notify };

/// What an instruction does, from its name: "i64.atomic.rmw16.xor_u" is Xor.
constexpr Atomic kindOf(std::string_view name)
{
    constexpr std::pair<std::string_view, Atomic> words[] = {
        {"load", Atomic::Load}, {"store", Atomic::Store},   {"cmpxchg", Atomic::Cmpxchg}, {"add", Atomic::Add},
        {"sub", Atomic::Sub},   {"and", Atomic::And},       {"xor", Atomic::Xor},         {"or", Atomic::Or},
        {"xchg", Atomic::Xchg}, {"notify", Atomic::Notify}, {"wait", Atomic::Wait},
    };
    constexpr std::string_view mark = ".atomic.";
    const size_t at = name.find(mark);
    if (at == std::string_view::npos)
        return Atomic::None;
    std::string_view rest = name.substr(at + mark.size());
    if (rest.starts_with("rmw"))
        rest = rest.substr(rest.find('.') + 1);
    for (const auto &[word, kind] : words)
        if (rest.starts_with(word))
            return kind;
    return Atomic::None;
}

/// Bytes: the first number after ".atomic.", in bits, or the whole type.
constexpr unsigned widthOf(std::string_view name)
{
    unsigned bits = 0;
    for (size_t i = name.find(".atomic.") + 8; i < name.size() && (bits == 0 || name[i - 1] != '.'); ++i) {
        if (name[i] >= '0' && name[i] <= '9')
            bits = bits * 10 + unsigned(name[i] - '0');
        else if (bits)
            break;
    }
    if (bits == 0)
        bits = name.starts_with("i64") ? 64 : 32;
    return bits / 8;
}
static_assert(kindOf("i64.atomic.rmw16.xor_u") == Atomic::Xor && widthOf("i64.atomic.rmw16.xor_u") == 2);
static_assert(kindOf("memory.atomic.wait64") == Atomic::Wait && widthOf("memory.atomic.wait64") == 8);
static_assert(kindOf("memory.atomic.notify") == Atomic::Notify && widthOf("memory.atomic.notify") == 4);
static_assert(kindOf("i64.atomic.rmw.cmpxchg") == Atomic::Cmpxchg && widthOf("i64.atomic.rmw.cmpxchg") == 8);

template <unsigned width>
using Unsigned =
    std::conditional_t<width == 1, uint8_t,
                       std::conditional_t<width == 2, uint16_t, std::conditional_t<width == 4, uint32_t, uint64_t>>>;

template <Atomic kind, class Raw>
Raw changed(Raw old, Raw operand)
{
    switch (kind) {
    case Atomic::Add:
        return Raw(old + operand);
    case Atomic::Sub:
        return Raw(old - operand);
    case Atomic::And:
        return old & operand;
    case Atomic::Or:
        return old | operand;
    case Atomic::Xor:
        return old ^ operand;
    default:
        return operand; // exchange, store
    }
}

/// The trap of an access, if any, noted; alignment comes first, as in the proposal's interpreter.
template <bool Far>
bool refused(const Access<Far> &access, unsigned width, Context *ctx)
{
    if (access.address % width == 0 && access.inside) [[likely]]
        return false;
    ctx->trap = access.address % width ? TrapKind::UnalignedAtomic : TrapKind::MemoryOutOfBounds;
    return true;
}

template <Atomic kind, class Raw, bool Far, bool Threaded>
WG_HANDLER void atomic(WG_PARAMETERS)
{
    const Access<Far> access(pc, fp, ctx, sizeof(Raw));
    if (refused(access, sizeof(Raw), ctx)) [[unlikely]]
        WG_LEAVE(trapAsNoted);
    Raw old;
    std::memcpy(&old, access.at(mem), sizeof old);
    bool watched = false;
    if constexpr (kind != Atomic::Load) {
        const uint32_t operand = highHalf(pc[1]);
        const bool writes = kind != Atomic::Cmpxchg || get<Slot>(fp, operand) == old; // of the whole operand
        const Raw now =
            kind == Atomic::Cmpxchg ? get<Raw>(fp, operand + 1) : changed<kind, Raw>(old, get<Raw>(fp, operand));
        if (writes) {
            if (!access.memory->dirtyMap()[access.address / dirtyPageSize]) [[unlikely]]
                watched = noteWrite(ctx, pc, access.memory, access.address, sizeof(Raw));
            std::memcpy(access.at(mem), &now, sizeof now);
        }
    }
    if constexpr (kind != Atomic::Store)
        put(fp, lowHalf(pc[1]), old);
    pc += Access<Far>::laneAt;
    if (watched) [[unlikely]]
        WG_LEAVE(afterAccess<Threaded>);
    WG_DISPATCH;
}

template <bool Far, bool Threaded>
WG_HANDLER void notify(WG_PARAMETERS)
{
    const Access<Far> access(pc, fp, ctx, sizeof(uint32_t));
    if (refused(access, sizeof(uint32_t), ctx)) [[unlikely]]
        WG_LEAVE(trapAsNoted);
    fp[lowHalf(pc[1])] = 0; // nobody waits while this thread runs
    WG_NEXT(Access<Far>::laneAt);
}

/// Sleeps until the clock has used up `left` nanoseconds (negative: for ever) or the machine is wanted.
WG_RARE void sleepUntilWanted(Context *ctx, int64_t *left)
{
    using namespace std::chrono;
    while (*left != 0) {
        pollfd bell{ctx->interrupt.descriptor(), POLLIN, 0};
        if (ctx->wanted())
            return;
        // Without a bell: look again soon, so that a pause is honoured within a millisecond.
        int64_t nap = bell.fd < 0 ? 200'000 : std::numeric_limits<int64_t>::max();
        if (*left > 0)
            nap = std::min(nap, *left);
        const timespec time{time_t(nap / 1'000'000'000), long(nap % 1'000'000'000)};
        const auto start = steady_clock::now();
        ppoll(&bell, bell.fd < 0 ? 0 : 1, *left < 0 && bell.fd >= 0 ? nullptr : &time, nullptr);
        if (*left > 0)
            *left = std::max<int64_t>(0, *left - nanoseconds(steady_clock::now() - start).count());
    }
}

enum Woken : uint32_t { NotEqual = 1, TimedOut = 2 };

template <class Raw, bool Far, bool Threaded>
WG_HANDLER void wait(WG_PARAMETERS)
{
    const Access<Far> access(pc, fp, ctx, sizeof(Raw));
    if (refused(access, sizeof(Raw), ctx)) [[unlikely]]
        WG_LEAVE(trapAsNoted);
    if (!access.memory->type().limits.shared) [[unlikely]]
        WG_LEAVE(trapAt<TrapKind::ExpectedSharedMemory>);
    Raw now;
    std::memcpy(&now, access.at(mem), sizeof now);
    const uint32_t expected = highHalf(pc[1]), timeout = expected + 1;
    if (now != get<Raw>(fp, expected)) {
        put(fp, lowHalf(pc[1]), NotEqual);
        WG_NEXT(Access<Far>::laneAt);
    }
    // The operand says how long is left, so that a pause finds an ordinary, shorter wait.
    sleepUntilWanted(ctx, reinterpret_cast<int64_t *>(fp + timeout));
    ctx->again = fp[timeout] != 0; // a step must not go on waiting
    if (ctx->again)
        WG_LEAVE(pauseAt);
    put(fp, lowHalf(pc[1]), TimedOut);
    WG_NEXT(Access<Far>::laneAt);
}

template <Atomic kind, unsigned width>
AccessForm formOf()
{
    using Raw = Unsigned<width>;
    if constexpr (kind == Atomic::None)
        return {};
    else if constexpr (kind == Atomic::Wait)
        return {WG_HANDLERS(wait, Raw, false), WG_HANDLERS(wait, Raw, true)};
    else if constexpr (kind == Atomic::Notify)
        return {WG_HANDLERS(notify, false), WG_HANDLERS(notify, true)};
    else
        return {WG_HANDLERS(atomic, kind, Raw, false), WG_HANDLERS(atomic, kind, Raw, true)};
}

} // namespace

AccessForm atomicForm(Op op)
{
    static const AccessForm forms[] = {
#define WG_INSTRUCTION(Id, name, ...) formOf<kindOf(name), kindOf(name) == Atomic::None ? 1 : widthOf(name)>(),
#include "engine/wasm/instructions.def"
#undef WG_INSTRUCTION
    };
    return forms[size_t(op)];
}

} // namespace watchglass::exec
