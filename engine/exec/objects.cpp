// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/objects.h"

#include "engine/exec/evaluate.h"

namespace watchglass::exec {

namespace {

using wasm::HeapKind;
using wasm::TypeKind;

template <bool Default, bool Threaded>
WG_HANDLER void structNew(WG_PARAMETERS)
{
    const uint32_t bytes = highHalf(pc[2]);
    Object *object = ctx->heap->bump(lowHalf(pc[2]), bytes);
    if (!object) [[unlikely]] {
        ctx->saveAll(WG_REGISTERS);
        object = makeRoom(ctx, bytes);
        if (!object)
            WG_LEAVE(noRoom);
    }
    std::memcpy(static_cast<void *>(object), pc + 3, objectHeader);
    const uint32_t words = highHalf(pc[1]);
    if constexpr (Default) {
        for (uint32_t at = objectHeader; at < bytes; at += sizeof(Slot)) {
            std::memset(object->bytes() + at, 0, sizeof(Slot));
            asm volatile(""); // as in moveSlots
        }
    } else {
        // Ascending: what a narrow field's word spills over belongs to the next field or to nobody.
        for (uint32_t i = 0; i < words; ++i)
            std::memcpy(object->bytes() + lowHalf(pc[4 + i]), fp + highHalf(pc[4 + i]), sizeof(Slot));
    }
    fp[lowHalf(pc[1])] = referenceTo(object);
    WG_NEXT(4 + words);
}

/// Raw is what stands in the object; Result what it becomes.
template <class Raw, class Result, bool Threaded>
WG_HANDLER void structGet(WG_PARAMETERS)
{
    const uint32_t slot = lowHalf(pc[1]);
    const uint64_t reference = fp[slot];
    if (!reference) [[unlikely]]
        WG_LEAVE(trapAt<TrapKind::NullReference>);
    Raw raw;
    std::memcpy(&raw, objectOf(reference)->bytes() + highHalf(pc[1]), sizeof raw);
    put(fp, slot, Result(raw));
    WG_NEXT(2);
}

template <class Raw, bool Threaded>
WG_HANDLER void structSet(WG_PARAMETERS)
{
    const uint32_t slot = lowHalf(pc[1]);
    const uint64_t reference = fp[slot];
    if (!reference) [[unlikely]]
        WG_LEAVE(trapAt<TrapKind::NullReference>);
    std::memcpy(objectOf(reference)->bytes() + highHalf(pc[1]), fp + slot + 1, sizeof(Raw));
    WG_NEXT(2);
}

template <class Raw, class Result, bool Threaded>
WG_HANDLER void arrayGet(WG_PARAMETERS)
{
    const uint32_t slot = lowHalf(pc[1]);
    const uint64_t reference = fp[slot];
    if (!reference) [[unlikely]]
        WG_LEAVE(trapAt<TrapKind::NullReference>);
    const auto index = get<uint32_t>(fp, slot + 1);
    if (index >= objectOf(reference)->length) [[unlikely]]
        WG_LEAVE(trapAt<TrapKind::ArrayOutOfBounds>);
    Raw raw;
    std::memcpy(&raw, objectOf(reference)->bytes() + objectHeader + index * sizeof(Raw), sizeof raw);
    put(fp, slot, Result(raw));
    WG_NEXT(2);
}

template <class Raw, bool Threaded>
WG_HANDLER void arraySet(WG_PARAMETERS)
{
    const uint32_t slot = lowHalf(pc[1]);
    const uint64_t reference = fp[slot];
    if (!reference) [[unlikely]]
        WG_LEAVE(trapAt<TrapKind::NullReference>);
    const auto index = get<uint32_t>(fp, slot + 1);
    if (index >= objectOf(reference)->length) [[unlikely]]
        WG_LEAVE(trapAt<TrapKind::ArrayOutOfBounds>);
    std::memcpy(objectOf(reference)->bytes() + objectHeader + index * sizeof(Raw), fp + slot + 2, sizeof(Raw));
    WG_NEXT(2);
}

template <bool Threaded>
WG_HANDLER void makeI31Reference(WG_PARAMETERS)
{
    const uint32_t slot = lowHalf(pc[1]);
    fp[slot] = makeI31(get<uint32_t>(fp, slot));
    WG_NEXT(2);
}

template <bool Test, bool Threaded>
WG_HANDLER void cast(WG_PARAMETERS)
{
    const uint32_t slot = lowHalf(pc[1]);
    const bool accepted = CastTarget(pc[2]).accepts(fp[slot]);
    if constexpr (Test) {
        fp[slot] = accepted;
    } else if (!accepted) [[unlikely]] {
        WG_LEAVE(trapAt<TrapKind::CastFailure>);
    }
    WG_NEXT(3);
}

template <bool OnFail, bool Back, bool Threaded>
WG_HANDLER void castBranch(WG_PARAMETERS)
{
    if (CastTarget(pc[2]).accepts(fp[lowHalf(pc[1])]) == OnFail)
        WG_NEXT(castBranchWords);
    if constexpr (Back) {
        if (ctx->wanted()) [[unlikely]]
            WG_LEAVE(pauseAt);
    }
    moveSlots(fp, highHalf(pc[3]), lowHalf(pc[3]), lowHalf(pc[4]));
    WG_NEXT(int32_t(highHalf(pc[1])));
}

template <class Raw, class Result>
HandlerPair getHandlers(bool array)
{
    return array ? WG_HANDLERS(arrayGet, Raw, Result) : WG_HANDLERS(structGet, Raw, Result);
}
template <class Raw>
HandlerPair setHandlers(bool array)
{
    return array ? WG_HANDLERS(arraySet, Raw) : WG_HANDLERS(structSet, Raw);
}

bool isObjectOf(uint64_t reference, wasm::SubType::Kind kind)
{
    return isObject(reference) && runtimeType(objectOf(reference)->type).kind == kind;
}

} // namespace

CastTarget::CastTarget(const wasm::ValType &wanted) : nullable(wanted.nullable)
{
    switch (wanted.heap) {
    case HeapKind::I31:
        kind = Kind::I31;
        break;
    case HeapKind::Eq:
        kind = Kind::Eq;
        break;
    case HeapKind::Struct:
        kind = Kind::Struct;
        break;
    case HeapKind::Array:
        kind = Kind::Array;
        break;
    case HeapKind::Any:
    case HeapKind::Extern:
    case HeapKind::Func:
    case HeapKind::Exn:
        kind = Kind::Whole;
        break;
    case HeapKind::Defined:
        kind = runtimeType(wanted.index).kind == wasm::SubType::Kind::Func ? Kind::Function : Kind::Object;
        type = wanted.index;
        break;
    default:
        break;
    }
}

bool CastTarget::accepts(uint64_t reference) const
{
    if (!reference)
        return nullable;
    switch (kind) {
    case Kind::None:
        return false;
    case Kind::I31:
        return isI31(reference);
    case Kind::Eq:
        return !isHostReference(reference);
    case Kind::Struct:
        return isObjectOf(reference, wasm::SubType::Kind::Struct);
    case Kind::Array:
        return isObjectOf(reference, wasm::SubType::Kind::Array);
    case Kind::Whole:
        return true;
    case Kind::Object:
        return isObject(reference) && isSubtype(objectOf(reference)->type, type);
    case Kind::Function:
        return isSubtype(reinterpret_cast<const exec::Function *>(reference)->typeId, type);
    }
    return false;
}

Object *makeRoom(Context *ctx, uint64_t bytes)
{
    return ctx->heap->makeRoom(bytes, ctx, &ctx->attention);
}

WG_HANDLER void noRoom(WG_PARAMETERS)
{
    if (ctx->heap->isFull())
        WG_LEAVE(trapAt<TrapKind::OutOfMemory>);
    WG_LEAVE(pauseAt);
}

HandlerPair structNewHandlers(bool defaults)
{
    return defaults ? WG_HANDLERS(structNew, true) : WG_HANDLERS(structNew, false);
}

HandlerPair fieldHandlers(Op op, const RuntimeType::Field &field)
{
    const bool array = op == Op::ArrayGet || op == Op::ArrayGetS || op == Op::ArrayGetU || op == Op::ArraySet;
    const bool sets = op == Op::StructSet || op == Op::ArraySet;
    const bool isSigned = op == Op::StructGetS || op == Op::ArrayGetS;
    switch (field.width) {
    case 1:
        return sets       ? setHandlers<uint8_t>(array)
               : isSigned ? getHandlers<int8_t, int32_t>(array)
                          : getHandlers<uint8_t, uint32_t>(array);
    case 2:
        return sets       ? setHandlers<uint16_t>(array)
               : isSigned ? getHandlers<int16_t, int32_t>(array)
                          : getHandlers<uint16_t, uint32_t>(array);
    case 4:
        return sets ? setHandlers<uint32_t>(array) : getHandlers<uint32_t, uint32_t>(array);
    case 16:
        return sets ? setHandlers<V128>(array) : getHandlers<V128, V128>(array);
    default:
        return sets ? setHandlers<uint64_t>(array) : getHandlers<uint64_t, uint64_t>(array);
    }
}

HandlerPair makeI31Handlers()
{
    return WG_HANDLERS(makeI31Reference);
}
HandlerPair castHandlers(bool test)
{
    return test ? WG_HANDLERS(cast, true) : WG_HANDLERS(cast, false);
}
HandlerPair castBranchHandlers(bool onFail, bool back)
{
    if (onFail)
        return back ? WG_HANDLERS(castBranch, true, true) : WG_HANDLERS(castBranch, true, false);
    return back ? WG_HANDLERS(castBranch, false, true) : WG_HANDLERS(castBranch, false, false);
}

std::vector<HandlerPair> allObjectHandlers()
{
    std::vector<HandlerPair> all{makeI31Handlers()};
    for (const bool flag : {false, true}) {
        all.push_back(structNewHandlers(flag));
        all.push_back(castHandlers(flag));
        for (const bool back : {false, true})
            all.push_back(castBranchHandlers(flag, back));
    }
    for (const Op op : {Op::StructGet, Op::StructGetS, Op::StructGetU, Op::StructSet, Op::ArrayGet, Op::ArrayGetS,
                        Op::ArrayGetU, Op::ArraySet})
        for (const uint8_t width : {1, 2, 4, 8, 16})
            all.push_back(fieldHandlers(op, {{}, 0, width, false}));
    for (const wasm::InstructionInfo &row : wasm::allInstructions())
        all.push_back(arrayRangeHandlers(row.op));
    return all;
}

} // namespace watchglass::exec
