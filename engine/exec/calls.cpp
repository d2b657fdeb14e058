// SPDX-License-Identifier: Apache-2.0
#include "engine/exec/calls.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "engine/exec/control.h"
#include "engine/exec/exceptions.h"
#include "engine/exec/host_results.h"
#include "engine/exec/host_tape.h"
#include "engine/exec/objects.h"
#include "engine/exec/plain/change_over.h"
#include "engine/exec/probes.h"
#include "engine/exec/roots.h"

namespace watchglass::exec {

namespace {

template <bool Threaded>
WG_HANDLER void leaveFunction(WG_PARAMETERS)
{
    const Slot link = fp[lowHalf(pc[1])]; // read first: results may cover it
    moveSlots(fp, 0, lowHalf(pc[2]), highHalf(pc[1]));
    returnThrough(link, pc, fp, mem, ctx, acc, l0, fl0);
    WG_DISPATCH;
}

/// The call at `pc` of `ctx->callee`, which is a host function or not yet translated.
template <bool Tail, bool Threaded>
WG_HANDLER __attribute__((noinline)) void callTheLongWay(WG_PARAMETERS)
{
    ctx->saveAll(WG_REGISTERS);
    if (ctx->callee->host) {
        ctx->tailCall = Tail;
        if (!callHost(*ctx) || ctx->counting) // meanwhile the frame may have gone over to watched code
            return;
        if (ctx->instance)
            plain::matchRecording(*ctx->instance);
        WG_RELOAD;
    } else {
        Code &code = ctx->watchedOnly ? codeOf(*ctx->callee) : entryOf(*ctx->callee);
        if (!enterCallee<Tail>(code, pc, fp, mem, ctx, l0, fl0))
            WG_LEAVE(trapAt<TrapKind::StackOverflow>);
        if (ctx->counting && !code.plain) {
            ctx->saveAll(WG_REGISTERS);
            return;
        }
    }
    WG_DISPATCH;
}

/// What stands in the table at the index of a call_indirect; null, with the trap noted, when it cannot be called.
inline Function *indirectCallee(const Cell *pc, const Slot *fp, Context *ctx)
{
    const Table &table = *reinterpret_cast<const Table *>(pc[2]);
    Slot index = fp[highHalf(pc[1])];
    if (!table.type.limits.is64)
        index = uint32_t(index);
    if (index >= table.elements.size()) [[unlikely]] {
        ctx->trap = TrapKind::UndefinedElement;
        return nullptr;
    }
    auto *function = reinterpret_cast<Function *>(table.elements[index]);
    if (!function) [[unlikely]] {
        ctx->trap = TrapKind::UninitializedElement;
        return nullptr;
    }
    const uint32_t wanted = lowHalf(pc[4]);
    if (function->typeId != wanted && !isSubtype(function->typeId, wanted)) [[unlikely]] {
        ctx->trap = TrapKind::IndirectCallTypeMismatch;
        return nullptr;
    }
    return function;
}

template <Callee callee, bool Tail, bool Threaded>
WG_HANDLER void call(WG_PARAMETERS)
{
    Function *function;
    if constexpr (callee == Callee::Direct) {
        function = reinterpret_cast<Function *>(pc[2]);
    } else if constexpr (callee == Callee::Table) {
        function = indirectCallee(pc, fp, ctx);
        if (!function) [[unlikely]]
            WG_LEAVE(trapAsNoted);
    } else {
        function = reinterpret_cast<Function *>(fp[highHalf(pc[1])]);
        if (!function) [[unlikely]]
            WG_LEAVE(trapAt<TrapKind::NullReference>);
    }
    if (ctx->wanted()) [[unlikely]]
        WG_LEAVE(pauseAt);
    Code *code = ctx->watchedOnly ? function->code.get() : function->entry;
    if (!code) [[unlikely]] {
        ctx->callee = function;
        WG_LEAVE(callTheLongWay<Tail, Threaded>);
    }
    if (!enterCallee<Tail>(*code, pc, fp, mem, ctx, l0, fl0)) [[unlikely]] {
        ctx->callee = function;
        WG_LEAVE(trapAt<TrapKind::StackOverflow>);
    }
    WG_DISPATCH;
}

template <Callee callee>
HandlerPair callPair(bool tail)
{
    return tail ? WG_HANDLERS(call, callee, true) : WG_HANDLERS(call, callee, false);
}

HostResult checked(const Function &function, const HostCall &call, HostResult result)
{
    const Store *store = call.caller ? call.caller->store : nullptr;
    std::string message;
    if (result.kind == HostResult::Kind::Return)
        message = misfit(function, call.results, store);
    if (result.kind == HostResult::Kind::Throw)
        message = misfitOfException(function, result.exception, store);
    return message.empty() ? result : HostResult{HostResult::Kind::Trap, std::move(message)};
}

HostResult invoke(const Function &function, HostCall &call, HostTape *tape)
{
    try {
        return checked(function, call, tape ? tape->call(function, call) : function.host(call));
    } catch (const std::exception &error) {
        return {HostResult::Kind::Trap, function.hostName + " failed: " + error.what()};
    } catch (...) {
        return {HostResult::Kind::Trap, function.hostName + " failed"};
    }
}

/// What the host does to watched memory is to be told.
void listen(Context &ctx, bool on)
{
    if (!ctx.instance)
        return;
    ctx.accessing = ctx.pc;
    for (const auto &memory : ctx.instance->memories)
        if (MemoryWatch *watch = memory->watched())
            watch->listening = on;
}

} // namespace

void Context::enterInstance(Instance *next)
{
    instance = next;
    memory0 = next->memories.empty() ? nullptr : next->memories[0].get();
    mem = memory0 ? memory0->base() : nullptr;
    plain::matchRecording(*next);
}

uint32_t slotCount(std::span<const wasm::ValType> types)
{
    uint32_t count = 0;
    for (const wasm::ValType &type : types)
        count += type.kind == wasm::TypeKind::V128 ? 2 : 1;
    return count;
}

Value readValue(wasm::ValType type, std::array<uint64_t, 2> bits, Store *store)
{
    Value value{type, bits};
    if (type.kind == wasm::TypeKind::I32 || type.kind == wasm::TypeKind::F32)
        value.bits[0] = uint32_t(bits[0]);
    if (type.kind != wasm::TypeKind::V128)
        value.bits[1] = 0;
    if (type.isRef() && store && store->heap().owns(bits[0]))
        value.referent = std::make_shared<Referent>(store->shared_from_this(), bits[0]);
    return value;
}

std::vector<Value> readSlots(const Slot *slots, std::span<const wasm::ValType> types, Store *store)
{
    std::vector<Value> values;
    values.reserve(types.size());
    for (const wasm::ValType &type : types) {
        const bool wide = type.kind == wasm::TypeKind::V128;
        values.push_back(readValue(type, {slots[0], wide ? slots[1] : 0}, store));
        slots += wide ? 2 : 1;
    }
    return values;
}

void writeSlots(Slot *slots, std::span<const Value> values)
{
    for (const Value &value : values) {
        *slots++ = value.bits[0];
        if (value.type.kind == wasm::TypeKind::V128)
            *slots++ = value.bits[1];
    }
}

bool callHost(Context &ctx)
{
    const Function &function = *ctx.callee;
    if (size_t(ctx.stackEnd - ctx.fp) < lowHalf(ctx.pc[1]) + size_t(slotCount(function.type.results))) {
        ctx.trap = TrapKind::StackOverflow;
        ctx.halt(StopKind::Trapped);
        return false;
    }
    const auto watch = [&ctx](ProbePoint::Kind kind) {
        ctx.inHost = kind == ProbePoint::Kind::HostCall;
        ctx.instance->runtime->probes->tellOfHostCall(ctx, kind, *ctx.callee);
        ctx.inHost = false;
        return !ctx.stopped;
    };
    const bool watched = ctx.instance && ctx.instance->runtime->probes->watchesHostCalls();
    if (watched && !ctx.again && !std::exchange(ctx.hostCallTold, false) && !watch(ProbePoint::Kind::HostCall)) {
        ctx.hostCallTold = true;
        return false;
    }
    listen(ctx, true);
    HostCall call{readSlots(ctx.fp + lowHalf(ctx.pc[1]), function.type.params, ctx.store()),
                  {},
                  ctx.instance,
                  &ctx.interrupt,
                  ctx.again};
    ctx.inHost = true;
    HostResult result = invoke(function, call, ctx.tape);
    ctx.inHost = false;
    listen(ctx, false);
    ctx.again = result.kind == HostResult::Kind::Again;
    switch (result.kind) {
    case HostResult::Kind::Return:
        finishHostCall(ctx, call.results);
        if (watched)
            watch(ProbePoint::Kind::HostReturn);
        tellOfAccesses(ctx);
        return !ctx.stopped;
    case HostResult::Kind::Throw:
        return unwindFromHost(ctx, result.exception.bits[0]);
    case HostResult::Kind::Trap:
        ctx.trap = TrapKind::Host;
        ctx.hostMessage = std::move(result.message);
        ctx.halt(StopKind::Trapped);
        return false;
    case HostResult::Kind::Suspend:
        ctx.halt(StopKind::HostCall);
        return false;
    case HostResult::Kind::Exit:
        ctx.exitCode = result.exitCode;
        ctx.halt(StopKind::Exited);
        return false;
    case HostResult::Kind::Again:
        ctx.halt(ctx.attention.load() & Context::Cancel ? StopKind::Cancelled : StopKind::Paused);
        return false;
    }
    return false;
}

void finishHostCall(Context &ctx, std::span<const Value> results)
{
    if (!ctx.tailCall) {
        writeSlots(ctx.fp + lowHalf(ctx.pc[1]), results);
        ctx.acc = ctx.fp[lowHalf(ctx.pc[1])];
        ctx.pc += callWords;
        return;
    }
    const Slot link = ctx.fp[highHalf(ctx.pc[4])];
    writeSlots(ctx.fp, results);
    returnThrough(link, ctx.pc, ctx.fp, ctx.mem, &ctx, ctx.acc, ctx.l0, ctx.fl0);
}

HandlerPair returnHandlers()
{
    return WG_HANDLERS(leaveFunction);
}

HandlerPair callHandlers(Callee callee, bool tail)
{
    switch (callee) {
    case Callee::Direct:
        return callPair<Callee::Direct>(tail);
    case Callee::Table:
        return callPair<Callee::Table>(tail);
    case Callee::Reference:
        return callPair<Callee::Reference>(tail);
    }
    return {};
}

} // namespace watchglass::exec
