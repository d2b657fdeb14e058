// SPDX-License-Identifier: Apache-2.0
/// Loads and stores (spec §4.4.7): `LoadOf<Op>` and `StoreOf<Op>` say which bytes stand for which value; handlers with
/// bounds check and written-page record are generated.
#pragma once

#include "engine/exec/evaluate.h"

namespace watchglass::exec {

template <Op op>
struct LoadOf;
template <Op op>
struct StoreOf;
template <Op op>
concept Loading = requires
{
    sizeof(typename LoadOf<op>::Raw);
};
template <Op op>
concept Storing = requires
{
    sizeof(typename StoreOf<op>::Raw);
};

/// `raw` is what stands in memory; the expression makes the value of it. With a lane: also from the vector `into`.
#define WG_LOAD(Id, RawType, Result, ...)                                                                              \
    template <>                                                                                                        \
    struct LoadOf<Op::Id> {                                                                                            \
        using Raw = RawType;                                                                                           \
        static Result make(Raw raw) { return __VA_ARGS__; }                                                            \
    };
#define WG_LOAD_LANE(Id, RawType)                                                                                      \
    template <>                                                                                                        \
    struct LoadOf<Op::Id> {                                                                                            \
        using Raw = RawType;                                                                                           \
        static V128 make(Raw raw, V128 into, Lane lane) { return replaceLane(into, lane, raw); }                       \
    };
#define WG_STORE(Id, RawType, Value)                                                                                   \
    template <>                                                                                                        \
    struct StoreOf<Op::Id> {                                                                                           \
        using Raw = RawType;                                                                                           \
        using Operand = Value;                                                                                         \
        static Raw make(Value value) { return Raw(value); }                                                            \
    };
#define WG_STORE_LANE(Id, RawType)                                                                                     \
    template <>                                                                                                        \
    struct StoreOf<Op::Id> {                                                                                           \
        using Raw = RawType;                                                                                           \
        static Raw make(V128 value, Lane lane) { return extractLane<Raw>(value, lane); }                               \
    };

/// Where an access goes. Near (memory 0, 32-bit): handler | address, value | offset | [lane].
/// Far (any other): handler | address, value | offset | Memory | address mask | [lane].
template <bool Far>
struct Access {
    static constexpr uint32_t laneAt = Far ? 5 : 3;
    Memory *memory;
    uint64_t address;
    bool inside;

    Access(const Cell *pc, const Slot *fp, const Context *ctx, uint64_t width)
    {
        const Slot index = fp[lowHalf(pc[1])];
        if constexpr (Far) {
            memory = reinterpret_cast<Memory *>(pc[3]);
            const bool wraps = __builtin_add_overflow(index & pc[4], pc[2], &address);
            const uint64_t size = memory->size();
            inside = !wraps && size >= width && address <= size - width;
        } else {
            memory = ctx->memory0;
            address = uint64_t(uint32_t(index)) + pc[2]; // both below 2^32
            inside = address + width <= memory->size();
        }
    }
    uint8_t *at(uint8_t *mem) const { return (Far ? memory->base() : mem) + address; }
};

/// As Context::willWrite.
WG_RARE bool noteWrite(Context *ctx, const Cell *at, Memory *memory, uint64_t address, uint64_t length);

template <Op op, bool Far, bool Threaded>
WG_HANDLER void load(WG_PARAMETERS)
{
    using Raw = typename LoadOf<op>::Raw;
    const Access<Far> access(pc, fp, ctx, sizeof(Raw));
    if (!access.inside) [[unlikely]]
        WG_LEAVE(trapAt<TrapKind::MemoryOutOfBounds>);
    Raw raw;
    std::memcpy(&raw, access.at(mem), sizeof raw);
    if constexpr (requires { LoadOf<op>::make(raw); }) {
        put(fp, lowHalf(pc[1]), LoadOf<op>::make(raw));
        WG_NEXT(Access<Far>::laneAt);
    } else {
        const V128 into = get<V128>(fp, highHalf(pc[1]));
        put(fp, lowHalf(pc[1]), LoadOf<op>::make(raw, into, Lane{lowHalf(pc[Access<Far>::laneAt])}));
        WG_NEXT(Access<Far>::laneAt + 1);
    }
}

template <Op op, bool Far, bool Threaded>
WG_HANDLER void store(WG_PARAMETERS)
{
    using Raw = typename StoreOf<op>::Raw;
    const Access<Far> access(pc, fp, ctx, sizeof(Raw));
    if (!access.inside) [[unlikely]]
        WG_LEAVE(trapAt<TrapKind::MemoryOutOfBounds>);
    const uint8_t *dirty = access.memory->dirtyMap();
    bool watched = false;
    if (!dirty[access.address / dirtyPageSize] || !dirty[(access.address + sizeof(Raw) - 1) / dirtyPageSize])
        [[unlikely]]
        watched = noteWrite(ctx, pc, access.memory, access.address, sizeof(Raw));
    if constexpr (requires(V128 v, Lane lane) { StoreOf<op>::make(v, lane); }) {
        const Raw raw = StoreOf<op>::make(get<V128>(fp, highHalf(pc[1])), Lane{lowHalf(pc[Access<Far>::laneAt])});
        std::memcpy(access.at(mem), &raw, sizeof raw);
        pc += Access<Far>::laneAt + 1;
    } else {
        const Raw raw = StoreOf<op>::make(get<typename StoreOf<op>::Operand>(fp, highHalf(pc[1])));
        std::memcpy(access.at(mem), &raw, sizeof raw);
        pc += Access<Far>::laneAt;
    }
    if (watched) [[unlikely]]
        WG_LEAVE(afterAccess<Threaded>);
    WG_DISPATCH;
}

struct AccessForm {
    HandlerPair near, far;
};
template <Op op>
static AccessForm accessFormOf()
{
    if constexpr (Loading<op>)
        return {WG_HANDLERS(load, op, false), WG_HANDLERS(load, op, true)};
    else if constexpr (Storing<op>)
        return {WG_HANDLERS(store, op, false), WG_HANDLERS(store, op, true)};
    else
        return {};
}

AccessForm accessForm(Op op);
AccessForm simdAccessForm(Op op);
AccessForm atomicForm(Op op);

} // namespace watchglass::exec
